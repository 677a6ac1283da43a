import assert from "node:assert/strict";
import { inspect } from "node:util";
import { outcomeOf, proxyRefusal } from "../../../src/adapters/networkFaults.ts";

const withCode = (code: string, message = "text") => Object.assign(new Error(message), { code });
/** As got wraps: its own error outside, the system's as the cause. */
const wrapped = (error: Error, code = (error as NodeJS.ErrnoException).code ?? "ERR_GOT_REQUEST_ERROR") =>
  Object.assign(new Error(error.message, { cause: error }), { code });

function assertFaults(kind: "unreachable" | "untrusted", codesByFault: Record<string, string>): void {
  for (const [fault, codes] of Object.entries(codesByFault)) {
    for (const code of codes.split(" ")) {
      it(`${code} is ${kind}, ${fault}`, () => {
        assert.deepEqual(outcomeOf(withCode(code)), { kind, fault, code });
        assert.deepEqual(outcomeOf(wrapped(withCode(code))), { kind, fault, code });
      });
    }
  }
}

describe("outcomeOf", () => {
  assertFaults("unreachable", {
    dns: "ENOTFOUND EAI_AGAIN EAI_FAIL EAI_NODATA EAI_NONAME ENODATA",
    refused: "ECONNREFUSED",
    reset: "ECONNRESET EPIPE ECONNABORTED ERR_STREAM_PREMATURE_CLOSE",
    timeout: "ETIMEDOUT ESOCKETTIMEDOUT",
    proxy: "ERR_PROXY_TUNNEL HTTP_407 HTTP_502",
    other: "EHOSTUNREACH ENETUNREACH EPROTO EACCES ERR_SSL_WRONG_VERSION_NUMBER HPE_INVALID_CONSTANT ERR_INVALID_CHAR",
  });

  assertFaults("untrusted", {
    "self-signed": "DEPTH_ZERO_SELF_SIGNED_CERT",
    "unknown-issuer":
      "SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_VERIFY_LEAF_SIGNATURE UNABLE_TO_GET_ISSUER_CERT_LOCALLY UNABLE_TO_GET_ISSUER_CERT",
    "wrong-host": "ERR_TLS_CERT_ALTNAME_INVALID ERR_TLS_CERT_ALTNAME_FORMAT HOSTNAME_MISMATCH",
    expired: "CERT_HAS_EXPIRED",
    "not-yet-valid": "CERT_NOT_YET_VALID",
    "pin-mismatch": "PIN_MISMATCH",
    other: "CERT_REVOKED INVALID_PURPOSE INVALID_CA CERT_SIGNATURE_FAILURE UNSPECIFIED",
  });

  const unknown = (fault: string) => ({ kind: "unreachable", fault, code: "UNKNOWN" });
  const cases: readonly [string, unknown, object][] = [
    [
      "VS Code's proxy agent",
      new Error("Failed to establish a socket connection to proxies: PROXY p:3128"),
      unknown("proxy"),
    ],
    ["a proxy agent's end", new Error("Proxy connection ended before receiving CONNECT response"), unknown("proxy")],
    ["a tunnel's refusal", new Error("tunneling socket could not be established, statusCode=407"), unknown("proxy")],
    [
      "got's code for an error without one",
      wrapped(new Error("Failed to establish a socket connection to proxies")),
      unknown("proxy"),
    ],
    [
      "a host named proxy",
      withCode("ENOTFOUND", "getaddrinfo ENOTFOUND proxy.example"),
      { kind: "unreachable", fault: "dns", code: "ENOTFOUND" },
    ],
    [
      "got's read error, by its cause",
      wrapped(withCode("Z_DATA_ERROR"), "ERR_READING_RESPONSE_STREAM"),
      { kind: "unreachable", fault: "other", code: "Z_DATA_ERROR" },
    ],
    ["an error with no code", new Error("odd"), unknown("other")],
    ["an error with a number", Object.assign(new Error("odd"), { code: 7 }), unknown("other")],
    ["an error whose code is a text", withCode("not a code"), unknown("other")],
    ["what is no error", "thrown text", unknown("other")],
  ];
  for (const [name, error, outcome] of cases) it(`takes ${name}`, () => assert.deepEqual(outcomeOf(error), outcome));

  it("takes a proxy's refusal by its status", () =>
    assert.deepEqual(outcomeOf(proxyRefusal(407)), { kind: "unreachable", fault: "proxy", code: "HTTP_407" }));

  it("keeps nothing of the error's text", () => {
    const secret = crypto.randomUUID().toUpperCase();
    for (const code of ["ECONNRESET", "CERT_HAS_EXPIRED", "not a code", secret]) {
      assert.ok(!inspect(outcomeOf(wrapped(withCode(code, secret)))).includes(secret));
    }
  });
});
