// One set-up at a time: two of them installing into the same directory would break each other's work.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { cache } from "./paths.mjs";
import { say } from "./run.mjs";

const lock = join(cache, "setup.lock");
const mine = `${lock}.${process.pid}`;

/**
 * Runs `work` while no other process does. A lock whose process is gone is taken over.
 * @template T
 * @param {() => T} work
 * @returns {Promise<T>}
 */
export async function alone(work) {
  mkdirSync(cache, { recursive: true });
  writeFileSync(mine, String(process.pid));
  try {
    for (let waited = false; !take(); waited = true) {
      if (!waited) say("waiting for another set-up of this clone");
      await delay(250);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Takes the lock if it is free; `link` is atomic and keeps the content whole. */
function take() {
  try {
    linkSync(mine, lock);
    return true;
  } catch {
    const holder = readHolder();
    if (holder !== undefined && !isRunning(holder)) removeLockOf(holder);
    return false;
  }
}

/** The process that holds the lock, undefined when it has just been given back. */
function readHolder() {
  try {
    return Number(readFileSync(lock, "utf8"));
  } catch {
    return undefined;
  }
}

/** Moves the lock aside before judging it again: another waiter may have replaced it meanwhile. @param {number} holder */
function removeLockOf(holder) {
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (Number(readFileSync(aside, "utf8")) !== holder) linkSync(aside, lock);
    rmSync(aside, { force: true });
  } catch {
    // Someone else was quicker: the next round looks again.
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}
