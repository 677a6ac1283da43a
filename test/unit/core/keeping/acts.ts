// What persons do in the property tests, as data, so that a sequence that fails can be made shorter.
import fc from "fast-check";
import type { StoreId } from "../../../../src/core/storePorts.ts";
import type { StoreMode } from "../../../support/fakes/fakeKeyStore.ts";

/** Names, addresses and entries are drawn as numbers: which of those that there are. */
export type Act =
  | { readonly kind: "add-server"; readonly name: number; readonly url: number }
  | { readonly kind: "add-key"; readonly server: number; readonly name: number }
  | { readonly kind: "enter-key"; readonly entry: number; readonly overwrite: boolean }
  | { readonly kind: "remove-key"; readonly entry: number }
  | { readonly kind: "remove-server"; readonly server: number }
  | { readonly kind: "rename-server"; readonly server: number; readonly name: number }
  | { readonly kind: "rename-key"; readonly entry: number; readonly name: number }
  | { readonly kind: "use-stored"; readonly entry: number }
  | { readonly kind: "move"; readonly to: StoreId }
  | ReplacementAct;

/** `refused`: the server does not accept the old key any more. */
export type ReplacementAct =
  | { readonly kind: "begin-replacing" | "resume" | "tick" | "retire" | "undo"; readonly entry: number }
  | { readonly kind: "replace"; readonly entry: number; readonly refused: boolean };

/** What else happens to the machine. */
export type Event =
  | { readonly kind: "url-by-hand"; readonly server: number; readonly url: number }
  | { readonly kind: "server-by-hand"; readonly server: number; readonly name: number }
  | { readonly kind: "key-by-hand"; readonly entry: number; readonly name: number }
  | { readonly kind: "drop-by-hand"; readonly entry: number }
  | { readonly kind: "trouble"; readonly of: "os" | "vscode"; readonly mode: StoreMode }
  | { readonly kind: "index-full"; readonly full: boolean }
  | { readonly kind: "unsaved"; readonly unsaved: boolean }
  | { readonly kind: "setting"; readonly value: "auto" | StoreId }
  | { readonly kind: "restart"; readonly window: 0 | 1 };

/** One step of a sequence. `calls`: after how many calls to the outside the window dies; Infinity: it does not. */
export type Step =
  | { readonly kind: "act"; readonly window: 0 | 1; readonly act: Act; readonly calls: number }
  | { readonly kind: "both"; readonly acts: readonly [Act, Act]; readonly calls: readonly [number, number] }
  | { readonly kind: "event"; readonly event: Event };

const which = fc.nat(7);
const window = fc.constantFrom<0 | 1>(0, 1);
const store = fc.constantFrom<StoreId>("os", "vscode");
const calls = fc.oneof({ weight: 2, arbitrary: fc.constant(Infinity) }, { weight: 1, arbitrary: fc.nat(30) });

const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant("add-server" as const), name: which, url: which }),
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("add-key" as const), server: which, name: which }) },
  fc.record({ kind: fc.constant("enter-key" as const), entry: which, overwrite: fc.boolean() }),
  fc.record({ kind: fc.constant("remove-key" as const), entry: which }),
  fc.record({ kind: fc.constant("remove-server" as const), server: which }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("rename-server" as const), server: which, name: which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("rename-key" as const), entry: which, name: which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("use-stored" as const), entry: which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("move" as const), to: store }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant("replace" as const), entry: which, refused: fc.boolean() }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom("begin-replacing", "resume", "tick", "retire", "undo"),
      entry: which,
    }),
  },
);

/** A locked store comes back more often than it goes. */
const mode = fc.constantFrom<StoreMode>("working", "working", "working", "locked", "no-dbus", "undeletable", "denying");

const event: fc.Arbitrary<Event> = fc.oneof(
  fc.record({ kind: fc.constant("url-by-hand" as const), server: which, url: which }),
  fc.record({ kind: fc.constant("server-by-hand" as const), server: which, name: which }),
  fc.record({ kind: fc.constant("key-by-hand" as const), entry: which, name: which }),
  fc.record({ kind: fc.constant("drop-by-hand" as const), entry: which }),
  fc.record({ kind: fc.constant("trouble" as const), of: store, mode }),
  fc.record({ kind: fc.constant("index-full" as const), full: fc.boolean() }),
  fc.record({ kind: fc.constant("unsaved" as const), unsaved: fc.boolean() }),
  fc.record({
    kind: fc.constant("setting" as const),
    value: fc.constantFrom("auto" as const, "os" as const, "vscode" as const),
  }),
  fc.record({ kind: fc.constant("restart" as const), window }),
);

/** Up to so many steps. */
export function sequences(maxLength: number): fc.Arbitrary<readonly Step[]> {
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("act" as const), window, act, calls }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("both" as const),
        acts: fc.tuple(act, act),
        calls: fc.tuple(calls, calls),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("event" as const), event }) },
  );
  return fc.array(step, { maxLength, size: "max" });
}
