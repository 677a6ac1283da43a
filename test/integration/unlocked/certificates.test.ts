import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { KeytarStore } from "../../../src/adapters/keytar.ts";
import { accountOf } from "../../../src/core/names.ts";
import { aSecret } from "../../support/fakes/factories.ts";
import { makeAuthority, makeCertificate, type Certificate } from "../../support/sdp/certificate.ts";
import { startSdp, type Sdp } from "../../support/sdp/server.ts";
import { temporaryDirectory } from "../../support/temporary.ts";
import { extension, problemsWhen, setServers, verify } from "../support/editor.ts";

const day = 86_400_000;
const fromNow = (days: number): Date => new Date(Date.now() + days * day);

/** Who signs: a root, and a CA below it. */
const root = makeAuthority("Corporate root");
const below = makeAuthority("Corporate issuing CA", root);
const stranger = makeAuthority("Another root");

const certificates = {
  "self-signed": makeCertificate(),
  "of a private CA": makeCertificate({ signedBy: root }),
  "of a CA below it": makeCertificate({ signedBy: below }),
  "of a CA below it, in the handshake, too": makeCertificate({ signedBy: below, presentsAuthority: true }),
  "for another host": makeCertificate({ names: ["elsewhere.example"], signedBy: root }),
  expired: makeCertificate({ signedBy: root, notBefore: fromNow(-30), notAfter: fromNow(-1) }),
  "not yet valid": makeCertificate({ signedBy: root, notBefore: fromNow(1), notAfter: fromNow(30) }),
};

const trusts = {
  nothing: () => ({}),
  "its pin": ({ fingerprint }: Certificate) => ({ pin: `sha256/${fingerprint}` }),
  "another pin": () => ({ pin: `sha256/${makeCertificate().fingerprint}` }),
  "the root": () => ({ ca: root.pem }),
  "the chain": () => ({ ca: below.pem + root.pem }),
  "a stranger": () => ({ ca: stranger.pem }),
  "the root and its pin": ({ fingerprint }: Certificate) => ({ ca: root.pem, pin: `sha256/${fingerprint}` }),
};

/** Which is trusted how; each of the others must be refused with that word in the Problems panel. */
const expected: Record<keyof typeof certificates, Partial<Record<keyof typeof trusts, "valid" | RegExp>>> = {
  "self-signed": {
    nothing: /self-signed/,
    "its pin": "valid",
    "another pin": /another certificate/,
    "the root": /self-signed/,
  },
  "of a private CA": {
    nothing: /issuer is not known/,
    "its pin": "valid",
    "another pin": /another certificate/,
    "the root": "valid",
    "a stranger": /issuer is not known/,
    "the root and its pin": "valid",
  },
  "of a CA below it": { "its pin": "valid", "the root": /issuer is not known/, "the chain": "valid" },
  "of a CA below it, in the handshake, too": {
    nothing: /issuer is not known/,
    "its pin": "valid",
    "the root": "valid",
  },
  "for another host": { nothing: /issuer is not known/, "the root": /for another host name/, "its pin": "valid" },
  expired: { nothing: /expired/, "the root": /expired/, "its pin": /expired/, "the root and its pin": /expired/ },
  "not yet valid": { nothing: /not valid yet/, "the root": /not valid yet/, "its pin": /not valid yet/ },
};

describe("certificates, inside VS Code", () => {
  let sdp: Sdp;
  let good: string;
  const folder = temporaryDirectory("certificates");

  before(async () => {
    sdp = await startSdp();
    sdp.accounts.addTechnician({ login: "svc", roles: ["SDAdmin"] });
    good = sdp.accounts.generateKey("svc");
    const { extensionPath } = await extension();
    const store = new KeytarStore(join(extensionPath, "dist/keytar"), join(extensionPath, "dist/list-keyring.cjs"));
    await store.set(accountOf("prod", "ci", sdp.origin), aSecret(good));
  });

  after(async () => {
    await setServers(undefined);
    await Promise.all([sdp.close(), folder[Symbol.asyncDispose]()]);
  });

  /** Checks the key with these settings: its state, and the keys of the requests that the server got. */
  async function check(tls: object) {
    const before = sdp.requests.length;
    await setServers({ prod: { url: sdp.url, tls, keys: { ci: { expires: "never" } } } });
    const [row] = await verify("verifyKey", "prod", "ci");
    return { state: row?.state, keys: sdp.requests.slice(before).map(({ key }) => key) };
  }

  async function assertChecked(tls: object, wanted: "valid" | RegExp): Promise<void> {
    const { state, keys } = await check(tls);
    if (wanted === "valid") {
      assert.deepEqual([state, keys], ["valid", [undefined, good]]);
      return;
    }
    assert.deepEqual([state, keys], ["untrusted-certificate", []]);
    await problemsWhen((entries) => entries.some(({ diagnostic }) => wanted.test(diagnostic.message)));
  }

  for (const [name, outcomes] of Object.entries(expected)) {
    const certificate = certificates[name as keyof typeof certificates];
    describe(`a certificate ${name}`, () => {
      before(() => sdp.useCertificate(certificate));
      for (const [trust, wanted] of Object.entries(outcomes)) {
        it(`trusting ${trust}: ${wanted === "valid" ? wanted : `untrusted, ${String(wanted)}, and no request leaves`}`, () =>
          assertChecked(trusts[trust as keyof typeof trusts](certificate), wanted));
      }
    });
  }

  describe("a CA file", () => {
    const certificate = certificates["of a CA below it"];
    before(() => sdp.useCertificate(certificate));

    const files: readonly [name: string, content: string, wanted: "valid" | RegExp][] = [
      ["chain.pem", below.pem + root.pem, "valid"],
      ["backwards.pem", root.pem + below.pem, "valid"],
      ["with-others.pem", stranger.pem + root.pem + below.pem, "valid"],
      ["root-alone.pem", root.pem, /issuer is not known/],
      ["stranger.pem", stranger.pem, /issuer is not known/],
    ];
    for (const [name, content, wanted] of files) {
      it(`${name}: ${String(wanted)}`, async () => {
        const path = join(folder.path, name);
        await writeFile(path, content);
        await assertChecked({ ca: path }, wanted);
      });
    }

    it("that changes is read anew", async () => {
      const path = join(folder.path, "changing.pem");
      await writeFile(path, stranger.pem);
      await assertChecked({ ca: path }, /issuer is not known/);
      await writeFile(path, below.pem + root.pem);
      await assertChecked({ ca: path }, "valid");
    });

    it("that is not there: no request is made", async () => {
      const connections = sdp.connections;
      const { state, keys } = await check({ ca: join(folder.path, "absent.pem") });
      assert.deepEqual([state, keys, sdp.connections], ["unchecked", [], connections]);
    });
  });

  it("one that changes after it was trusted is untrusted until the new one is", async () => {
    const [first, then] = [makeCertificate(), makeCertificate()];
    sdp.useCertificate(first);
    await assertChecked(trusts["its pin"](first), "valid");
    sdp.useCertificate(then);
    await assertChecked(trusts["its pin"](first), /another certificate than the one you trusted/);
    await assertChecked(trusts["its pin"](then), "valid");
  });
});
