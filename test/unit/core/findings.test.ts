import assert from "node:assert/strict";
import { formatDay } from "../../../src/core/expiry.ts";
import { FINDING_CODES, findingsOf, type Finding, type Standing } from "../../../src/core/findings.ts";
import type { KeyState, Observation, Reason } from "../../../src/core/health.ts";
import { readServers, type ChosenKey } from "../../../src/core/servers.ts";
import { aServer, keyOf, keys, seen } from "../../support/fakes/factories.ts";

const url = "https://sdp.example.com:8443";
const now = new Date(2027, 0, 15, 12).getTime();
const thresholds = { noticeDays: 30, warningDays: 14 };
/** The day so many days from now, as in the settings. */
const inDays = (days: number): string => formatDay(new Date(2027, 0, 15 + days));

function find(
  list: unknown,
  observe: (server: string, key: string) => Observation | undefined,
  twins: (server: string, key: string) => readonly string[] = () => [],
): readonly Finding[] {
  const read = readServers(list);
  const standing: Standing = {
    ...read,
    observation: (server, key) => observe(server.name, key.name),
    twins: (server, key) => twins(server.name, key.name).map(anEntry),
  };
  return findingsOf(standing, now, thresholds);
}

/** The entry `server/key`. */
function anEntry(name: string): ChosenKey {
  const [of = "", key = ""] = name.split("/");
  const server = aServer({ keys: { [key]: {} } }, of);
  return { server, key: keyOf(server) };
}

/** `severity code path`, with `value` where it stands on the value. */
function line({ severity, code, path, on }: Finding): string {
  return `${severity} ${code} ${path.join("/")}${on === "value" ? " value" : ""}`.trim();
}

const key = "prod/keys/ci";
const expiries = {
  expired: inDays(-1),
  soon: inDays(14),
  near: inDays(15),
  ok: inDays(31),
  never: "never",
  none: undefined,
};
type ExpiryName = keyof typeof expiries;

describe("findings: a key, by what the server said and by the calendar", () => {
  const rows: readonly [state: KeyState, expiry: ExpiryName, ...lines: string[]][] = [
    ["valid", "ok"],
    ["valid", "never"],
    ["valid", "none", `hint expiry-unknown ${key}`],
    ["valid", "near", `information key-expiring ${key}`],
    ["valid", "soon", `warning key-expiring ${key}`],
    ["valid", "expired", `warning key-expired ${key}`],
    ["invalid", "ok", `error key-invalid ${key}`],
    ["invalid", "never", `error key-invalid ${key}`],
    ["invalid", "none", `error key-invalid ${key}`, `hint expiry-unknown ${key}`],
    ["invalid", "near", `error key-invalid ${key}`, `information key-expiring ${key}`],
    ["invalid", "soon", `error key-invalid ${key}`, `warning key-expiring ${key}`],
    ["invalid", "expired", `error key-expired ${key}`],
    ["forbidden", "ok", `information key-forbidden ${key}`],
    ["forbidden", "soon", `information key-forbidden ${key}`, `warning key-expiring ${key}`],
    ["forbidden", "expired", `error key-expired ${key}`, `information key-forbidden ${key}`],
    ["missing", "ok", `warning key-missing ${key}`],
    ["missing", "none", `warning key-missing ${key}`],
    ["missing", "soon", `warning key-missing ${key}`],
    ["missing", "expired", `warning key-missing ${key}`],
    ["unchecked", "ok"],
    ["unchecked", "none", `hint expiry-unknown ${key}`],
    ["unchecked", "soon", `warning key-expiring ${key}`],
    ["unchecked", "expired", `error key-expired ${key}`],
    ["store-unavailable", "ok", "error store-unavailable"],
    ["store-unavailable", "soon", "error store-unavailable", `warning key-expiring ${key}`],
    ["store-unavailable", "expired", "error store-unavailable", `error key-expired ${key}`],
    ["unreachable", "ok", "information server-unreachable prod"],
    ["unreachable", "soon", "information server-unreachable prod", `warning key-expiring ${key}`],
    ["unreachable", "expired", "information server-unreachable prod", `error key-expired ${key}`],
    ["server-error", "ok", "information server-unreachable prod"],
    ["rate-limited", "ok", "information server-unreachable prod"],
    ["untrusted-certificate", "ok", "warning certificate-untrusted prod"],
    ["untrusted-certificate", "expired", "warning certificate-untrusted prod", `error key-expired ${key}`],
    ["not-servicedesk", "ok", "warning not-servicedesk prod"],
    ["unlicensed", "ok", "warning unlicensed prod"],
  ];
  for (const [state, expiry, ...lines] of rows) {
    it(`${state}, ${expiry}: ${lines.join("; ") || "nothing"}`, () => {
      const expires = expiries[expiry];
      const list = { prod: { url, keys: { ci: expires === undefined ? {} : { expires } } } };
      const findings = find(list, () => seen(state));
      assert.deepEqual(findings.map(line), lines);
      for (const { path, message } of findings) {
        const start = path.length === 3 ? "prod/ci: " : path.length === 1 ? "prod: " : "The ";
        assert.ok(message.startsWith(start), message);
      }
    });
  }
  it("not asked yet: as unchecked", () => {
    const list = { prod: { url, keys: { ci: { expires: inDays(-1) } } } };
    assert.deepEqual(find(list, () => undefined).map(line), [`error key-expired ${key}`]);
  });
});

