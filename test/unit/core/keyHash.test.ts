import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { keyHash } from "../../../src/core/keyHash.ts";
import { Secret } from "../../../src/core/secret.ts";
import { aSecret, keyText } from "../../support/fakes/factories.ts";

describe("keyHash", () => {
  const [key, salt, otherSalt] = [keyText(), randomBytes(32).toString("hex"), randomBytes(32).toString("hex")];
  const hash = (text: string, with_ = salt): Promise<string> => keyHash(new Secret(text), with_);

  const rows: readonly [what: string, other: () => Promise<string>, same: boolean][] = [
    ["the same key, the same salt", () => hash(key), true],
    ["the same key, another salt", () => hash(key, otherSalt), false],
    ["another key, the same salt", () => keyHash(aSecret(), salt), false],
    ["the key in lower case", () => hash(key.toLowerCase()), false],
  ];
  for (const [what, other, same] of rows) {
    it(`${what}: ${same ? "equal" : "different"}`, async () =>
      assert.equal((await hash(key)) === (await other()), same));
  }
  it("is 64 hexadecimal digits in lower case, and not the key", async () => {
    assert.match(await hash(key), /^[0-9a-f]{64}$/);
    assert.match(await hash(""), /^[0-9a-f]{64}$/);
    assert.ok(!(await hash(key)).includes(key));
  });
  it("is SHA-256 of salt and key (FIPS 180-4, the example for abc)", async () =>
    assert.equal(await hash("c", "ab"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
});
