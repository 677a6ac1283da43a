/** `/api/v3/…`: route, then authenticate, then read (docs/sdp.md 9.1 to 9.6). */
import type { Accounts } from "./accounts.ts";
import type { Behaviour } from "./behaviour.ts";
import * as envelope from "./envelope.ts";
import { page, parseListInfo } from "./inputData.ts";
import { modules, type Module } from "./modules.ts";
import { formOf } from "./recorder.ts";
import type { Exchange } from "./router.ts";
import { html, type Reply } from "./reply.ts";

/** What v3 takes beside `input_data`; anything else is refused (docs/sdp.md 1). */
const allowedParameters = ["input_data", "TECHNICIAN_KEY", "PORTALID", "format"];

/** `route` is what follows `/api/v3/`. */
export function answerV3(route: string, exchange: Exchange, accounts: Accounts, behaviour: Behaviour): Reply {
  const { profile, statusShape: shape } = behaviour;
  if (profile === "v1only") return html(404, "HTTP Status 404");
  const isBuildInfo = behaviour.buildInfo && route === "app_resources/build_info";
  const [name = "", id, ...deeper] = route.split("/");
  const module = deeper.length === 0 ? modules.get(name) : undefined;
  if (!isBuildInfo && module === undefined) return envelope.unknownModule(shape);

  const { request } = exchange;
  const roles = exchange.open ? ["SDAdmin"] : accounts.rolesOf(request.key ?? "");
  const closedToKeys = name === "integration_keys" && !behaviour.integrationKeysReadable;
  if (roles === undefined || closedToKeys) return envelope.refused(shape, profile);

  if (request.method !== "GET") return envelope.failure(shape, 400, 4021, "Invalid HTTP method");
  if ([...request.query.keys(), ...formOf(request).keys()].some((key) => !allowedParameters.includes(key)))
    return envelope.failure(shape, 400, 4001, "Extra parameter(s) not allowed");
  if (module === undefined) return envelope.singleSuccess(shape, { result: { build_number: behaviour.buildNumber } });
  if (!roles.some((role) => module.readers.includes(role))) return envelope.forbidden(shape);
  return id === undefined ? list(name, module, exchange, accounts, behaviour) : single(id, module, accounts, behaviour);
}

function list(name: string, module: Module, { request }: Exchange, accounts: Accounts, behaviour: Behaviour): Reply {
  const asked = parseListInfo(request.query.get("input_data"));
  if ("invalid" in asked) return envelope.invalidInput(behaviour.statusShape, asked.invalid);
  const { list_info, rows } = page(module.rows(accounts, behaviour), asked);
  return envelope.listSuccess(behaviour.statusShape, { list_info, [name]: rows });
}

function single(id: string, module: Module, accounts: Accounts, behaviour: Behaviour): Reply {
  const row = module.rows(accounts, behaviour).find((candidate) => candidate["id"] === id);
  return row === undefined
    ? envelope.unknownModule(behaviour.statusShape)
    : envelope.singleSuccess(behaviour.statusShape, { [module.singular]: row });
}
