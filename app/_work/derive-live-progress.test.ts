import { describe, expect, it } from "vitest";
import type { StepProgress } from "@/app/_live/progress-store";
import { deriveLiveProgress } from "./derive-live-progress";

const buildLive = (overrides: Partial<StepProgress>): StepProgress => ({
  kind: "progress",
  batchId: "batch",
  documentId: null,
  sourceIndex: 0,
  taskType: "transcribe",
  progress: 0.5,
  decodedChunks: 3,
  totalBytes: null,
  bytesPerSecond: null,
  ...overrides,
});

describe("deriveLiveProgress", () => {
  it("keeps to the query while nothing was heard", () => {
    expect(deriveLiveProgress({ stage: "transcribe", progress: 0.3 }, null)).toBe(0.3);
  });

  it("moves on with what was heard of the step that runs", () => {
    const progress = deriveLiveProgress({ stage: "transcribe", progress: 0.1 }, buildLive({ progress: 0.5 }));
    expect(progress).toBeGreaterThan(0.45);
    expect(progress).toBeLessThan(0.6);
  });

  it("counts the steps that the source has", () => {
    const steps = (["youtube", "download", "preprocess", "transcribe"] as const).map((taskType) => ({
      ...{ taskType, status: "pending" as const, progress: 0 },
    }));
    const live = buildLive({ taskType: "download", progress: 0.5 });
    const progress = deriveLiveProgress({ stage: "download", progress: 0.01, steps }, live);
    expect(progress).toBeGreaterThan(0.03);
    expect(progress).toBeLessThan(0.1);
  });

  it("never goes back behind the query", () => {
    expect(deriveLiveProgress({ stage: "transcribe", progress: 0.9 }, buildLive({ progress: 0.5 }))).toBe(
      0.9,
    );
  });

  it("does not take the progress of another step for this one's", () => {
    expect(
      deriveLiveProgress({ stage: "transcribe", progress: 0.2 }, buildLive({ taskType: "preprocess" })),
    ).toBe(0.2);
    expect(deriveLiveProgress({ stage: "failed", progress: 0.2 }, buildLive({}))).toBe(0.2);
  });
});