describe("findings: the words of a key's", () => {
  const rows: readonly [state: KeyState, entry: object, message: string, reason?: Reason][] = [
    ["valid", { expires: inDays(0) }, "prod/ci: Expires today."],
    ["valid", { expires: inDays(1) }, "prod/ci: Expires tomorrow."],
    ["valid", { expires: inDays(14) }, "prod/ci: Expires in 14 days."],
    ["valid", { expires: inDays(-1) }, "prod/ci: Expired yesterday, but the server still accepts it."],
    ["invalid", { expires: inDays(-2) }, "prod/ci: Expired 2 days ago. Replace the key."],
    ["unchecked", { expires: new Date(now - 1).toISOString() }, "prod/ci: Expired today. Replace the key."],
    ["valid", {}, "prod/ci: When this key expires is not recorded."],
    ["missing", {}, "prod/ci: There is no key for this entry and address on this machine. Enter it once."],
    [
      "missing",
      {},
      "prod/ci: Replaced on another machine on 2027-01-02. Enter the replacement here.",
      { kind: "replaced-elsewhere", on: "2027-01-02" },
    ],
    [
      "missing",
      {},
      `prod/ci: The stored key was entered for ${url}/old. May it go to the changed address? Use or enter a key.`,
      { kind: "address-changed", from: `${url}/old` },
    ],
    [
      "missing",
      {},
      "prod/ci: A key is stored for old/ci at this address. Was the entry renamed? Use or enter a key.",
      { kind: "stored-as", server: "old", key: "ci" },
    ],
    [
      "missing",
      {},
      "prod/ci: VS Code's store has no key here: not kept over a reload, or another browser's. Enter it again.",
      { kind: "not-kept" },
    ],
    [
      "missing",
      {},
      "prod/ci: The key was entered in another browser, which keeps its own. Enter it here, too.",
      { kind: "other-browser" },
    ],
    [
      "invalid",
      { expires: "never", kind: "integration" },
      "prod/ci: The server refuses this key. Is the Integration Key inactive, deleted or expired?",
    ],
    [
      "invalid",
      { expires: "never", kind: "technician" },
      "prod/ci: The server refuses this key. Was it re-generated, its technician deleted or disabled, or the form not saved?",
    ],
    [
      "invalid",
      { expires: "never" },
      "prod/ci: The server refuses this key. Was it re-generated, its technician deleted or disabled, or the form not saved?",
    ],
    [
      "invalid",
      { expires: "never" },
      "prod/ci: The stored key has characters that no ServiceDesk Plus key has. Enter it again.",
      { kind: "not-a-header-value" },
    ],
    ["forbidden", { expires: "never" }, "prod/ci: The server accepts the key, but its role may not do the check."],
  ];
  for (const [state, entry, message, reason] of rows) {
    it(message, () =>
      assert.deepEqual(
        find({ prod: { url, keys: { ci: entry } } }, () => seen(state, reason)).map((finding) => finding.message),
        [message],
      ),
    );
  }
});

