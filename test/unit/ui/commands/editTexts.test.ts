import assert from "node:assert/strict";
import {
  consoleProblem,
  consumerNameProblem,
  inOneLine,
  keyInText,
  productWords,
  textWords,
} from "../../../../src/ui/commands/edit/texts.ts";
import { keyText } from "../../../support/fakes/factories.ts";

const refused = "This looks like a key. What you enter here stands in your settings, keys never do.";

describe("texts that stand in the settings hold no key", () => {
  const shapes: Record<string, (key: string) => string> = {
    alone: (key) => key,
    "among blanks": (key) => `  ${key}\t`,
    "in a sentence": (key) => `the key is ${key}, of svc`,
    "in a header": (key) => `authtoken:${key}`,
    "at the end of a sentence": (key) => `Was ${key}.`,
    "in quotes": (key) => `{"authtoken":"${key}"}`,
    "in a query": (key) => `https://sdp.example.com/?TECHNICIAN_KEY=${key}&format=json`,
    "in lower case": (key) => key.toLowerCase(),
    "without dashes": (key) => key.replaceAll("-", ""),
  };
  for (const [where, shape] of Object.entries(shapes))
    it(`a key ${where} is refused`, () => assert.equal(keyInText(shape(keyText())), refused));
  for (const text of ["", "svc-endpoint-central", "Köln, 2. OG: see ticket 4711", "https://ec.example.com:8383/x?y=1"])
    it(`${JSON.stringify(text)} is not`, () => assert.equal(keyInText(text), undefined));
  it("an id in the path of a console is not", () =>
    assert.equal(
      keyInText(`https://flows.example.com/environments/${keyText()}/flows/${keyText()}/details`),
      undefined,
    ));
});

describe("consumers", () => {
  const names: [text: string, problem: string | undefined][] = [
    ["Endpoint Central", undefined],
    ["n8n ", '"N8N" is there already.'],
    ["", "A consumer needs a name."],
    ["  ", "A consumer needs a name."],
  ];
  for (const [text, problem] of names)
    it(`named ${JSON.stringify(text)}: ${problem ?? "fine"}`, () =>
      assert.equal(consumerNameProblem(text, ["N8N", "Jobs"]), problem));

  const form = "Expected an address that begins with http:// or https://.";
  const addresses: [text: string, problem: string | undefined][] = [
    ["", undefined],
    [" https://ec.example.com:8383/webclient#/uems ", undefined],
    ["http://ec:8020", undefined],
    ["ec.example.com", form],
    ["ftp://ec.example.com", form],
    ["javascript:alert(1)", form],
    ["command:workbench.action.quit", form],
    ["https://", form],
    ["https://admin:secret@ec.example.com", "The address must not hold a user name or password."],
    ["https://admin@ec.example.com", "The address must not hold a user name or password."],
  ];
  for (const [text, problem] of addresses)
    it(`console at ${JSON.stringify(text)}: ${problem ?? "fine"}`, () => assert.equal(consoleProblem(text), problem));
});

describe("what the lists of Edit show", () => {
  const rows: [shown: string, expected: string][] = [
    [textWords(undefined), "not set"],
    [textWords(" "), "not set"],
    [textWords(" a\r\n\n  b "), "a b"],
    [inOneLine("a  b"), "a  b"],
    [productWords("endpoint-central"), "Endpoint Central"],
    [productWords("n8n"), "n8n"],
  ];
  for (const [shown, expected] of rows) it(expected, () => assert.equal(shown, expected));
});
