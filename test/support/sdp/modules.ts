/** The modules of v3 that the server knows: who may read them, and their rows (docs/sdp.md 1 and 4). */
import type { Accounts, IntegrationKey, Technician } from "./accounts.ts";
import type { Behaviour } from "./behaviour.ts";
import type { Row } from "./inputData.ts";

export interface Module {
  /** The property of a single read. */
  readonly singular: string;
  readonly readers: readonly string[];
  readonly rows: (accounts: Accounts, behaviour: Behaviour) => readonly Row[];
}

/** SDAdmin may all; SDCo-ordinator stands for every role that works on requests, any other for one that may not. */
export const staff: readonly string[] = ["SDAdmin", "SDCo-ordinator"];

function people(row: (technician: Technician, behaviour: Behaviour) => Row): Module["rows"] {
  return (accounts, behaviour) => accounts.technicians.map((technician) => row(technician, behaviour));
}

/** Public client types hold both a nullable `login_name` and a `status`; which of them a disabled login changes is unknown. */
function userRow({ id, name, login, loginEnabled }: Technician, { disabledLogin }: Behaviour): Row {
  return {
    id,
    name,
    login_name: loginEnabled || disabledLogin === "inactive" ? login : null,
    status: loginEnabled || disabledLogin === "no-login-name" ? "ACTIVE" : "INACTIVE",
    is_technician: true,
    can_generate_authtoken: loginEnabled,
  };
}

const technicianRow = (technician: Technician, behaviour: Behaviour): Row => ({
  ...userRow(technician, behaviour),
  associated_roles: named(technician.roles),
});

const keyRow = (key: IntegrationKey): Row => ({
  id: key.id,
  name: key.name,
  key: "*".repeat(key.key.length),
  owned_by: { id: key.owner.id, name: key.owner.name },
  roles: named(key.roles),
  validity: date(key.validity),
  status: key.status,
  created_time: date(key.created),
  description: null,
});

const named = (roles: readonly string[]): Row[] => roles.map((name, index) => ({ id: String(index + 1), name }));

/** v3 writes a date as epoch milliseconds in a string, beside a text for people. */
const date = (time: number): Row => ({
  display_value: time === 0 ? "Never expires" : new Date(time).toUTCString(),
  value: String(time),
});

/** By name as in `/api/v3/<name>`. */
export const modules: ReadonlyMap<string, Module> = new Map([
  ["requests", { singular: "request", readers: staff, rows: () => [] }],
  ["users", { singular: "user", readers: staff, rows: people(userRow) }],
  ["technicians", { singular: "technician", readers: staff, rows: people(technicianRow) }],
  [
    "integration_keys",
    { singular: "integration_key", readers: ["SDAdmin"], rows: (accounts) => accounts.integrationKeys.map(keyRow) },
  ],
]);
