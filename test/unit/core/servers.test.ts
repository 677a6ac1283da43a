import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { addressSentence, readServers, type ServersRead } from "../../../src/core/servers.ts";
import type { AddressProblem } from "../../../src/core/address.ts";
import { keys } from "../../support/fakes/factories.ts";

const url = "https://sdp.example.com:8443";
const hex = randomBytes(32).toString("hex");

/** Problems as `path on what`, with `unused` where the whole entry is left out. */
function problemsOf({ problems }: ServersRead): string[] {
  return problems.map(({ path, on, unused }) => `${path.join(" / ")} ${on}${unused ? " unused" : ""}`);
}

/** Servers with their keys: `prod: a, b`. */
function namesOf({ servers }: ServersRead): string[] {
  return servers.map((server) => [`${server.name}:`, ...server.keys.map(({ name }) => name)].join(" "));
}

function reads(what: string, value: unknown, problems: string[], names: string[]): void {
  it(`${what}: ${problems.join("; ") || "no problem"}`, () => {
    const read = readServers(value);
    assert.deepEqual(problemsOf(read), problems);
    assert.deepEqual(namesOf(read), names);
    for (const { message } of read.problems) assert.match(message, /^[^\n]{10,150}\.$/);
  });
}

describe("servers: the list as a whole", () => {
  reads("not set", undefined, [], []);
  reads("null", null, [], []);
  reads("empty", {}, [], []);
  for (const value of ["x", 7, true, [], [{ url }]]) {
    reads(JSON.stringify(value), value, [" value unused"], []);
  }
  reads("the file's order", { z: { url }, a: { url, keys: { z: {}, b: {} } }, M: { url } }, [], ["z:", "a: z b", "M:"]);
});

describe("servers: one that cannot be used leaves the others", () => {
  const rows: readonly [what: string, name: string, entry: unknown, ...problems: string[]][] = [
    ["null", "bad", null, "bad value unused"],
    ["an array", "bad", [], "bad value unused"],
    ["a number", "bad", 7, "bad value unused"],
    ["text", "bad", url, "bad value unused"],
    ["no url", "bad", {}, "bad name unused"],
    ["url null", "bad", { url: null }, "bad / url value unused"],
    ["url a number", "bad", { url: 7 }, "bad / url value unused"],
    ["url an object", "bad", { url: { href: url } }, "bad / url value unused"],
    ["url empty", "bad", { url: "" }, "bad / url value unused"],
    ["url without a scheme", "bad", { url: "sdp.example.com" }, "bad / url value unused"],
    ["url ftp", "bad", { url: "ftp://sdp.example.com" }, "bad / url value unused"],
    ["url with credentials", "bad", { url: "https://a@b" }, "bad / url value unused"],
    ["url with a query", "bad", { url: `${url}/?a` }, "bad / url value unused"],
    ["a bad name", "b/d", { url }, "b/d name unused"],
    ["an empty name", "", { url }, " name unused"],
    ["a long name", "x".repeat(65), { url }, `${"x".repeat(65)} name unused`],
    ["alike but for case", "PROD", { url }, "PROD name unused"],
  ];
  for (const [what, name, entry, ...problems] of rows) {
    reads(what, { prod: { url, keys: { ci: {} } }, [name]: entry, test: { url } }, problems, ["prod: ci", "test:"]);
  }
  reads(
    "__proto__",
    JSON.parse(`{"__proto__": {"url": "${url}"}, "prod": {}}`),
    ["__proto__ name unused", "prod name unused"],
    [],
  );
  reads("a url in __proto__ only", JSON.parse(`{"prod": {"__proto__": {"url": "${url}"}}}`), ["prod name unused"], []);
  reads(
    "names of Object's own",
    { constructor: { url, keys: { toString: {}, valueOf: {} } } },
    [],
    ["constructor: toString valueOf"],
  );
  reads("alike, the capital first", { Prod: { url }, prod: { url } }, ["prod name unused"], ["Prod:"]);
  reads(
    "three alike",
    { a: { url }, A: { url }, b: { url }, B: { url } },
    ["A name unused", "B name unused"],
    ["a:", "b:"],
  );
});

