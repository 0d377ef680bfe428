import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { listProcessTree, readProcessUsage } from "../resources/process-usage";
import { createResourceMeter, type MeteredRun } from "../resources/resource-meter";
import type { RunAccount } from "../resources/run-account";
import { createEnginePool, type EnginePool, type TaskOptions } from "./engine-pool";
import { type FakeChild, writeFakeChild } from "./fixtures/write-fake-child";

let dir: string;
let pool: EnginePool | null = null;
const accounts: MeteredRun[] = [];
const meter = createResourceMeter({ sampleMs: 50 });
const { signal } = new AbortController();
const chunk = { start: 0, end: 16_000 };

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "trax-pool-"));
});
afterAll(() => rm(dir, { recursive: true }));
afterEach(async () => {
  await pool?.close();
  for (const account of accounts.splice(0)) account.close();
});

async function openPool(slots: number, fake: FakeChild): Promise<EnginePool> {
  pool = createEnginePool({ slots, modelsDir: dir, childEntry: await writeFakeChild(dir, fake) });
  return pool;
}

function openAccount(overrides: Partial<Parameters<typeof meter.open>[0]> = {}): MeteredRun {
  const account = meter.open({ batchId: "batch", memoryLimitMb: 2048, engineSlots: 8, ...overrides });
  accounts.push(account);
  return account;
}

function transcribe(by: EnginePool, options: Partial<TaskOptions> = {}) {
  return by.run(
    { kind: "transcribe", model: "tiny", wavPath: "none.wav", range: chunk },
    { group: "a", signal, ...options },
  );
}

/** Counts how many tasks of an account run at once. */
function countRuns(of: RunAccount): { account: RunAccount; most: () => number } {
  let running = 0;
  let most = 0;
  const account: RunAccount = {
    ...of,
    watch(pid, onOverLimit) {
      running += 1;
      most = Math.max(most, running);
      const watch = of.watch(pid, onOverLimit);
      return {
        end(usage) {
          running -= 1;
          watch.end(usage);
        },
      };
    },
  };
  return { account, most: () => most };
}

const failureOf = (promise: Promise<unknown>) => promise.then(() => null).catch((error: unknown) => error);

describe("bounds of the engine pool", { timeout: 20_000 }, () => {
  it("gives a batch no more slots than its share, all its files together, and the rest to others", async () => {
    const by = await openPool(3, { transcribeMs: 40 });
    const small = openAccount({ batchId: "small", engineSlots: 1 });
    const large = openAccount({ batchId: "large", engineSlots: 3 });
    const [ofSmall, ofLarge] = [countRuns(small), countRuns(large)];
    const ask = (group: string, account: RunAccount) => transcribe(by, { group, account });
    // Three children that are there: how long one takes to start says nothing of shares.
    await Promise.all(["c", "d", "e"].map((group) => ask(group, large)));
    await Promise.all([
      ...["a", "a", "a", "b", "b", "b"].map((group) => ask(group, ofSmall.account)),
      ...["c", "c", "c", "c", "c", "c"].map((group) => ask(group, ofLarge.account)),
    ]);
    expect(ofSmall.most()).toBe(1);
    expect(ofLarge.most()).toBeGreaterThanOrEqual(2);
    expect(small.read().cpuSeconds).toBe(0.75);
  });

  it("ends a child that outgrows the limit, and the child of another batch goes on", async () => {
    const by = await openPool(2, { allocateMb: 300, transcribeMs: 400 });
    const tight = openAccount({ batchId: "tight", memoryLimitMb: 200 });
    const [failure, other] = await Promise.all([
      failureOf(transcribe(by, { account: tight })),
      failureOf(transcribe(by, { account: openAccount(), group: "b" })),
    ]);
    expect(failure).toMatchObject({
      code: "MEMORY_LIMIT",
      message: expect.stringContaining("200 MB"),
      details: { program: "moonshine-tiny" },
    });
    expect(other).toBeNull();
    expect(by.listChildPids()).toHaveLength(1);
    expect(tight.read().peakMemoryMb).toBeGreaterThanOrEqual(200);
  });

  it("takes a new child for a task whose limit the old one has outgrown by earlier work", async () => {
    const by = await openPool(1, { allocateMb: 200, transcribeMs: 200 });
    await transcribe(by, { account: openAccount() });
    const [grown] = by.listChildPids();
    // It holds some 250 MB by now and takes 200 more; a new one stays below the limit.
    expect(await failureOf(transcribe(by, { account: openAccount({ memoryLimitMb: 350 }) }))).toBeNull();
    expect(by.listChildPids()).not.toContain(grown);
  });

  it("stops what waits when asked softly, and lets what is being heard come to its end", async () => {
    const by = await openPool(1, { transcribeMs: 300 });
    const stop = new AbortController();
    const [first, second] = [1, 2].map(() => failureOf(transcribe(by, { softStop: stop.signal })));
    await delay(50);
    stop.abort(new Error("drain"));
    expect(await second).toMatchObject({ message: "drain" });
    expect(await first).toBeNull();
    expect(await failureOf(transcribe(by, { softStop: stop.signal }))).toMatchObject({ message: "drain" });
  });

  it("has no child working any more when a cancelled task is over", async () => {
    const by = await openPool(1, { transcribeMs: 20_000 });
    const cancel = new AbortController();
    const running = failureOf(transcribe(by, { signal: cancel.signal }));
    await delay(200);
    const [pid] = by.listChildPids();
    const cancelledAt = performance.now();
    cancel.abort(new Error("cancelled"));
    expect(await running).toMatchObject({ message: "cancelled" });
    expect(performance.now() - cancelledAt).toBeLessThan(1_500);
    expect(readProcessUsage(pid as number)).toBeNull();
    expect(listProcessTree(process.pid)).not.toContain(pid);
  });
});