describe("findings: a server", () => {
  const ok = { expires: "never" };
  const rows: readonly [what: string, settings: object, states: KeyState[], ...lines: string[]][] = [
    ["http:", { url: "http://sdp.example.com" }, ["unchecked"], "warning server-insecure prod"],
    ["http:, agreed and valid", { url: "http://sdp.example.com" }, ["valid"], "warning server-insecure prod"],
    ["http: without keys", { url: "http://sdp.example.com" }, [], "warning server-insecure prod"],
    ["http: to loopback", { url: "http://localhost:8080" }, ["valid"]],
    [
      "http: and not reached",
      { url: "http://sdp.example.com" },
      ["unreachable"],
      "warning server-insecure prod",
      "information server-unreachable prod",
    ],
    ["Cloud", { url: "https://servicedeskplus.cn" }, ["unchecked", "unchecked"], "error server-cloud prod"],
    ["Cloud by http:", { url: "http://servicedeskplus.cn" }, [], "error server-cloud prod"],
    ["Cloud by its path", { url: "https://help.example.com/app/itdesk" }, [], "error server-cloud prod"],
    ["of many keys, once", {}, ["unreachable", "unreachable", "unreachable"], "information server-unreachable prod"],
    ["after a 429", {}, ["valid", "rate-limited", "rate-limited"], "information server-unreachable prod"],
    ["without keys", {}, []],
  ];
  for (const [what, settings, states, ...lines] of rows) {
    it(`${what}: ${lines.join("; ") || "nothing"}`, () => {
      const list = { prod: { url, ...settings, keys: keys(states.length, ok) } };
      const findings = find(list, (_, name) => seen(states[Number(name.slice(1)) - 1] ?? assert.fail()));
      assert.deepEqual(findings.map(line), lines);
    });
  }

  it("the secret store's trouble is one for all, before all", () => {
    const list = { a: { url, keys: keys(2, ok) }, b: { url: "http://b.example.com", keys: keys(2, ok) } };
    assert.deepEqual(find(list, () => seen("store-unavailable")).map(line), [
      "error store-unavailable",
      "warning server-insecure b",
    ]);
  });
  it("an unreadable CA file stands on its setting", () => {
    const list = { prod: { url, tls: { ca: "~/no.pem" }, keys: keys(2, ok) } };
    const [finding, ...others] = find(list, () => seen("unchecked", { kind: "ca-unreadable", detail: "ENOENT" }));
    assert.deepEqual([finding && line(finding), others], ["error config-invalid prod/tls/ca value", []]);
  });
  it("each server and key its own, in the file's order", () => {
    const list = { z: { url, keys: { b: {}, a: ok } }, a: { url: "http://a.example.com", keys: { z: {} } } };
    const findings = find(list, (server) => seen(server === "z" ? "invalid" : "valid"));
    assert.deepEqual(findings.map(line), [
      "error key-invalid z/keys/b",
      "hint expiry-unknown z/keys/b",
      "error key-invalid z/keys/a",
      "warning server-insecure a",
      "hint expiry-unknown a/keys/z",
    ]);
  });
});

describe("findings: the same key under two entries", () => {
  const list = { prod: { url, keys: { ci: { expires: "never" }, ec: { expires: "never" } } } };
  const rows: readonly [what: string, twins: Record<string, string[]>, ...messages: string[]][] = [
    [
      "stands on both, each with the other's name",
      { ci: ["prod/ec"], ec: ["prod/ci"] },
      "prod/ci: The same key is stored for prod/ec. When it is re-generated, all of them stop.",
      "prod/ec: The same key is stored for prod/ci. When it is re-generated, all of them stop.",
    ],
    [
      "names all others",
      { ci: ["prod/ec", "test/ci"] },
      "prod/ci: The same key is stored for prod/ec, test/ci. When it is re-generated, all of them stop.",
    ],
    ["none without another", {}],
  ];
  for (const [what, twins, ...messages] of rows) {
    it(what, () => {
      const findings = find(
        list,
        () => seen("valid"),
        (_, name) => twins[name] ?? [],
      );
      assert.deepEqual(
        findings.map(({ message }) => message),
        messages,
      );
      for (const finding of findings) assert.match(line(finding), /^information key-duplicate prod\/keys\/(ci|ec)$/);
    });
  }
  it("is one line however many there are", () => {
    const many = Array.from({ length: 40 }, (_, n) => `prod/key-${n}`);
    const [finding] = find(
      list,
      () => seen("valid"),
      () => many,
    );
    assert.match(finding?.message ?? "", /^.{199}…$/);
  });
});

describe("findings: a key that was not read", () => {
  const waiting: Reason = { kind: "store", failure: { kind: "waiting", detail: "asking" } };
  for (const reason of [{ kind: "ask-first" }, { kind: "denied" }, waiting] satisfies Reason[]) {
    it(`${reason.kind}: nothing is wrong`, () => {
      const list = { prod: { url, keys: { ci: { expires: "never" } } } };
      assert.deepEqual(
        find(list, () => seen("unchecked", reason)),
        [],
      );
    });
  }
});

