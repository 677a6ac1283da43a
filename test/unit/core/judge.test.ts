import assert from "node:assert/strict";
import { judge, type Verdict, type Word } from "../../../src/core/judge.ts";
import type { HttpOutcome } from "../../../src/core/ports.ts";
import { envelope, keyText, reply, sdp } from "../../support/fakes/factories.ts";

/** The word, then what the reason adds to it: `refused 401`, `not-servicedesk html`. */
function said(outcome: HttpOutcome): string {
  const { word, reason } = judge(outcome);
  switch (reason.kind) {
    case "answered":
      return reason.inner === undefined ? word : `${word} ${reason.inner}`;
    case "not-servicedesk":
      return `${word} ${reason.because}`;
    default:
      return `${word} ${reason.kind}`;
  }
}

function shows(rows: readonly [what: string, outcome: HttpOutcome, expected: string][]): void {
  for (const [what, outcome, expected] of rows) {
    it(`${what}: ${expected}`, () => assert.equal(said(outcome), expected));
  }
}

/** The same envelope with `response_status` as an array, as on a list's success. */
const inArray = (body: { response_status: object }): object => ({ response_status: [body.response_status] });
const success = { response_status: { status_code: 2000, status: "success" } };
const html = "<!DOCTYPE html>\n<html><body>Login</body></html>";

describe("judge: SDP's own answers", () => {
  shows([
    ["no key, verbatim", sdp.refused, "refused 401"],
    ["a list, verbatim", sdp.requests, "accepted"],
    ["build_info", sdp.buildInfo, "accepted"],
    ["success with the code of the documentation", reply(200, { response_status: { status_code: 200 } }), "accepted"],
  ]);

  const cases: readonly [what: string, status: number, body: { response_status: object }, expected: string][] = [
    ["bad key, modern", 400, envelope(401), "refused 401"],
    ["bad key, documented", 401, envelope(4022), "refused 4022"],
    ["bad key, legacy200", 200, envelope(401), "refused 401"],
    ["bad key, 4022 with 400", 400, envelope(4022), "refused 4022"],
    ["bad key, 4022 with 200", 200, envelope(4022), "refused 4022"],
    ["bad key, 401 with 401", 401, envelope(401), "refused 401"],
    ["bad key, code as text", 400, envelope("401"), "refused 401"],
    ["role too weak", 403, envelope(4002), "forbidden 4002"],
    ["role too weak, status 400", 400, envelope(4002), "forbidden 4002"],
    ["unknown module", 404, envelope(4007), "absent 4007"],
    ["unknown module, status 400", 400, envelope(4007), "absent 4007"],
    ["404 with another code", 404, envelope(4001), "absent 4001"],
    ["failure in the server", 500, envelope(4004), "server-error 4004"],
    ["failure in the server, status 200", 200, envelope(4004), "server-error 4004"],
    ["rate limit", 429, envelope(4015), "rate-limited"],
    ["rate limit, status 400", 400, envelope(4015), "rate-limited 4015"],
    ["licence", 400, envelope(7001), "unlicensed 7001"],
    ["licence, status 403", 403, envelope(7001), "unlicensed 7001"],
    ["invalid input", 400, envelope(4001), "server-error 4001"],
    ["an unknown code", 400, envelope(4999), "server-error 4999"],
    ["4000 without messages", 400, envelope(), "server-error"],
    ["4000 without messages, status 401", 401, envelope(), "server-error"],
    ["4000 without messages, status 200", 200, envelope(), "server-error"],
    ["4000 alone", 400, { response_status: { status_code: 4000 } }, "server-error"],
    ["messages of another shape", 400, { response_status: { status_code: 4000, messages: "No." } }, "server-error"],
    ["messages of null", 400, { response_status: { status_code: 4000, messages: [null, 7, "x"] } }, "server-error"],
    ["two messages, the refusal first", 400, envelope(401, 4001), "refused 401"],
    ["two messages, the refusal last", 400, envelope(4001, 401), "refused 401"],
    ["a gateway's status with SDP's envelope", 502, envelope(4004), "server-error 4004"],
    ["success with a failing status", 500, success, "server-error"],
    ["success with 400", 400, success, "server-error"],
    ["refused, said by the outer code only", 401, { response_status: { status_code: 401 } }, "server-error"],
  ];
  for (const [what, status, body, expected] of cases) {
    it(`${what}: ${expected}`, () => assert.equal(said(reply(status, body)), expected));
    it(`${what}, in an array: ${expected}`, () => assert.equal(said(reply(status, inArray(body))), expected));
    it(`${what}, with a BOM: ${expected}`, () =>
      assert.equal(said(reply(status, `\uFEFF${JSON.stringify(body)}`)), expected));
  }
});

