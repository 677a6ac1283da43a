/** Replies as values: what is sent, and how, decided apart from the sockets that carry it. */

/** How the bytes leave; at once when absent. */
export type Delivery =
  /** Without `Content-Length`. */
  | { readonly kind: "chunked" }
  /** Compressed, with `Content-Encoding`. */
  | { readonly kind: "gzip" }
  /** One byte each `everyMs`. */
  | { readonly kind: "drip"; readonly everyMs: number }
  /** The head and half of the body, then the end of the connection. */
  | { readonly kind: "cut" }
  /** A TCP reset instead of any byte. */
  | { readonly kind: "reset" };

export interface Reply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly delivery?: Delivery;
}

export const json = (status: number, value: unknown): Reply => ({
  status,
  headers: { "content-type": "application/json;charset=UTF-8" },
  body: JSON.stringify(value),
});

export const text = (status: number, body: string): Reply => ({
  status,
  headers: { "content-type": "text/plain;charset=UTF-8" },
  body,
});

/** A page for people, as a proxy, an SSO portal or a servlet container sends. */
export const html = (status: number, title: string, content = ""): Reply => ({
  status,
  headers: { "content-type": "text/html;charset=UTF-8" },
  body: `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1>${content}</body></html>`,
});

export const loginPage = (): Reply =>
  html(
    200,
    "ManageEngine ServiceDesk Plus",
    '<form action="/j_security_check" method="post"><input name="j_username"><input name="j_password" type="password"></form>',
  );