describe("findings: values that cannot be used", () => {
  const rows: readonly [what: string, list: unknown, ...lines: string[]][] = [
    ["the list itself", 7, "error config-invalid  value"],
    ["a name", { "a/b": { url } }, "error config-invalid a/b"],
    ["no url", { prod: {} }, "error config-invalid prod"],
    ["a bad url", { prod: { url: "x" } }, "error config-invalid prod/url value"],
    [
      "a bad expires: no expiry-unknown",
      { prod: { url, keys: { ci: { expires: "x" } } } },
      `error config-invalid ${key}/expires value`,
    ],
    [
      "a bad expires of another key: expiry-unknown of this",
      { prod: { url, keys: { ci: {}, "2": { expires: "x" } } } },
      "error config-invalid prod/keys/2/expires value",
      `hint expiry-unknown ${key}`,
    ],
    [
      "a bad issued: expiry-unknown",
      { prod: { url, keys: { ci: { issued: "x" } } } },
      `error config-invalid ${key}/issued value`,
      `hint expiry-unknown ${key}`,
    ],
    ["a bad pin", { prod: { url, tls: { pin: "x" } } }, "error config-invalid prod/tls/pin value"],
  ];
  for (const [what, list, ...lines] of rows)
    it(what, () => assert.deepEqual(find(list, () => seen("valid")).map(line), lines));

  for (const [list, begins] of [
    [7, "The list"],
    [{ prod: { url: "x" } }, "prod: This is not"],
    [{ prod: { url, tls: { pin: "x" } } }, "prod: A pin is"],
    [{ prod: { url, keys: { ci: { expires: "never", issued: 1 } } } }, "prod/ci: Expected"],
  ] satisfies [unknown, string][]) {
    it(`says of whom: ${begins}…`, () => assert.ok(find(list, () => seen("valid"))[0]?.message.startsWith(begins)));
  }
});

describe("findings: one line of at most 200 characters", () => {
  const long = `${"x".repeat(150)}\n\r\u2028${"y".repeat(150)}`;
  const reasons: readonly [state: KeyState, reason: Reason][] = [
    ["store-unavailable", { kind: "store", failure: { kind: "unavailable", detail: "x".repeat(300) } }],
    ["store-unavailable", { kind: "store", failure: { kind: "waiting", detail: "x".repeat(300) } }],
    ["unchecked", { kind: "ca-unreadable", detail: long }],
    [
      "not-servicedesk",
      { kind: "not-servicedesk", because: "redirect", status: 302, to: `https://x.example.com/${"x".repeat(300)}` },
    ],
    ["unreachable", { kind: "network", fault: "dns", code: long }],
    ["untrusted-certificate", { kind: "certificate", fault: "other", code: long }],
    ["missing", { kind: "address-changed", from: long }],
    ["missing", { kind: "replaced-elsewhere", on: long }],
  ];
  const name = "n".repeat(64);
  const list = { [name]: { url, keys: { [name]: { expires: "never" } } } };
  for (const [state, reason] of reasons) {
    it(`${state} ${reason.kind}`, () => {
      const findings = find(list, () => seen(state, reason));
      assert.equal(findings.length, 1);
      for (const { message } of findings) assert.match(message, /^[^\n\r\u2028\u2029]{2,199}…$/);
    });
  }
  it("no message is cut through a character", () => {
    for (let n = 150; n < 200; n++) {
      const reason: Reason = {
        kind: "store",
        failure: { kind: "unavailable", detail: "x".repeat(n) + "😀".repeat(50) },
      };
      for (const { message } of find(list, () => seen("store-unavailable", reason)))
        assert.ok(message.isWellFormed() && message.length <= 200);
    }
  });
  it("a short one is not cut", () => {
    const [finding] = find({ prod: { url, keys: { ci: { expires: "never" } } } }, () => seen("invalid"));
    assert.ok(finding !== undefined && !finding.message.endsWith("…"));
  });
});

it("findings: every code is found here", () => {
  const list = {
    a: {
      url,
      keys: {
        ok: { expires: inDays(3) },
        old: { expires: inDays(-3) },
        none: {},
        bad: { expires: "never" },
        weak: { expires: "never" },
        gone: {},
      },
    },
    b: { url: "http://b.example.com", keys: keys(1) },
    c: { url: "https://servicedeskplus.cn" },
    d: { url, keys: keys(1) },
    e: { url, keys: keys(1) },
    f: { url, keys: keys(1) },
    g: 7,
  };
  const states: Record<string, KeyState> = {
    ...{ bad: "invalid", weak: "forbidden", gone: "missing" },
    ...{ b: "unreachable", d: "untrusted-certificate", e: "not-servicedesk", f: "unlicensed" },
  };
  const findings = [
    ...find(list, (server, name) => seen(states[server] ?? states[name] ?? "valid")),
    ...find(
      list,
      () => seen("store-unavailable"),
      () => ["prod/ec"],
    ),
  ];
  assert.deepEqual([...new Set(findings.map(({ code }) => code))].sort(), [...FINDING_CODES].sort());
});