describe("servers: a bad optional value leaves the rest of the entry", () => {
  const rows: readonly [property: string, ...values: unknown[]][] = [
    ["label", 7, null, [], {}],
    ["description", 7, null],
    ["group", 7, null],
    ["protected", "yes", 1, null],
    ["verify", "no", 0, null],
    ["api", "v2", "V3", 3, null],
    ["portalId", 1, "", "a b", "a\nb", "ä", "x".repeat(65), null],
    ["tls", "x", 7, null, []],
    ["timeoutSeconds", "15", 0, -1, 301, null, Infinity, NaN],
    ["keys", 7, "x", null, []],
  ];
  for (const [property, ...values] of rows) {
    for (const value of values) {
      const rest = property === "keys" ? {} : { keys: { ci: {} } };
      const names = property === "keys" ? ["prod:"] : ["prod: ci"];
      const text = typeof value === "number" ? String(value) : JSON.stringify(value);
      reads(`${property} ${text}`, { prod: { url, ...rest, [property]: value } }, [`prod / ${property} value`], names);
    }
  }

  const tls: readonly [what: string, tls: object, ...problems: string[]][] = [
    ["ca a number", { ca: 7 }, "prod / tls / ca value"],
    ["pin a number", { pin: 7 }, "prod / tls / pin value"],
    ["pin too short", { pin: "sha256/ab" }, "prod / tls / pin value"],
    ["both", { ca: null, pin: hex }, "prod / tls / ca value", "prod / tls / pin value"],
  ];
  for (const [what, value, ...problems] of tls) {
    reads(`tls: ${what}`, { prod: { url, tls: value } }, problems, ["prod:"]);
  }

  const keyRows: readonly [property: string, ...values: unknown[]][] = [
    ["kind", "user", 7, null],
    ["owner", 7, null],
    ["issued", "never", "soon", "2026-02-30", "2026-08-01T00:00:00Z", 7, null],
    ["expires", "soon", "Never", "2027-02-29", "", 7, null, {}],
    ["usedBy", 7, "x", null, {}],
    ["notes", 7, []],
    ["verify", "no", 0],
  ];
  for (const [property, ...values] of keyRows) {
    for (const value of values) {
      const list = { prod: { url, keys: { ci: { [property]: value }, other: {} } } };
      const at = `prod / keys / ci / ${property} value`;
      reads(`key's ${property} ${JSON.stringify(value)}`, list, [at], ["prod: ci other"]);
    }
  }

  const consumers: readonly [what: string, usedBy: unknown[], ...problems: string[]][] = [
    ["null", [null], "0 value"],
    ["text", ["x", { name: "y" }], "0 value"],
    ["no name", [{ name: "y" }, {}], "1 value"],
    ["a bad name, said once", [{ name: 7 }], "0 / name value"],
    ["a bad product", [{ name: "y", product: 7 }], "0 / product value"],
    ["a url that is none", [{ name: "y", url: "ec.example.com" }], "0 / url value"],
    ["a url that runs", [{ name: "y", url: "javascript:alert(1)" }], "0 / url value"],
    ["a command", [{ name: "y", url: "command:workbench.action.quit" }], "0 / url value"],
    ["a file", [{ name: "y", url: "file:///etc/passwd" }], "0 / url value"],
  ];
  for (const [what, usedBy, ...problems] of consumers) {
    const at = problems.map((problem) => `prod / keys / ci / usedBy / ${problem}`);
    reads(`usedBy: ${what}`, { prod: { url, keys: { ci: { usedBy } } } }, at, ["prod: ci"]);
  }

  const badKeys: readonly [what: string, name: string, entry: unknown, problem: string][] = [
    ["null", "bad", null, "bad value unused"],
    ["an array", "bad", [], "bad value unused"],
    ["text", "bad", "x", "bad value unused"],
    ["a bad name", "a@b", {}, "a@b name unused"],
    ["alike but for case", "CI", {}, "CI name unused"],
  ];
  for (const [what, name, entry, problem] of badKeys) {
    const list = { prod: { url, keys: { ci: {}, [name]: entry, other: {} } } };
    reads(`a key that is ${what}`, list, [`prod / keys / ${problem}`], ["prod: ci other"]);
  }
  reads(
    "the same key under two servers",
    { a: { url, keys: { ci: {} } }, b: { url, keys: { CI: {} } } },
    [],
    ["a: ci", "b: CI"],
  );
});