describe("judge: what is not SDP's answer", () => {
  shows([
    ["login page", sdp.loginPage, "not-servicedesk html"],
    ["HTML after blanks and a BOM", reply(200, `\uFEFF \n${html}`), "not-servicedesk html"],
    ["HTML with 201", reply(201, html), "not-servicedesk html"],
    ["HTML with 400", reply(400, html), "not-servicedesk html"],
    ["HTML with 401", reply(401, html), "not-servicedesk authentication"],
    ["HTML with 403", reply(403, html), "not-servicedesk authentication"],
    ["HTML with 404", reply(404, html), "absent"],
    ["HTML with 405", reply(405, html), "not-servicedesk html"],
    ["HTML with 407", reply(407, html), "not-servicedesk authentication"],
    ["HTML with 418", reply(418, html), "not-servicedesk html"],
    ["HTML with 429", reply(429, html), "rate-limited"],
    ["HTML with 500", reply(500, html), "server-error"],
    ["HTML with 501", reply(501, html), "server-error"],
    ["HTML with 502", reply(502, html), "unreachable gateway"],
    ["HTML with 503", reply(503, html), "unreachable gateway"],
    ["HTML with 504", reply(504, html), "unreachable gateway"],
    ["HTML with 505", reply(505, html), "server-error"],
    ["the TLS sentence", sdp.tlsSentence, "not-servicedesk tls-on-plain"],
    ["bare 401", reply(401, ""), "not-servicedesk authentication"],
    ["bare 403", reply(403, ""), "not-servicedesk authentication"],
    ["bare 407", reply(407, ""), "not-servicedesk authentication"],
    ["401 of another API", reply(401, { error: "unauthorized" }), "not-servicedesk authentication"],
    ["bare 404", reply(404, ""), "absent"],
    ["404 of another API", reply(404, { error: "not found" }), "absent"],
    ["bare 429", reply(429, ""), "rate-limited"],
    ["bare 500", reply(500, ""), "server-error"],
    ["bare 502", reply(502, ""), "unreachable gateway"],
    ["503 of another API", reply(503, { error: "down" }), "unreachable gateway"],
    ["another product", reply(200, { version: "1.0" }), "not-servicedesk no-envelope"],
    ["an array", reply(200, []), "not-servicedesk no-envelope"],
    ["a number", reply(200, "7"), "not-servicedesk no-envelope"],
    ["an envelope without a code", reply(200, { response_status: {} }), "not-servicedesk no-envelope"],
    ["an empty array of envelopes", reply(200, { response_status: [] }), "not-servicedesk no-envelope"],
    ["an envelope of null", reply(200, { response_status: null }), "not-servicedesk no-envelope"],
    ["a code that is none", reply(200, { response_status: { status_code: "ok" } }), "not-servicedesk no-envelope"],
    ["v1's failure", reply(200, { operation: { result: { status: "Failed" } } }), "not-servicedesk no-envelope"],
    ["empty", reply(200, ""), "not-servicedesk unreadable"],
    ["empty, 204", reply(204, ""), "not-servicedesk unreadable"],
    ["blanks", reply(200, " \n"), "not-servicedesk unreadable"],
    ["null", reply(200, "null"), "not-servicedesk unreadable"],
    ["text", reply(200, "OK"), "not-servicedesk unreadable"],
    ["empty, 400", reply(400, ""), "not-servicedesk unreadable"],
    ["truncated success", reply(200, sdp.requests.body.slice(0, -2)), "not-servicedesk unreadable"],
    ["truncated refusal", reply(400, sdp.refused.body.slice(0, 60)), "not-servicedesk unreadable"],
    [
      "cut off at the limit",
      reply(200, `{"response_status":{"status_code":2000},"x":"${"x".repeat(1 << 20)}`, { truncated: true }),
      "not-servicedesk unreadable",
    ],
    [
      "whole before the limit, and blanks beyond it",
      reply(200, sdp.buildInfo.body + " ".repeat(9), { truncated: true }),
      "not-servicedesk unreadable",
    ],
    ["a refusal with more behind it", reply(400, sdp.refused.body, { truncated: true }), "not-servicedesk unreadable"],
    ["other JSON with more behind it", reply(200, {}, { truncated: true }), "not-servicedesk unreadable"],
    ["a long page", reply(200, html, { truncated: true }), "not-servicedesk html"],
  ]);

  for (const status of [300, 301, 302, 303, 304, 307, 308, 399]) {
    for (const body of ["", html, sdp.refused.body, sdp.requests.body]) {
      it(`${status} with ${JSON.stringify(body.slice(0, 20))}: a redirect`, () =>
        assert.deepEqual(judge(reply(status, body, { location: "https://login.example.com/" })), {
          word: "not-servicedesk",
          reason: { kind: "not-servicedesk", because: "redirect", status, to: "https://login.example.com/" },
        } satisfies Verdict));
    }
  }
});

