/** One port on loopback that speaks TLS and plain HTTP, told apart by the first byte a client sends (docs/sdp.md 9.7). */
import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer, type AddressInfo, type Socket } from "node:net";
import type { Certificate } from "./certificate.ts";

export interface Listener {
  readonly port: number;
  /** TCP connections accepted so far, with those that never became a request. */
  readonly connections: number;
  /** From the next connection on; those that are open end. */
  useCertificate(certificate: Certificate): void;
  /** Ends the connection that `message` came on with a TCP reset. */
  reset(message: IncomingMessage): void;
  /** Stops listening and ends every connection at once. */
  close(): Promise<void>;
}

export interface ListenerOptions {
  readonly certificate: Certificate;
  /** false: whatever comes is plain HTTP. */
  readonly speaksTls: boolean;
  /** 0 takes a free one. */
  readonly port: number;
  readonly onRequest: (message: IncomingMessage, response: ServerResponse, tls: boolean) => void;
}

const tlsHandshake = 0x16; // RFC 8446 5.1: the content type of a record that starts a handshake
const credentials = ({ keyPem, chainPem }: Certificate) => ({ key: keyPem, cert: chainPem });

export async function listen({ certificate, speaksTls, port, onRequest }: ListenerOptions): Promise<Listener> {
  const plain = createHttpServer((message, response) => onRequest(message, response, false));
  const secure = createHttpsServer(credentials(certificate), (message, response) => onRequest(message, response, true));
  const open = new Map<number | undefined, Socket>();
  let connections = 0;

  const door = createServer((socket) => {
    const { remotePort } = socket;
    connections += 1;
    open.set(remotePort, socket);
    socket.on("close", () => open.delete(remotePort));
    socket.on("error", () => socket.destroy());
    socket.once("data", (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      (speaksTls && first[0] === tlsHandshake ? secure : plain).emit("connection", socket);
      process.nextTick(() => socket.resume());
    });
  });
  door.listen(port, "127.0.0.1");
  await once(door, "listening");

  const endAll = () => open.forEach((socket) => socket.destroy());
  return {
    port: (door.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    useCertificate(next) {
      secure.setSecureContext(credentials(next));
      endAll();
    },
    reset: ({ socket }) => open.get(socket.remotePort)?.resetAndDestroy(),
    async close() {
      const closed = once(door, "close");
      door.close();
      endAll();
      await closed;
    },
  };
}
