import type { Disposable, Listen } from "./ports.ts";

/** Tells listeners of changes. The core's own, since the editor's is not to be had here. */
export class Emitter<T = void> {
  readonly #listeners = new Set<(event: T) => void>();

  readonly listen: Listen<T> = (listener): Disposable => {
    const own = (event: T): void => listener(event);
    this.#listeners.add(own);
    return { dispose: () => this.#listeners.delete(own) };
  };

  fire(event: T): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}
