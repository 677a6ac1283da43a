// What persons do to replace keys, in the property tests.
import { accountOf } from "../../../../src/core/names.ts";
import type { Secret } from "../../../../src/core/secret.ts";
import type { ChosenKey } from "../../../../src/core/servers.ts";
import { aSecret, seen } from "../../../support/fakes/factories.ts";
import type { ReplacementAct } from "./acts.ts";
import { prepared, said, type Prepared } from "./prepared.ts";
import type { State } from "./state.ts";
import type { Window } from "./window.ts";

const forever = AbortSignal.any([]);
/** Ways to fail that leave the key that is in its place. */
const harmless = ["changed", "lock", "gone", "cancelled", "not-accepted", "occupied"];

export function prepareReplacement(state: State, window: Window, act: ReplacementAct, chosen: ChosenKey): Prepared {
  const { server, key } = chosen;
  const { carryingOver, replacing } = window;
  const note = state.machine.index.records.get(accountOf(server.name, key.name, server.address.origin))?.replacing;
  const carrying = note?.stage === "carrying" ? note : undefined;
  switch (act.kind) {
    case "begin-replacing": {
      const step = { stage: "begun", procedure: "in-place", since: 0, kind: "technician", worked: true } as const;
      return prepared(async () => said(await replacing.begin(server, key, step)));
    }
    case "replace":
      return replace(state, window, chosen, act.refused);
    case "resume":
      return prepared(async () => said(await replacing.resume(server, key)));
    case "tick": {
      const [consumer] = carrying?.remaining ?? [];
      const left = (carrying?.remaining.length ?? 0) - 1;
      return closing(state, chosen, left <= 0 && carrying?.retire !== true, async () =>
        said(await carryingOver.tick(server, key, consumer ?? "")),
      );
    }
    case "retire":
      return closing(state, chosen, carrying?.remaining.length === 0, async () =>
        said(await carryingOver.retire(server, key)),
      );
    case "undo":
      return undo(state, window, chosen);
  }
}

function replace(state: State, window: Window, chosen: ChosenKey, refused: boolean): Prepared {
  const { server, key } = chosen;
  const secret = aSecret();
  const facts = state.newFacts();
  const olds = state.stored([chosen]);
  if (refused) for (const old of olds) state.refused.add(old);
  // What had been kept makes room.
  for (const earlier of state.previous([chosen])) state.released.add(earlier);
  state.allow(secret, server.address.href);
  const successor = {
    secret,
    checked: seen("valid"),
    procedure: "side-by-side",
    since: 0,
    facts: { kind: "integration", ...facts },
  } as const;
  return {
    run: async () => said(await window.replacing.put(server, key, successor, forever)),
    expect: (how) => {
      if (state.isStored(secret)) {
        state.facts.set(secret, facts);
        // What a server refuses goes, and nothing else.
        for (const old of olds.filter((one) => state.refused.has(one))) state.released.add(old);
      } else state.released.add(secret);
      if (harmless.includes(how)) return;
      expectKey(state, chosen, how === "ok" ? secret : undefined);
    },
  };
}

function undo(state: State, window: Window, chosen: ChosenKey): Prepared {
  const { server, key } = chosen;
  const [current] = state.stored([chosen]);
  const [old] = state.previous([chosen]);
  return {
    run: async () => said(await window.undoing.undo(server, key, forever)),
    expect: (how) => {
      if (current !== undefined && !state.isStored(current)) state.released.add(current);
      if (!harmless.includes(how)) expectKey(state, chosen, how === "ok" ? old : undefined);
    },
  };
}

/** A step after which, if it is the last, the old key goes. */
function closing(state: State, chosen: ChosenKey, isLast: boolean, run: () => Promise<string>): Prepared {
  if (isLast || state.together) for (const old of state.previous([chosen])) state.released.add(old);
  return prepared(run);
}

function expectKey(state: State, { server, key }: ChosenKey, secret: Secret | undefined): void {
  state.expectNot((kept) => kept.server === server.name && kept.key === key.name);
  if (secret !== undefined) state.kept.push({ server: server.name, key: key.name, secret });
}