describe("judge: no answer", () => {
  for (const fault of ["dns", "refused", "reset", "timeout", "proxy", "other"] as const) {
    it(`${fault}: unreachable`, () =>
      assert.deepEqual(judge({ kind: "unreachable", fault, code: "ECODE" }), {
        word: "unreachable",
        reason: { kind: "network", fault, code: "ECODE" },
      } satisfies Verdict));
  }
  const faults = ["self-signed", "unknown-issuer", "wrong-host", "expired", "not-yet-valid", "pin-mismatch", "other"];
  for (const fault of faults as ["self-signed"]) {
    it(`${fault}: untrusted-certificate`, () =>
      assert.deepEqual(judge({ kind: "untrusted", fault, code: "ECODE", seen: "ab" }), {
        word: "untrusted-certificate",
        reason: { kind: "certificate", fault, code: "ECODE", seen: "ab" },
      } satisfies Verdict));
  }
  shows([
    ["CA file", { kind: "ca-unreadable", detail: "ENOENT" }, "ca-unreadable ca-unreadable"],
    ["cancelled", { kind: "cancelled" }, "cancelled cancelled"],
  ]);
});

describe("judge: nothing of the answer's text goes into the verdict", () => {
  const key = keyText();
  const bodies = [
    { response_status: { status_code: 4000, messages: [{ status_code: 401, message: key }] } },
    { response_status: { status_code: key, messages: [{ status_code: key }] } },
    `<html>${key}</html>`,
    key,
  ];
  for (const status of [200, 400, 401, 404, 500, 502]) {
    for (const body of bodies) {
      it(`${status} ${JSON.stringify(body).replaceAll(key, "…").slice(0, 50)}`, () =>
        assert.ok(!JSON.stringify(judge(reply(status, body))).includes(key)));
    }
  }
});

describe("judge: only SDP's own refusal is one", () => {
  const word = (status: number, body: unknown): Word => judge(reply(status, body)).word;
  const strangers = [html, "", "null", "7", [], {}, { code: 401 }, { status_code: 401 }, { error: { code: 4022 } }];
  it("whatever the status", () => {
    for (let status = 200; status < 600; status++) {
      for (const body of strangers) {
        assert.ok(!["accepted", "refused"].includes(word(status, body)), `${status} ${JSON.stringify(body)}`);
      }
    }
  });
});
