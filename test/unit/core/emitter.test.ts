import assert from "node:assert/strict";
import { Emitter } from "../../../src/core/emitter.ts";

describe("emitter", () => {
  it("tells every listener, in order, until it is disposed", () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    const a = emitter.listen((event) => heard.push(`a${event}`));
    emitter.listen((event) => heard.push(`b${event}`));
    emitter.fire(1);
    a.dispose();
    a.dispose();
    emitter.fire(2);
    assert.deepEqual(heard, ["a1", "b1", "b2"]);
  });
  it("the same listener twice is two, each with its own end", () => {
    const emitter = new Emitter();
    let heard = 0;
    const listener = (): void => void heard++;
    const [one] = [emitter.listen(listener), emitter.listen(listener)];
    one.dispose();
    emitter.fire();
    assert.equal(heard, 1);
  });
  it("who listens because of an event hears of the next", () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    emitter.listen((event) => void (event === 1 && emitter.listen((later) => heard.push(later))));
    emitter.fire(1);
    emitter.fire(2);
    assert.deepEqual(heard, [2]);
  });
});
