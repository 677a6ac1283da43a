import assert from "node:assert/strict";
import { judge, type Verdict } from "../../../src/core/judge.ts";
import type { HttpOutcome } from "../../../src/core/ports.ts";
import { keyText, reply, sdp, v1 } from "../../support/fakes/factories.ts";

/** The word, then what the reason adds to it. */
function said({ word, reason }: Verdict): string {
  switch (reason.kind) {
    case "answered":
      return `${word} ${reason.status}`;
    case "not-servicedesk":
      return `${word} ${reason.because}`;
    default:
      return `${word} ${reason.kind}`;
  }
}

const notAssociated = "API key received is not associated to any technician. Authentication failed.";
const invalid = "Technician key in the request is invalid. Unable to authenticate.";
const at = (status: number, { body }: { readonly body: string }): HttpOutcome => reply(status, body);

describe("judge: answers of v1", () => {
  const rows: readonly [what: string, outcome: HttpOutcome, expected: string][] = [
    ["success", sdp.v1Success, "accepted 200"],
    ["a key that it does not know", v1("Failed", notAssociated), "refused refused"],
    ["a key that it does not know, in other words", v1("Failed", invalid), "refused refused"],
    ["the sentence in capitals", v1("Failed", notAssociated.toUpperCase()), "refused refused"],
    ["with a BOM", reply(200, `\uFEFF${sdp.v1Refused.body}`), "refused refused"],
    ["the refusal with 401", at(401, sdp.v1Refused), "refused refused"],
    ["the refusal with 400", at(400, sdp.v1Refused), "refused refused"],
    ["a failure for another reason", v1("Failed", "Permission denied"), "server-error operation-failed"],
    [
      "a failure without a reason",
      reply(200, { operation: { result: { status: "Failed" } } }),
      "server-error operation-failed",
    ],
    [
      "a reason of another shape",
      reply(200, { operation: { result: { status: "Failed", message: {} } } }),
      "server-error operation-failed",
    ],
    ["success with 500", at(500, sdp.v1Success), "server-error 500"],
    ["another status", v1("Maybe", notAssociated), "not-servicedesk no-envelope"],
    ["the sentence alone", reply(200, { message: notAssociated }), "not-servicedesk no-envelope"],
    ["the sentence as text", reply(200, notAssociated), "not-servicedesk unreadable"],
    ["an operation without a result", reply(200, { operation: {} }), "not-servicedesk no-envelope"],
    ["v3's refusal", sdp.refused, "not-servicedesk no-envelope"],
    ["v3's success", sdp.requests, "not-servicedesk no-envelope"],
    ["v3's unknown module", sdp.absent, "absent 404"],
    ["XML", reply(200, "<operation><result><status>Failed</status></result></operation>"), "not-servicedesk html"],
    ["a login page", sdp.loginPage, "not-servicedesk html"],
    ["a redirect with its refusal", at(302, sdp.v1Refused), "not-servicedesk redirect"],
    ["429 with its refusal", at(429, sdp.v1Refused), "rate-limited 429"],
    ["404", reply(404, "<html>"), "absent 404"],
    ["500", reply(500, ""), "server-error 500"],
    ["502", reply(502, "<html>"), "unreachable gateway"],
    ["cut off at the limit", { ...sdp.v1Refused, truncated: true }, "not-servicedesk unreadable"],
    ["truncated", reply(200, sdp.v1Refused.body.slice(0, -3)), "not-servicedesk unreadable"],
  ];
  for (const [what, outcome, expected] of rows)
    it(`${what}: ${expected}`, () => assert.equal(said(judge(outcome, "v1")), expected));

  for (const outcome of [sdp.v1Refused, sdp.v1Success]) {
    it(`${outcome.body.slice(0, 40)}… counts for nothing where v3 was asked`, () =>
      assert.equal(said(judge(outcome)), "not-servicedesk no-envelope"));
  }
  it("nothing of the answer's text goes into the verdict", () => {
    const key = keyText();
    for (const message of [key, `${notAssociated} ${key}`])
      assert.ok(!JSON.stringify(judge(v1("Failed", message), "v1")).includes(key));
  });
});

describe("judge: Endpoint Central, by what its page calls itself", () => {
  const page = (title: string): string => `<!DOCTYPE html>\n<html><head>\n<TITLE id="t">${title}</TITLE></head></html>`;
  const rows: readonly [what: string, outcome: HttpOutcome, expected: string][] = [
    ["its page", reply(200, page("ManageEngine Endpoint Central")), "not-servicedesk endpoint-central"],
    [
      "its page by the old name",
      reply(200, page("ManageEngine Desktop Central 10")),
      "not-servicedesk endpoint-central",
    ],
    ["its 404", reply(404, page("Endpoint Central")), "not-servicedesk endpoint-central"],
    ["its 401", reply(401, page("Endpoint Central")), "not-servicedesk endpoint-central"],
    ["its 500", reply(500, page("Endpoint Central")), "server-error 500"],
    ["its 503", reply(503, page("Endpoint Central")), "unreachable gateway"],
    ["the name in the text only", reply(200, `${page("Help")}<p>Endpoint Central</p>`), "not-servicedesk html"],
    [
      "SDP's envelope beside the name",
      reply(400, `${sdp.refused.body.slice(0, -1)},"x":"<title>Endpoint Central"}`),
      "refused 400",
    ],
    ["another product's page", reply(200, page("Endpoint Manager")), "not-servicedesk html"],
  ];
  for (const [what, outcome, expected] of rows)
    it(`${what}: ${expected}`, () => assert.equal(said(judge(outcome)), expected));

  it("a long page that never ends its title costs no time", () => {
    const began = performance.now();
    judge(reply(200, "<title".repeat(150_000)));
    assert.ok(performance.now() - began < 1_000);
  });
});
