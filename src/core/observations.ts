import { notAsked, type Observation } from "./health.ts";

/** What was last seen of each key, by an id that is another for another key. */
export class Observations {
  readonly #seen = new Map<string, Observation>();
  /** Who asked last about a key; an answer to an earlier question is dropped. */
  readonly #questions = new Map<string, object>();

  of(id: string): Observation {
    return this.#seen.get(id) ?? notAsked;
  }

  /** Records what was seen without a question; answers still under way are dropped. */
  observe(id: string, observation: Observation): void {
    this.#questions.delete(id);
    this.#seen.set(id, observation);
  }

  /** Begins a question about these keys, which takes the place of earlier ones. */
  ask(ids: readonly string[]): object {
    const question = {};
    for (const id of ids) this.#questions.set(id, question);
    return question;
  }

  /** Records an answer; false: it is not wanted any more. */
  answer(id: string, question: object, observation: Observation): boolean {
    if (this.#questions.get(id) !== question) return false;
    this.#seen.set(id, observation);
    return true;
  }

  /** Forgets all keys but these, with the questions that are open about them. */
  keep(ids: ReadonlySet<string>): void {
    for (const known of [this.#seen, this.#questions]) {
      for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    }
  }

  forget(id: string): void {
    this.#seen.delete(id);
    this.#questions.delete(id);
  }
}
