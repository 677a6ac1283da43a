/** `POST /sdpapi/request`, the API before v3: HTTP 200 whatever happens, `Success` or `Failed` inside (docs/sdp.md 1 and 2). */
import type { Accounts } from "./accounts.ts";
import type { Behaviour } from "./behaviour.ts";
import { staff } from "./modules.ts";
import { formOf } from "./recorder.ts";
import { json, type Reply } from "./reply.ts";
import type { Exchange } from "./router.ts";

const refusals = {
  "not-associated": "API key received is not associated to any technician. Authentication failed.",
  invalid: "Technician key in the request is invalid. Unable to authenticate.",
} as const;

export function answerV1({ request, open }: Exchange, accounts: Accounts, { v1Refusal }: Behaviour): Reply {
  const form = formOf(request);
  const parameter = (name: string): string | null => form.get(name) ?? request.query.get(name);
  const format = parameter("format") === "json" ? json200 : xml200;
  const operation = parameter("OPERATION_NAME") ?? "";

  const key = parameter("TECHNICIAN_KEY") ?? request.headers["technician_key"] ?? "";
  const roles = open ? ["SDAdmin"] : accounts.rolesOf(String(key));
  if (roles === undefined) return format(operation, "Failed", refusals[v1Refusal]);
  if (operation !== "GET_REQUESTS") return format(operation, "Failed", "Invalid operation");
  if (!roles.some((role) => staff.includes(role))) return format(operation, "Failed", "Permission denied");
  return format(operation, "Success", "Requests fetched successfully");
}

type Format = (name: string, status: "Success" | "Failed", message: string) => Reply;

const json200: Format = (name, status, message) => json(200, { operation: { result: { status, message }, name } });

/** What v1 answers without `format=json`. */
const xml200: Format = (name, status, message) => ({
  status: 200,
  headers: { "content-type": "text/xml;charset=UTF-8" },
  body: `<operation name="${name}"><result><status>${status}</status><message>${message}</message></result></operation>`,
});
