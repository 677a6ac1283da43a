import assert from "node:assert/strict";
import type { NotServiceDesk, Reason } from "../../../src/core/health.ts";
import type { CertificateFault, NetworkFault } from "../../../src/core/ports.ts";
import { reasonSentence } from "../../../src/core/sentences.ts";

const because: Record<NotServiceDesk, true> = {
  ...{ html: true, redirect: true, "tls-on-plain": true, "no-envelope": true, open: true, absent: true },
  ...{ unreadable: true, authentication: true, "endpoint-central": true },
};
const networkFaults: NetworkFault[] = ["dns", "refused", "reset", "timeout", "proxy", "other"];
const certificateFaults: CertificateFault[] = [
  ...(["self-signed", "unknown-issuer", "wrong-host", "expired", "not-yet-valid", "pin-mismatch", "other"] as const),
];
const reasons: Reason[] = [
  ...(
    [
      "accepted",
      "refused",
      "operation-failed",
      "not-asked",
      "no-key",
      "not-a-header-value",
      "unusable-entry",
      "cancelled",
      "ask-first",
      "denied",
      "not-kept",
      "other-browser",
      "later-version",
      "cloud",
    ] as const
  ).map((kind) => ({ kind })),
  { kind: "answered", status: 500 },
  { kind: "answered", status: 400, inner: 4001 },
  ...Object.keys(because).map(
    (word) => ({ kind: "not-servicedesk", because: word as NotServiceDesk, status: 200 }) as const,
  ),
  { kind: "not-servicedesk", because: "redirect", status: 302, to: "https://x.example.com" },
  { kind: "not-servicedesk", because: "absent", status: 404, api: "v1" },
  { kind: "not-servicedesk", because: "absent", status: 404, api: "v3" },
  ...networkFaults.map((fault) => ({ kind: "network", fault, code: "ECODE" }) as const),
  ...["HTTP_407", "HTTP_502"].map((code) => ({ kind: "network", fault: "proxy", code }) as const),
  { kind: "gateway", status: 502 },
  ...certificateFaults.map((fault) => ({ kind: "certificate", fault, code: "ECODE" }) as const),
  { kind: "ca-unreadable", detail: "ENOENT." },
  { kind: "index-unreadable", detail: "EACCES." },
  { kind: "address-changed", from: "https://sdp.example.com/old" },
  { kind: "stored-as", server: "prod", key: "ci" },
  { kind: "replaced-elsewhere", on: "2027-01-02" },
  ...(["unavailable", "waiting", "denied"] as const).map(
    (kind) => ({ kind: "store", failure: { kind, detail: "" } }) as const,
  ),
  { kind: "no-consent", origin: "http://sdp.example.com" },
];

describe("sentences: reasons", () => {
  for (const reason of reasons) {
    const sentence = reasonSentence(reason);
    it(`${Object.values(reason).join(" ")}: ${sentence}`, () => assert.match(sentence, /^[^\n{}]{8,160}[.?]$/));
  }
  it("each has its own", () => assert.equal(new Set(reasons.map(reasonSentence)).size, reasons.length));

  const told: readonly [reason: Reason, part: string][] = [
    [{ kind: "answered", status: 400, inner: 4001 }, "HTTP 400 with code 4001"],
    [{ kind: "network", fault: "dns", code: "ENOTFOUND" }, "ENOTFOUND"],
    [
      { kind: "not-servicedesk", because: "redirect", status: 302, to: "https://x.example.com" },
      "https://x.example.com",
    ],
    [
      { kind: "store", failure: { kind: "unavailable", detail: "Cannot create an item in a locked collection" } },
      "Unlock it, for instance by logging in to the desktop, then try again. (Cannot create an item in a locked",
    ],
    [{ kind: "replaced-elsewhere", on: "2027-01-02" }, "on 2027-01-02"],
    [{ kind: "gateway", status: 503 }, "HTTP 503"],
    [{ kind: "network", fault: "proxy", code: "HTTP_407" }, "The proxy asks for a login (HTTP 407)."],
    [{ kind: "network", fault: "proxy", code: "HTTP_502" }, "HTTP 502"],
    [{ kind: "network", fault: "proxy", code: "UNKNOWN" }, "The proxy cannot be reached"],
    [{ kind: "network", fault: "timeout", code: "ETIMEDOUT" }, "timeoutSeconds"],
  ];
  for (const [reason, part] of told) it(`tells ${part}`, () => assert.ok(reasonSentence(reason).includes(part)));
});

describe("sentences: what a server says of a redirect", () => {
  const sentence = (to: string): string =>
    reasonSentence({ kind: "not-servicedesk", because: "redirect", status: 302, to });
  for (const [to, shown] of [
    ["https://sso.example.com/login?next=%2F#top", "https://sso.example.com/login"],
    ["https://a:b@sso.example.com/[click](command:x)", "https://sso.example.com/·click··command·x·"],
    ["[click](command:workbench.action.quit)", "another page"],
    ["/login.jsp", "another page"],
  ] satisfies [string, string][]) {
    it(`${to}: ${shown}`, () => assert.equal(sentence(to), `The server redirects to ${shown}. No key was sent on.`));
  }
});
