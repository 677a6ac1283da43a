import assert from "node:assert/strict";
import { Console } from "node:console";
import { Writable } from "node:stream";
import { format, inspect } from "node:util";
import { serialize } from "node:v8";
import { isHeaderValue, looksLikeKey, MAX_KEY_LENGTH, Secret, typedKey } from "../../../src/core/secret.ts";
import { aSecret, keyText } from "../../support/fakes/factories.ts";

describe("secret: never printed", () => {
  const key = keyText();
  const secret = new Secret(key);
  const nested = { a: [{ secret }], map: new Map([["secret", secret]]), set: new Set([secret]) };
  const error = new Error("outer", { cause: new Error("inner", { cause: { secret } }) });
  const rows: readonly [how: string, print: () => string][] = [
    ["template", () => `${secret}`],
    ["String", () => String(secret)],
    ["concatenation", () => "" + secret],
    ["join", () => [secret].join()],
    ["toLocaleString", () => secret.toLocaleString()],
    ["as a number", () => String(Number(secret))],
    ["as a property name", () => Object.keys({ [String(secret)]: 1 }).join()],
    ["JSON", () => JSON.stringify(secret)],
    ["JSON, nested", () => JSON.stringify(nested)],
    ["inspect", () => inspect(secret)],
    ["inspect, nested", () => inspect(nested, { depth: null })],
    ["inspect with all options", () => inspect(nested, { depth: null, showHidden: true, getters: true })],
    ["inspect past customInspect", () => inspect(nested, { depth: null, showHidden: true, customInspect: false })],
    ["inspect of an error's cause", () => inspect(error, { depth: null, showHidden: true })],
    ["error made of it", () => inspect(new Error(`key ${secret}`))],
    ["format %s %o %O %j %d", () => format("%s %o %O %j %d", secret, secret, secret, secret, secret)],
    ["structuredClone", () => inspect(structuredClone(secret), { showHidden: true })],
    ["v8 serialize", () => serialize(nested).toString("latin1") + serialize(nested).toString("utf16le")],
    ["spread", () => inspect({ ...secret }, { showHidden: true })],
    ["Object.assign", () => inspect(Object.assign({}, secret))],
    ["Object.entries", () => inspect([Object.entries(secret), Object.keys(secret), Object.values(secret)])],
    ["own names and symbols", () => inspect(Reflect.ownKeys(secret))],
    ["descriptors", () => inspect(Object.getOwnPropertyDescriptors(secret))],
    ["for in", () => inspect(ownAndInherited(secret))],
    ["console", () => printed((console) => console.log(secret, nested, "%o", secret))],
    ["console.dir", () => printed((console) => console.dir(nested, { depth: null, showHidden: true }))],
    ["console.table", () => printed((console) => console.table([{ secret }]))],
    ["assertion", () => assertionText(secret, aSecret())],
  ];
  for (const [how, print] of rows) {
    it(how, () => {
      const text = print();
      assert.ok(!text.includes(key), "the key is printed");
      assert.ok(!text.includes(key.slice(-12)), "a part of the key is printed");
    });
  }

  const masked: readonly [how: string, text: string, expected: string][] = [
    ["template", `${secret}`, "***"],
    ["JSON", JSON.stringify({ secret }), '{"secret":"***"}'],
    ["inspect", inspect({ secret }), "{ secret: *** }"],
  ];
  for (const [how, text, expected] of masked) it(`${how} prints ${expected}`, () => assert.equal(text, expected));

  it("is had by asking for it", () => assert.equal(secret.reveal(), key));
  it("equals one of the same text only", () =>
    assert.deepEqual([secret.equals(new Secret(key)), secret.equals(aSecret())], [true, false]));
});

describe("secret: its ending, for a person to tell it by", () => {
  const key = keyText();
  const rows: readonly [what: string, text: string, ending: string][] = [
    ["a key", key, key.slice(-4)],
    ["16 characters", "x".repeat(12) + "wxyz", "wxyz"],
    ["15 characters, which it would give away", "x".repeat(11) + "wxyz", ""],
    ["nothing", "", ""],
  ];
  for (const [what, text, ending] of rows) {
    it(`${what}: ${ending.length} characters`, () => assert.equal(new Secret(text).ending(), ending));
  }
});

describe("secret: as a header value", () => {
  const rows: readonly [what: string, text: string, fits: boolean][] = [
    ["a key", keyText(), true],
    ["one character", "x", true],
    ["inner blanks", "a b", true],
    ["all of visible ASCII", String.fromCharCode(...Array.from({ length: 94 }, (_, n) => 33 + n)), true],
    ["nothing", "", false],
    ["a blank", " ", false],
    ["a blank before", " a", false],
    ["a blank after", "a ", false],
    ["a line end", "a\n", false],
    ["a header of its own", "a\r\nx: y", false],
    ["a zero", "a\0b", false],
    ["a tab", "a\tb", false],
    ["an umlaut", "ä", false],
    ["a no-break space", "a\u00a0b", false],
    ["DEL", "a\u007f", false],
  ];
  for (const [what, text, fits] of rows)
    it(`${what}: ${fits}`, () => assert.equal(isHeaderValue(new Secret(text)), fits));
});

describe("secret: as typed", () => {
  const key = keyText();
  const good: readonly [what: string, text: string, secret: string][] = [
    ["as it is", key, key],
    ["blanks and line ends around", `\t ${key}\r\n`, key],
    ["no-break spaces and a BOM around", `\ufeff\u00a0${key}\u00a0`, key],
    ["the longest", "x".repeat(MAX_KEY_LENGTH), "x".repeat(MAX_KEY_LENGTH)],
  ];
  for (const [what, text, secret] of good) {
    it(what, () => {
      const typed = typedKey(text);
      assert.ok("secret" in typed);
      assert.equal(typed.secret.reveal(), secret);
    });
  }

  const bad: readonly [what: string, text: string, problem: string][] = [
    ["nothing", "", "empty"],
    ["blanks", " \n", "empty"],
    ["one too long", "x".repeat(MAX_KEY_LENGTH + 1), "too-long"],
    ["two lines", `${key}\n${key}`, "not-a-header-value"],
    ["a zero-width space inside", `${key.slice(0, 8)}\u200b${key.slice(8)}`, "not-a-header-value"],
  ];
  for (const [what, text, problem] of bad) {
    it(`${what}: ${problem}`, () => assert.deepEqual(typedKey(text), { problem }));
  }
});

function ownAndInherited(value: object): string[] {
  const names: string[] = [];
  for (const name in value) names.push(name);
  return names;
}

function printed(print: (console: Console) => void): string {
  let text = "";
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  print(new Console(stream, stream));
  assert.notEqual(text, "");
  return text;
}

function assertionText(one: Secret, other: Secret): string {
  try {
    assert.equal(one, other);
  } catch (error) {
    return inspect(error, { depth: null, showHidden: true });
  }
  throw new Error("different secrets are equal");
}

describe("looksLikeKey", () => {
  for (const [text, looks] of [
    [crypto.randomUUID().toUpperCase(), true],
    [` ${crypto.randomUUID()} `, true],
    ["0123456789ABCDEF".repeat(2), true],
    ["endpoint-central", false],
    ["deadbeef", false],
    ["", false],
  ] satisfies [string, boolean][]) {
    it(`${text.length} characters: ${looks}`, () => assert.equal(looksLikeKey(text), looks));
  }
});
