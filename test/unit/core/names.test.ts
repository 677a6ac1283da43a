import assert from "node:assert/strict";
import {
  accountOf,
  accountOfParts,
  isName,
  nameIdentity,
  parseAccount,
  previousOf,
  suggestName,
} from "../../../src/core/names.ts";

describe("names: their form", () => {
  const good = [
    "a",
    "7",
    "prod",
    "Endpoint Central 2",
    "a.b-c_d",
    "a_",
    "constructor",
    "toString",
    "hasOwnProperty",
    "x".repeat(64),
  ];
  const bad = [
    "",
    " ",
    "_a",
    "-a",
    ".a",
    " a",
    "a ",
    "a.",
    "a-",
    "a/b",
    "a@b",
    "a\n",
    "a\tb",
    "Köln",
    "prod\u0000",
    "__proto__",
    "ａ",
    "x".repeat(65),
  ];
  for (const name of good) it(`${JSON.stringify(name)} is one`, () => assert.equal(isName(name), true));
  for (const name of bad) it(`${JSON.stringify(name)} is none`, () => assert.equal(isName(name), false));
});

describe("names: what they must differ in", () => {
  it("not in case alone", () => assert.equal(nameIdentity("Prod-A"), nameIdentity("pROD-a")));
  it("in anything else", () => assert.notEqual(nameIdentity("prod a"), nameIdentity("prod-a")));
});

describe("names: made from any text", () => {
  const rows: readonly [text: string, taken: string[], name: string][] = [
    ["sdp.example.com", [], "sdp.example.com"],
    ["sdp.example.com", ["SDP.example.com"], "sdp.example.com-2"],
    ["prod", ["prod", "prod-2", "PROD-3"], "prod-4"],
    ["[::1]", [], "1"],
    ["Köln / Büro", [], "K-ln - B-ro"],
    ["--- ", [], "server"],
    ["", ["server"], "server-2"],
    ["東京", [], "server"],
    ["constructor", [], "constructor"],
    [`${"a".repeat(55)}.${"b".repeat(40)}`, [], "a".repeat(55)],
    ["x".repeat(300), ["x".repeat(56)], `${"x".repeat(56)}-2`],
  ];
  for (const [text, taken, name] of rows) {
    it(`${JSON.stringify(text.slice(0, 20))} → ${name}`, () => {
      assert.equal(suggestName(text, taken), name);
      assert.ok(isName(name));
    });
  }
});

describe("names: the account in the secret store", () => {
  it("is <server>/<key>@<origin>", () =>
    assert.equal(
      accountOf("prod", "endpoint-central", "https://sdp.example.com:8443"),
      "prod/endpoint-central@https://sdp.example.com:8443",
    ));
});

describe("names: what an account is for", () => {
  const good: readonly [server: string, key: string, origin: string][] = [
    ["prod", "ci", "https://sdp.example.com:8443"],
    ["prod", "ci", "http://localhost:8080"],
    ["prod", "ci", "https://[::1]:8443"],
    ["Endpoint Central 2", "a.b-c_d", "https://sdp.example.com"],
    ["constructor", "toString", "https://sdp.example.com"],
  ];
  for (const [server, key, origin] of good) {
    const account = accountOf(server, key, origin);
    for (const previous of [false, true]) {
      const parts = { server, key, origin, previous };
      const whole = previous ? previousOf(account) : account;
      it(whole, () => assert.deepEqual([parseAccount(whole), accountOfParts(parts)], [parts, whole]));
    }
  }
  const none = [
    "",
    `canary:${crypto.randomUUID()}`,
    "marker:session",
    "prod",
    "prod/ci",
    "prod/ci@",
    "prod/ci@https://",
    "prod/ci@ftp://sdp.example.com",
    "prod/ci@sdp.example.com",
    "ci@https://sdp.example.com",
    "a/b/c@https://sdp.example.com",
    "prod/__proto__@https://sdp.example.com",
    "prod/ci @https://sdp.example.com",
    "/ci@https://sdp.example.com",
    "prod/ci@https://sdp.example.com#next",
    "prod/ci@https://sdp.example.com#previous#previous",
  ];
  for (const account of none) it(`${account}: of nothing`, () => assert.equal(parseAccount(account), undefined));
});
