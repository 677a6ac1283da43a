import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ConsentsFile } from "../../../src/adapters/consentsFile.ts";
import type { Consent } from "../../../src/core/storePorts.ts";
import { FakeClock } from "../../support/fakes/fakeClock.ts";
import { FakeLock } from "../../support/fakes/fakeLock.ts";
import { temporaryDirectory } from "../../support/temporary.ts";

const ORIGIN = "http://sdp.example.com:8080";
const http = (origin = ORIGIN): Consent => ({ kind: "insecure-http", origin });
const vscodeStore: Consent = { kind: "vscode-store" };

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
  const assertHas = async (consent: Consent, expected: boolean): Promise<void> =>
    assert.equal(await consents.has(consent), expected);

  it("has none before the first", () => assertHas(http(), false));

  describe("once granted", () => {
    beforeEach(async () => {
      assert.ok((await consents.grant(http())).ok);
    });
    it("has it", () => assertHas(http(), true));
    it("has no other port", () => assertHas(http("http://sdp.example.com:8081"), false));
    it("has no origin that begins alike", () => assertHas(http(`${ORIGIN}.example.com`), false));
    it("has no other kind", () => assertHas(vscodeStore, false));
    it("is seen by another window", async () => {
      consents = open();
      await assertHas(http(), true);
    });
    it("says since when", async () =>
      assert.deepEqual(JSON.parse(await text()), {
        consents: [{ kind: "insecure-http", origin: ORIGIN, since: 1_000 }],
      }));
    it("is written once", async () => {
      const before = await text();
      await consents.grant(http());
      assert.equal(await text(), before);
    });
    it("is kept when others are granted", async () => {
      await consents.grant(http("http://other.example.com"));
      await consents.grant(vscodeStore);
      await assertHas(http(), true);
    });
  });

  describe("one that is for no origin", () => {
    beforeEach(async () => {
      assert.ok((await consents.grant(vscodeStore)).ok);
    });
    it("is had", () => assertHas(vscodeStore, true));
    it("is none of another kind", () => assertHas(http(), false));
    it("says since when, and no origin", async () =>
      assert.deepEqual(JSON.parse(await text()), { consents: [{ kind: "vscode-store", since: 1_000 }] }));
    it("is written once", async () => {
      const before = await text();
      await consents.grant(vscodeStore);
      assert.equal(await text(), before);
    });
  });

  it("keeps what a later version wrote, and takes it for no consent", async () => {
    const later = [
      { kind: "insecure-http", host: ORIGIN },
      { kind: "insecure-ftp", origin: ORIGIN },
      { kind: "vscode-store", origin: ORIGIN },
      { kind: "vscode-store", origin: null },
      7,
      null,
    ];
    await given(JSON.stringify({ format: 2, consents: later }));
    await assertHas(http(), false);
    await assertHas(vscodeStore, false);
    await consents.grant(http());
    const granted = { kind: "insecure-http", origin: ORIGIN, since: 1_000 };
    assert.deepEqual(JSON.parse(await text()), { format: 2, consents: [...later, granted] });
  });

  it("keeps what a later version added to a consent, which stays one", async () => {
    const entry = { kind: "vscode-store", since: 5, machine: "m1" };
    await given(JSON.stringify({ consents: [entry] }));
    await assertHas(vscodeStore, true);
    await consents.grant(http());
    assert.deepEqual(JSON.parse(await text()).consents[0], entry);
  });

  for (const content of ["", "{", "[]", `{"consents": {"insecure-http": "${ORIGIN}"}}`]) {
    it(`has none in a broken file, and does not write it: ${content}`, async () => {
      await given(content);
      await assertHas(http(), false);
      const granted = await consents.grant(http());
      assert.match(granted.ok ? "granted" : granted.reason, /consents\.json is damaged\./);
      assert.equal(await text(), content);
    });
  }
});
