import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readableFingerprint } from "../../../../src/core/pin.ts";
import type { Certificate, Unseen } from "../../../../src/core/ports.ts";
import { comparison, unseenSentence, untimely } from "../../../../src/ui/commands/certificateWords.ts";

const fingerprint = (): string => randomBytes(32).toString("hex");
const certificate: Certificate = {
  fingerprint: fingerprint(),
  subject: "CN=sdp.example.com",
  issuer: "CN=Corporate CA",
  names: ["sdp.example.com", "10.1.2.3"],
  validFrom: Date.UTC(2026, 0, 2),
  validTo: Date.UTC(2027, 0, 2),
};
const shown = `Fingerprint (SHA-256): ${readableFingerprint(certificate.fingerprint)}`;

describe("what a person compares before trusting a certificate", () => {
  it("is each fact on a line of its own", () => {
    const lines = comparison(certificate, undefined).split("\n");
    assert.equal(lines[2], shown);
    assert.deepEqual(lines.slice(3, 6), [
      "Subject: CN=sdp.example.com",
      "Issuer: CN=Corporate CA",
      "For: sdp.example.com, 10.1.2.3",
    ]);
  });

  it("is the one trusted before, right below the one shown, and first that it is another", () => {
    const before = fingerprint();
    const lines = comparison(certificate, before).split("\n");
    assert.match(lines[0] ?? "", /NOT the certificate that you trusted before/);
    const at = lines.indexOf(shown);
    assert.equal(lines[at + 1], `Trusted before: ${readableFingerprint(before)}`);
  });

  it("is one fingerprint where it is the same as before", () =>
    assert.ok(!/before/.test(comparison(certificate, certificate.fingerprint))));

  it("has no line for names where there are none", () =>
    assert.ok(!comparison({ ...certificate, names: [] }, undefined).includes("For:")));
});

describe("whether a certificate is in its time", () => {
  for (const [now, wanted] of [
    [certificate.validFrom - 1, /is valid from .* only\. Check the clocks\.$/],
    [certificate.validFrom, undefined],
    [certificate.validTo, undefined],
    [certificate.validTo + 1, /expired on .*\. It must be renewed on the server\.$/],
  ] as const) {
    it(`${new Date(now).toISOString()}: ${String(wanted)}`, () => {
      const said = untimely("sdp.example.com", certificate, now);
      if (wanted === undefined) assert.equal(said, undefined);
      else assert.match(said ?? "", wanted);
    });
  }
});

describe("why no certificate can be shown", () => {
  for (const [unseen, said] of [
    [{ kind: "cancelled" }, undefined],
    [{ kind: "unreachable", fault: "proxy", code: "HTTP_407" }, /^The proxy asks for a login/],
    [{ kind: "unreachable", fault: "refused", code: "ECONNREFUSED" }, /^Nothing listens/],
    [{ kind: "untrusted", fault: "other", code: "UNSPECIFIED" }, /not trusted \(UNSPECIFIED\)/],
  ] satisfies [Unseen, RegExp | undefined][]) {
    it(JSON.stringify(unseen), () => {
      const sentence = unseenSentence(unseen);
      if (said === undefined) assert.equal(sentence, undefined);
      else assert.match(sentence ?? "", said);
    });
  }
});
