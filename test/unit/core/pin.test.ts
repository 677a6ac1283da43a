import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { formatPin, parsePin, readableFingerprint } from "../../../src/core/pin.ts";

describe("pin: forms it is written in", () => {
  const bytes = randomBytes(32);
  const hex = bytes.toString("hex");
  const colons = readableFingerprint(hex);
  const base64 = bytes.toString("base64");
  const rows: readonly [what: string, text: string, fingerprint: string | undefined][] = [
    ["hex", `sha256/${hex}`, hex],
    ["upper-case hex", `sha256/${hex.toUpperCase()}`, hex],
    ["hex with colons, as browsers print it", `sha256/${colons}`, hex],
    ["lower-case hex with colons", `sha256/${colons.toLowerCase()}`, hex],
    ["base64", `sha256/${base64}`, hex],
    ["base64 without padding", `sha256/${base64.replace("=", "")}`, hex],
    ["blanks around", `  sha256/${hex}\n`, hex],
    ["SHA256/", `SHA256/${hex}`, hex],
    ["as we write it", formatPin(hex), hex],
    ["no algorithm", hex, undefined],
    ["sha1/", `sha1/${hex.slice(0, 40)}`, undefined],
    ["sha256:", `sha256:${hex}`, undefined],
    ["too short", `sha256/${hex.slice(2)}`, undefined],
    ["too long", `sha256/${hex}00`, undefined],
    ["an odd digit", `sha256/${hex.slice(1)}`, undefined],
    ["not hex", `sha256/${"zz".repeat(32)}`, undefined],
    ["a colon at the end", `sha256/${colons}:`, undefined],
    ["31 bytes in base64", `sha256/${bytes.subarray(1).toString("base64")}`, undefined],
    ["33 bytes in base64", `sha256/${Buffer.concat([bytes, bytes]).subarray(0, 33).toString("base64")}`, undefined],
    ["two pins", `sha256/${hex} sha256/${hex}`, undefined],
    ["nothing", "", undefined],
    ["sha256/ alone", "sha256/", undefined],
  ];
  for (const [what, text, fingerprint] of rows) it(what, () => assert.equal(parsePin(text), fingerprint));

  it("is written in hex", () => assert.equal(formatPin(hex), `sha256/${hex}`));
  it("is shown in pairs, for comparing by eye", () => assert.match(colons, /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/));
});
