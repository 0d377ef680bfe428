import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { createAdmission } from "./admission";

process.env.TRAX_LOG_LEVEL = "silent";

const { signal: running } = new AbortController();
const limit = async () => 1_000;

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  return Promise.race([promise.then(() => true), delay(25, false)]);
}

describe("createAdmission", () => {
  it("does not even ask for the limit of the only one", async () => {
    const admission = createAdmission(() => 9_999, { lookAgainMs: 5 });
    const ask = vi.fn(limit);
    await admission.enter(ask, running);
    expect(ask).not.toHaveBeenCalled();
  });

  it("lets a second one wait until there is room, or until it is the only one", async () => {
    let treeMb = 1_500;
    const admission = createAdmission(() => treeMb, { lookAgainMs: 5 });
    await admission.enter(limit, running);
    const second = admission.enter(limit, running);
    expect(await isSettled(second)).toBe(false);
    treeMb = 900;
    expect(await isSettled(second)).toBe(true);
    treeMb = 1_500;
    const third = admission.enter(limit, running);
    admission.leave();
    expect(await isSettled(third)).toBe(false);
    admission.leave();
    expect(await isSettled(third)).toBe(true);
  });

  it("admits those who waited one after the other when memory stays short", async () => {
    const admission = createAdmission(() => 1_500, { lookAgainMs: 5 });
    await admission.enter(limit, running);
    let inside = 0;
    const waiting = [1, 2, 3].map(() => admission.enter(limit, running).then(() => ++inside));
    for (const expected of [1, 2, 3]) {
      admission.leave();
      await delay(25);
      expect(inside).toBe(expected);
    }
    await Promise.all(waiting);
  });

  it("holds nobody back from a stop", async () => {
    const stop = new AbortController();
    const admission = createAdmission(() => 1_500, { lookAgainMs: 60_000 });
    await admission.enter(limit, stop.signal);
    const second = admission.enter(limit, stop.signal);
    expect(await isSettled(second)).toBe(false);
    stop.abort();
    expect(await isSettled(second)).toBe(true);
  });

  it("sends away whom it could not admit for long, and does not count them", async () => {
    const admission = createAdmission(() => 1_500, { lookAgainMs: 5, patienceMs: 20 });
    expect(await admission.enter(limit, running)).toBe(true);
    expect(await admission.enter(limit, running)).toBe(false);
    admission.leave();
    expect(await admission.enter(limit, running)).toBe(true);
  });

  it("asks for nobody's limit while the tree is smaller than any", async () => {
    const admission = createAdmission(() => 100, { lookAgainMs: 5 });
    const ask = vi.fn(limit);
    expect([await admission.enter(ask, running), await admission.enter(ask, running)]).toEqual([true, true]);
    expect(ask).not.toHaveBeenCalled();
  });
});
