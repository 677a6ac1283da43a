/** Who has a key on the server, and which keys are good right now (docs/sdp.md 3, 4 and 9.9). */
import { randomUUID } from "node:crypto";

export interface Technician {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly roles: readonly string[];
  loginEnabled: boolean;
}

export type IntegrationKeyStatus = "active" | "inactive" | "deleted";

export interface IntegrationKey {
  readonly id: string;
  readonly name: string;
  readonly owner: Technician;
  readonly roles: readonly string[];
  readonly key: string;
  readonly created: number;
  /** The last millisecond it is good, since the epoch; 0 = never expires. */
  validity: number;
  status: IntegrationKeyStatus;
}

interface TechnicianKey {
  readonly key: string;
  /** The first millisecond it is refused. */
  readonly expires: number;
}

/** A key as SDP makes them: 36 characters, an upper-case UUID v4 (docs/sdp.md 3). */
export const makeKey = (): string => randomUUID().toUpperCase();

/** The directory of one server. Its methods throw for what SDP's own forms would not let a person do. */
export class Accounts {
  readonly #now: () => number;
  readonly #technicians = new Map<string, Technician>();
  readonly #technicianKeys = new Map<string, TechnicianKey>();
  readonly #integrationKeys: IntegrationKey[] = [];
  #lastId = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get technicians(): readonly Technician[] {
    return [...this.#technicians.values()];
  }

  get integrationKeys(): readonly IntegrationKey[] {
    return this.#integrationKeys;
  }

  addTechnician(person: {
    login: string;
    name?: string;
    roles: readonly string[];
    loginEnabled?: boolean;
  }): Technician {
    if (this.#technicians.has(person.login)) throw new Error(`There is a technician ${person.login} already.`);
    const { login, name = login, roles, loginEnabled = true } = person;
    const technician = { id: this.#nextId(), login, name, roles, loginEnabled };
    this.#technicians.set(login, technician);
    return technician;
  }

  /**
   * Generates the technician's one key; with a key there already this is SDP's "Re-generate", and the former key is refused from then on.
   * Not `saved` is the form left without Save: the key was shown, but the server does not know it, and the former one stays.
   */
  generateKey(login: string, options: { expires?: Date; saved?: boolean } = {}): string {
    if (!this.#technician(login).loginEnabled) throw new Error(`The login of ${login} is disabled.`);
    const key = makeKey();
    const expires = options.expires?.getTime() ?? Infinity;
    if (options.saved !== false) this.#technicianKeys.set(login, { key, expires });
    return key;
  }

  /** `generateKey` for a technician who must have a key already. */
  regenerateKey(login: string, options: { expires?: Date; saved?: boolean } = {}): string {
    if (!this.#technicianKeys.has(login)) throw new Error(`${login} has no key to re-generate.`);
    return this.generateKey(login, options);
  }

  /** Deletes the key as well, for good: "authtoken will be deleted" (docs/sdp.md 3). */
  disableLogin(login: string): void {
    this.#technician(login).loginEnabled = false;
    this.#technicianKeys.delete(login);
  }

  enableLogin(login: string): void {
    this.#technician(login).loginEnabled = true;
  }

  deleteTechnician(login: string): void {
    this.#technicians.delete(this.#technician(login).login);
    this.#technicianKeys.delete(login);
  }

  /** A named key of an SDAdmin; `expires` means the end of that local day. */
  addIntegrationKey(key: { name: string; owner: string; roles: readonly string[]; expires?: Date }): string {
    const owner = this.#technician(key.owner);
    if (!owner.roles.includes("SDAdmin")) throw new Error(`${key.owner} is no SDAdmin.`);
    if (key.name.length > 50) throw new Error("An Integration Key's name has at most 50 characters.");
    if (this.#integrationKeys.some(({ name }) => name === key.name))
      throw new Error(`There is a key ${key.name} already.`);
    const made: IntegrationKey = {
      id: this.#nextId(),
      name: key.name,
      owner,
      roles: key.roles,
      key: makeKey(),
      created: this.#now(),
      validity: key.expires === undefined ? 0 : endOfDay(key.expires),
      status: "active",
    };
    this.#integrationKeys.push(made);
    return made.key;
  }

  setIntegrationKeyStatus(name: string, status: IntegrationKeyStatus): void {
    this.#integrationKey(name).status = status;
  }

  /** Moves the date while the key stays, as editing it in SDP does; never expires without a date. */
  setIntegrationKeyExpiry(name: string, expires?: Date): void {
    this.#integrationKey(name).validity = expires === undefined ? 0 : endOfDay(expires);
  }

  /** The roles a key carries now, or undefined for every key that is no good, whatever the reason (docs/sdp.md 9.2). */
  rolesOf(key: string): readonly string[] | undefined {
    for (const [login, held] of this.#technicianKeys)
      if (held.key === key) return this.#now() < held.expires ? this.#technician(login).roles : undefined;
    return this.#integrationKeys.find((held) => held.key === key && this.#isGood(held))?.roles;
  }

  #isGood({ status, validity }: IntegrationKey): boolean {
    return status === "active" && (validity === 0 || this.#now() <= validity);
  }

  #technician(login: string): Technician {
    const technician = this.#technicians.get(login);
    if (technician === undefined) throw new Error(`There is no technician ${login}.`);
    return technician;
  }

  #integrationKey(name: string): IntegrationKey {
    const key = this.#integrationKeys.find((candidate) => candidate.name === name);
    if (key === undefined) throw new Error(`There is no Integration Key ${name}.`);
    return key;
  }

  #nextId(): string {
    this.#lastId += 1;
    return String(this.#lastId);
  }
}

const endOfDay = (date: Date): number => new Date(date).setHours(23, 59, 59, 999);