describe("servers: what is read", () => {
  const entry = {
    url: `${url}/sdp/`,
    label: "Produktion (Köln)",
    description: "Production help desk",
    group: "Production",
    protected: true,
    verify: false,
    api: "v3",
    portalId: "1",
    tls: { ca: "~/corp.pem", pin: `sha256/${hex.toUpperCase()}` },
    timeoutSeconds: 2.5,
    keys: {
      ci: {
        kind: "integration",
        owner: "svc-ci",
        issued: "2026-08-01",
        expires: "2027-01-31",
        usedBy: [
          { name: "Endpoint Central", product: "endpoint-central", url: "https://ec.example.com:8383" },
          { name: "CI" },
        ],
        notes: "…",
        verify: false,
      },
    },
  };
  const read = readServers({ prod: entry });

  it("all of it", () => {
    assert.deepEqual(read.problems, []);
    assert.deepEqual(read.servers, [
      {
        ...{ name: "prod", label: "Produktion (Köln)", description: "Production help desk", group: "Production" },
        address: {
          ...{ href: `${url}/sdp`, origin: url, path: "/sdp", hostname: "sdp.example.com" },
          ...{ secure: true, loopback: false, direct: false, cloud: false },
        },
        ...{ protected: true, verify: false, api: "v3", portalId: "1" },
        ...{ ca: "~/corp.pem", pin: hex, tlsUsable: true, timeoutSeconds: 2.5 },
        keys: [
          {
            ...{ name: "ci", kind: "integration", owner: "svc-ci", issued: "2026-08-01", expiresText: "2027-01-31" },
            expires: { kind: "date", year: 2027, month: 1, day: 31 },
            usedBy: [
              { name: "Endpoint Central", product: "endpoint-central", url: "https://ec.example.com:8383" },
              { name: "CI", product: undefined, url: undefined },
            ],
            ...{ notes: "…", verify: false },
          },
        ],
      },
    ]);
  });

  it("defaults", () => {
    const [server] = readServers({ prod: { url, keys: { ci: {} } } }).servers;
    const { protected: guarded, verify, api, timeoutSeconds, tlsUsable, portalId, ca, pin } = server ?? assert.fail();
    assert.deepEqual(
      { guarded, verify, api, timeoutSeconds, tlsUsable, portalId, ca, pin },
      {
        ...{ guarded: false, verify: true, api: "auto", timeoutSeconds: 15, tlsUsable: true },
        ...{ portalId: undefined, ca: undefined, pin: undefined },
      },
    );
  });

  it("unknown properties are not reported, nor properties of unknown things", () => {
    const unknown = { future: 1, $schema: "x", "": [], constructor: 7, hasOwnProperty: null };
    const usedBy = [{ name: "x", ...unknown }];
    const list = { prod: { url, ...unknown, tls: { ...unknown }, keys: { ci: { ...unknown, usedBy } } } };
    assert.deepEqual(readServers(list).problems, []);
  });

  it("inherited properties are not read", () => {
    const inherited = Object.assign(Object.create({ label: "x", protected: true }) as object, { url });
    const [server] = readServers({ prod: inherited }).servers;
    assert.deepEqual([server?.label, server?.protected], [undefined, false]);
  });

  it("a property __proto__ changes nothing", () => {
    const list: unknown = JSON.parse(
      `{"prod": {"url": "${url}", "__proto__": {"label": "x", "protected": true}, "keys": {"ci": {"__proto__": {"notes": "x"}}}}}`,
    );
    const [server] = readServers(list).servers;
    assert.deepEqual([server?.label, server?.protected, server?.keys[0]?.notes], [undefined, false, undefined]);
  });

  const usable: readonly [what: string, tls: unknown, usable: boolean][] = [
    ["a CA and a pin", { ca: "x", pin: `sha256/${hex}` }, true],
    ["unknown properties", { future: 7 }, true],
    ["a bad pin", { pin: "x" }, false],
    ["a bad CA", { ca: 7, pin: `sha256/${hex}` }, false],
    ["tls that is no object", "x", false],
  ];
  for (const [what, tls, expected] of usable) {
    it(`tls with ${what} is ${expected ? "" : "not "}usable`, () => {
      const { servers } = readServers({ other: { url, tls: { pin: "x" } }, prod: { url, tls } });
      assert.equal(servers.find(({ name }) => name === "prod")?.tlsUsable, expected);
    });
  }

  it("2,000 keys, all kept in order, the bad one of them reported", () => {
    const many = { ...keys(2000, { expires: "2027-01-31" }), k1000: { expires: "soon" } };
    const result = readServers({ prod: { url, keys: many } });
    assert.deepEqual(problemsOf(result), ["prod / keys / k1000 / expires value"]);
    assert.deepEqual(
      result.servers[0]?.keys.map(({ name }) => name),
      Object.keys(many),
    );
  });
});

describe("servers: the sentence for an address", () => {
  const problems: AddressProblem[] = ["empty", "not-a-url", "scheme", "credentials", "query-or-fragment"];
  it("is another one for each problem", () => assert.equal(new Set(problems.map(addressSentence)).size, 5));
});
