import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { runTogether, untilAborted, withinMs } from "./bounds";

const never = new Promise<never>(() => {});

describe("withinMs", () => {
  it("gives the answer, or says that there was none", async () => {
    expect(await withinMs(50, Promise.resolve(1))).toBe(1);
    await expect(withinMs(5, never)).rejects.toMatchObject({ code: "DATABASE_AWAY" });
  });
});

describe("untilAborted", () => {
  it("waits for what comes to its end within the grace", async () => {
    const controller = new AbortController();
    controller.abort(new Error("cancelled"));
    expect(await untilAborted(controller.signal, 500, delay(10, "done"))).toBe("done");
  });

  it("gives up what does not", async () => {
    const controller = new AbortController();
    const waiting = untilAborted(controller.signal, 5, never);
    controller.abort(new Error("cancelled"));
    await expect(waiting).rejects.toThrow("cancelled");
  });
});

describe("runTogether", () => {
  const { signal } = new AbortController();

  it("gives all results", async () => {
    expect(await runTogether(signal, () => [delay(5, "a"), Promise.resolve(1)])).toEqual(["a", 1]);
  });

  it("stops the others when one fails, and waits for them", async () => {
    let isOver = false;
    const together = runTogether(signal, (joint) => [
      Promise.reject(new Error("first")),
      delay(5_000, undefined, { signal: joint }).catch(async () => {
        await delay(20);
        isOver = true;
        throw new Error("second");
      }),
    ]);
    await expect(together).rejects.toThrow("first");
    expect(isOver).toBe(true);
  });

  it("throws the reason of the outer signal when that was it", async () => {
    const controller = new AbortController();
    const together = runTogether(controller.signal, (joint) => [delay(5_000, undefined, { signal: joint })]);
    controller.abort(new Error("cancelled"));
    await expect(together).rejects.toThrow("cancelled");
  });
});
