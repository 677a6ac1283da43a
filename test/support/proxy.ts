/** An HTTP proxy for tests: tunnels by CONNECT (RFC 9110, 9.3.6), asks for Basic authentication if told to, and records what it was asked. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";

/** One request to the proxy. */
export interface AskedOfProxy {
  readonly method: string;
  /** `host:port` of a CONNECT, else the URL. */
  readonly target: string;
  /** The header `proxy-authorization`. */
  readonly authorization: string | undefined;
  /** What it answered; undefined while it has not. */
  status?: number;
}

export interface ProxyOptions {
  /** The ports on 127.0.0.1 that names are for: the proxy resolves no name. Others are answered 502. */
  readonly routes: Readonly<Record<string, number>>;
  /** Asked of everybody when given. */
  readonly credentials?: { readonly user: string; readonly password: string };
  /** A free one by default. */
  readonly port?: number;
}

export interface Proxy extends AsyncDisposable {
  /** Without credentials. */
  readonly url: string;
  /** With those that it asks for. */
  readonly urlWithCredentials: string;
  /** Oldest first. */
  readonly asked: readonly AskedOfProxy[];
  /** Every CONNECT from now on is left without an answer. */
  hang(): void;
  /** Stops listening and ends every connection at once. */
  close(): Promise<void>;
}

export async function startProxy({ routes, credentials, port = 0 }: ProxyOptions): Promise<Proxy> {
  const asked: AskedOfProxy[] = [];
  const open = new Set<Socket>();
  const wanted =
    credentials && `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString("base64")}`;
  let hanging = false;

  function note({ method = "", url = "", headers }: IncomingMessage): AskedOfProxy {
    const entry: AskedOfProxy = { method, target: url, authorization: headers["proxy-authorization"] };
    asked.push(entry);
    return entry;
  }

  function keep(socket: Socket): Socket {
    open.add(socket);
    return socket.on("close", () => open.delete(socket)).on("error", () => socket.destroy());
  }

  const server = createServer((request, response) => {
    // Plain HTTP is not let through: what was sent is all that tests want to know of it.
    const entry = note(request);
    entry.status = wanted === undefined || entry.authorization === wanted ? 502 : 407;
    response
      .writeHead(entry.status, { "proxy-authenticate": 'Basic realm="test"' })
      .end("<html>The proxy says no</html>");
  });
  server.on("connection", keep);
  server.on("connect", (request: IncomingMessage, client: Socket, head: Buffer) => {
    const entry = note(request);
    if (hanging) return;
    const refuse = (status: number, header = "") => {
      entry.status = status;
      client.end(`HTTP/1.1 ${String(status)} No\r\n${header}content-length: 0\r\nconnection: close\r\n\r\n`);
    };
    if (wanted !== undefined && entry.authorization !== wanted) {
      refuse(407, 'proxy-authenticate: Basic realm="test"\r\n');
      return;
    }
    const name = entry.target.replace(/:\d+$/, "");
    const to = Object.hasOwn(routes, name) ? routes[name] : undefined;
    if (to === undefined) {
      refuse(502);
      return;
    }
    const upstream = keep(connect(to, "127.0.0.1"));
    upstream.once("connect", () => {
      entry.status = 200;
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.write(head);
      client.pipe(upstream).pipe(client);
    });
    upstream.once("error", () => refuse(502));
    client.once("close", () => upstream.destroy());
    upstream.once("close", () => client.destroy());
  });

  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const close = async (): Promise<void> => {
    const closed = once(server, "close");
    server.close();
    open.forEach((socket) => socket.destroy());
    await closed;
  };
  return {
    url: `http://${host}`,
    urlWithCredentials: `http://${credentials ? `${credentials.user}:${credentials.password}@` : ""}${host}`,
    asked,
    hang: () => (hanging = true),
    close,
    [Symbol.asyncDispose]: close,
  };
}
