import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { networkInterfaces } from "node:os";
import { createServer, type TLSSocket } from "node:tls";
import { fingerprintOf, presentedCertificate } from "../../../src/adapters/certificate.ts";
import { certificateCases, makeCertificate, type CertificateCase } from "../../support/sdp/certificate.ts";
import { addressOf } from "./targets.ts";

const { signal } = new AbortController();

describe("presentedCertificate", () => {
  let server: Server | undefined;

  async function listening(started: Server, host = "127.0.0.1"): Promise<number> {
    server = started.listen(0, host);
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }
  afterEach(() => server?.close());

  for (const name of Object.keys(certificateCases) as CertificateCase[]) {
    it(`shows a certificate that is ${name}`, async () => {
      const certificate = certificateCases[name]();
      const port = await listening(createServer({ key: certificate.keyPem, cert: certificate.chainPem }));
      const seen = await presentedCertificate(addressOf(`https://127.0.0.1:${String(port)}/context`), signal);
      assert.equal(fingerprintOf(seen), certificate.fingerprint);
    });
  }

  /** What the server learns of the connection that shows its certificate to a client that knows it as `host`. */
  async function seenByServer(host: string, listenOn: string) {
    const { keyPem: key, certificatePem: cert } = makeCertificate();
    const tls = createServer({ key, cert, ALPNProtocols: ["h2", "http/1.1"] });
    const connected = once(tls, "secureConnection") as Promise<[TLSSocket]>;
    const port = await listening(tls, listenOn);
    await presentedCertificate(addressOf(`https://${host}:${String(port)}`), signal);
    const [socket] = await connected;
    socket.on("error", () => undefined).resume();
    if (!socket.closed) await once(socket, "close");
    return { name: socket.servername, protocol: socket.alpnProtocol, sent: socket.bytesRead };
  }

  it("names the host as https does, asks for HTTP/1.1 and sends nothing", async () =>
    assert.deepEqual(await seenByServer("localhost", "127.0.0.1"), {
      name: "localhost",
      protocol: "http/1.1",
      sent: 0,
    }));
  it("names no address", async () => assert.equal((await seenByServer("127.0.0.1", "127.0.0.1")).name, false));
  // Many containers have no IPv6.
  if (networkInterfaces()["lo"]?.some(({ family }) => family === "IPv6") !== false) {
    it("reaches an IPv6 address", async () => assert.equal((await seenByServer("[::1]", "::1")).name, false));
  }

  it("takes up no session again, which would show the certificate of the first time", async () => {
    const [first, then] = [makeCertificate(), makeCertificate()];
    const of = ({ keyPem, chainPem }: typeof first) => ({ key: keyPem, cert: chainPem, ticketKeys });
    const ticketKeys = randomBytes(48);
    const tls = createServer({ ...of(first), maxVersion: "TLSv1.2" });
    const address = addressOf(`https://127.0.0.1:${String(await listening(tls))}`);
    assert.equal(fingerprintOf(await presentedCertificate(address, signal)), first.fingerprint);
    tls.setSecureContext({ ...of(then), maxVersion: "TLSv1.2" });
    assert.equal(fingerprintOf(await presentedCertificate(address, signal)), then.fingerprint);
  });

  it("rejects with the system's code where nobody listens", async () => {
    const port = await listening(createTcpServer());
    server?.close();
    await assert.rejects(presentedCertificate(addressOf(`https://127.0.0.1:${String(port)}`), signal), {
      code: "ECONNREFUSED",
    });
  });

  it("rejects where TLS is not spoken", async () => {
    const port = await listening(createTcpServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")));
    await assert.rejects(presentedCertificate(addressOf(`https://127.0.0.1:${String(port)}`), signal), /SSL/);
  });

  it("rejects when the server hangs up", async () => {
    const port = await listening(createTcpServer((socket) => socket.destroy()));
    await assert.rejects(presentedCertificate(addressOf(`https://127.0.0.1:${String(port)}`), signal), {
      code: "ECONNRESET",
    });
  });

  it("ends the connection when the signal fires", async () => {
    const cancel = new AbortController();
    const closed = Promise.withResolvers<unknown>();
    const port = await listening(
      createTcpServer((socket) => {
        socket.resume().once("close", closed.resolve);
        cancel.abort();
      }),
    );
    await assert.rejects(presentedCertificate(addressOf(`https://127.0.0.1:${String(port)}`), cancel.signal));
    await closed.promise;
  });
});
