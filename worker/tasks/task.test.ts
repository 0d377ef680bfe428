import { afterEach, describe, expect, test, vi } from "vitest";
import { getLogger } from "@/server/platform/logger";
import { type TaskOptions, toQueueTask } from "./task";

const options = {} as TaskOptions;
const itemId = "b8f5f6a4-6f3a-4b7e-9f4e-2f0c4f6f2a10";

describe("a queue task", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  test("hands over a payload it can read, also with fields of a later version", async () => {
    const handler = vi.fn(async () => {});
    const task = toQueueTask("media.transcribe", options, handler);
    await task({ itemId, later: true }, {} as never);
    expect(handler).toHaveBeenCalledExactlyOnceWith(options, { itemId });
  });

  test.each([null, undefined, [], "text", 7, {}, { itemId: "no id" }, { itemId: 3 }])(
    "reports the payload %j and sets it aside: it ends well, so that nobody tries it again",
    async (payload) => {
      const report = vi.spyOn(getLogger(), "error").mockImplementation(() => {});
      const handler = vi.fn(async () => {});
      const task = toQueueTask("media.transcribe", options, handler);
      await expect(task(payload, {} as never)).resolves.toBeUndefined();
      expect(handler).not.toHaveBeenCalled();
      expect(report).toHaveBeenCalledExactlyOnceWith(
        expect.objectContaining({ task: "media.transcribe" }),
        "payload set aside",
      );
    },
  );
});
