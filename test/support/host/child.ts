// Programs that tests start: each in its own process group, so that whatever it starts ends with it.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

const running = new Set<number>();

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}

/** However this process ends, nothing it started stays. */
process.on("exit", () => running.forEach((pid) => killGroup(pid, "SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => process.exit(signal === "SIGINT" ? 130 : 143));
}

/** A program that runs until it is stopped. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  /** Everything it wrote so far, standard output and error together. */
  output(): string;
  /** The first match in its output. @throws {Error} with the output, when it ends or `seconds` pass before. */
  says(pattern: RegExp, seconds?: number): Promise<RegExpExecArray>;
  /** Settles when the program has ended and its output is closed. */
  readonly ended: Promise<unknown>;
  /** Ends the program and all it started. */
  stop(): Promise<void>;
}

/** Starts a program. `env` is its whole environment; `stdin` is written to it at once. */
export function startChild(
  program: string,
  args: readonly string[],
  { env = process.env, stdin }: { env?: NodeJS.ProcessEnv; stdin?: string } = {},
): Child {
  const child = spawn(program, args, { env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} could not be started`);
  running.add(pid);
  const ended = once(child, "close").then(() => running.delete(pid));
  child.stdin.on("error", () => undefined).end(stdin);
  const name = [program, ...args].join(" ");
  const output = collect(child);

  const stop = async (): Promise<void> => {
    killGroup(pid, "SIGTERM");
    const patience = new AbortController();
    const impatient = delay(3_000, undefined, { signal: patience.signal })
      .then(() => killGroup(pid, "SIGKILL"))
      .catch(() => undefined);
    await ended;
    patience.abort();
    await impatient;
    killGroup(pid, "SIGKILL");
  };
  return {
    pid,
    output: output.text,
    says: (pattern, seconds = 30) => output.match(pattern, seconds, name),
    ended,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function collect(child: ChildProcess) {
  let text = "";
  let ended = false;
  const changed = new Set<() => void>();
  const notify = () => changed.forEach((listener) => listener());
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      notify();
    });
  }
  child.on("close", () => {
    ended = true;
    notify();
  });

  const match = (pattern: RegExp, seconds: number, name: string) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        changed.delete(look);
        settle();
      };
      const fail = (why: string) => finish(() => reject(new Error(`${name} ${why} ${pattern}:\n${text}`)));
      const timer = setTimeout(() => fail(`did not say in ${seconds} s`), seconds * 1_000);
      const look = () => {
        const found = pattern.exec(text);
        if (found) finish(() => resolve(found));
        else if (ended) fail("ended without saying");
      };
      changed.add(look);
      look();
    });
  return { text: () => text, match };
}
