import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConsentsFile } from "../../../src/adapters/consentsFile.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { FakeLock } from "../../support/fakes/fakeLock.ts";
import { temporaryDirectory } from "../../support/temporary.ts";

const ORIGIN = "http://sdp.example.com:8080";

describe("ConsentsFile", () => {
  let home: ReturnType<typeof temporaryDirectory>;
  let directory = "";
  let consents = new ConsentsFile(directory, new FakeLock(), new FakeClock());
  const open = (): ConsentsFile => new ConsentsFile(directory, new FakeLock(), new FakeClock(1_000));
  beforeEach(() => {
    home = temporaryDirectory("consents");
    directory = home.path;
    consents = open();
  });
  afterEach(() => home[Symbol.asyncDispose]());

  const given = (content: string): Promise<void> => writeFile(join(directory, "consents.json"), content);
  const text = (): Promise<string> => readFile(join(directory, "consents.json"), "utf8");
  const assertHas = async (origin: string, expected: boolean): Promise<void> =>
    assert.equal(await consents.has("insecure-http", origin), expected);

  it("has none before the first", () => assertHas(ORIGIN, false));

  describe("once granted", () => {
    beforeEach(async () => {
      assert.ok((await consents.grant("insecure-http", ORIGIN)).ok);
    });
    it("has it", () => assertHas(ORIGIN, true));
    it("has no other port", () => assertHas("http://sdp.example.com:8081", false));
    it("has no origin that begins alike", () => assertHas(`${ORIGIN}.example.com`, false));
    it("is seen by another window", async () => {
      consents = open();
      await assertHas(ORIGIN, true);
    });
    it("says since when", async () =>
      assert.deepEqual(JSON.parse(await text()), {
        consents: [{ kind: "insecure-http", origin: ORIGIN, since: 1_000 }],
      }));
    it("is written once", async () => {
      const before = await text();
      await consents.grant("insecure-http", ORIGIN);
      assert.equal(await text(), before);
    });
    it("is kept when others are granted", async () => {
      await consents.grant("insecure-http", "http://other.example.com");
      await assertHas(ORIGIN, true);
    });
  });

  it("keeps what a later version wrote, and takes it for no consent", async () => {
    const later = [{ kind: "insecure-http", host: ORIGIN }, { kind: "insecure-ftp", origin: ORIGIN }, 7, null];
    await given(JSON.stringify({ format: 2, consents: later }));
    await assertHas(ORIGIN, false);
    await consents.grant("insecure-http", ORIGIN);
    const granted = { kind: "insecure-http", origin: ORIGIN, since: 1_000 };
    assert.deepEqual(JSON.parse(await text()), { format: 2, consents: [...later, granted] });
  });

  for (const content of ["", "{", "[]", `{"consents": {"insecure-http": "${ORIGIN}"}}`]) {
    it(`has none in a broken file, and does not write it: ${content}`, async () => {
      await given(content);
      await assertHas(ORIGIN, false);
      const granted = await consents.grant("insecure-http", ORIGIN);
      assert.match(granted.ok ? "granted" : granted.reason, /consents\.json is damaged\./);
      assert.equal(await text(), content);
    });
  }
});
