/** From a request to the reply of a healthy server: which of SDP's doors it knocks at. */
import type { Accounts } from "./accounts.ts";
import type { Behaviour } from "./behaviour.ts";
import type { RecordedRequest } from "./recorder.ts";
import { html, loginPage, text, type Reply } from "./reply.ts";
import { answerV1 } from "./v1.ts";
import { answerV3 } from "./v3.ts";

/** One request on its way to a reply. */
export interface Exchange {
  readonly request: RecordedRequest;
  readonly behaviour: Behaviour;
  /** Set by the fault `open`: nobody asks for a key. */
  open: boolean;
}

const v3 = "/api/v3/";

export function answer(exchange: Exchange, accounts: Accounts): Reply {
  const { request, behaviour } = exchange;
  const path = withinContext(request.path, behaviour.contextPath);
  if (path?.startsWith(v3)) return answerV3(path.slice(v3.length), exchange, accounts, behaviour);
  if (path === "/sdpapi/request" && request.method === "POST") return answerV1(exchange, accounts, behaviour);
  if (path === "/servlets/SDServerStatusServlet") return text(200, "RUNNING");
  if (path === "/") return loginPage();
  return html(404, "HTTP Status 404");
}

const withinContext = (path: string, context: string): string | undefined =>
  path.startsWith(context) ? path.slice(context.length) || "/" : undefined;
