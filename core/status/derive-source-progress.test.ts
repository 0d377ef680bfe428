import { describe, expect, test } from "vitest";
import { deriveSourceProgress, type StepFacts } from "./derive-source-progress";

const step = (taskType: StepFacts["taskType"], status: StepFacts["status"], progress = 0): StepFacts => ({
  taskType,
  status,
  progress,
});

describe("what a source is doing", () => {
  test.each([
    ["downloading", [step("preprocess", "pending"), step("transcribe", "pending")], "uploading"],
    ["completed", [step("preprocess", "pending"), step("transcribe", "pending")], "waiting"],
    ["completed", [step("preprocess", "running", 0.5), step("transcribe", "pending")], "preprocess"],
    ["completed", [step("preprocess", "completed"), step("transcribe", "running")], "transcribe"],
    ["completed", [step("preprocess", "completed"), step("transcribe", "retrying")], "retrying"],
    ["completed", [step("preprocess", "completed"), step("transcribe", "completed")], "processed"],
    ["completed", [step("preprocess", "failed"), step("transcribe", "pending")], "failed"],
    [
      "pending",
      [step("youtube", "pending"), step("download", "pending"), step("preprocess", "pending")],
      "waiting",
    ],
    [
      "pending",
      [step("youtube", "running"), step("download", "pending"), step("preprocess", "pending")],
      "youtube",
    ],
    ["downloading", [step("youtube", "completed"), step("download", "running", 0.3)], "download"],
    ["downloading", [step("download", "retrying", 0.3), step("preprocess", "pending")], "retrying"],
    ["failed", [step("download", "failed", 0.3), step("preprocess", "pending")], "failed"],
    ["downloading", [step("preprocess", "cancelled"), step("transcribe", "cancelled")], "cancelled"],
    [
      "pending",
      [step("youtube", "pending"), step("download", "pending"), step("transcribe", "pending")],
      "waiting",
    ],
    [
      "pending",
      [step("youtube", "running"), step("download", "pending"), step("transcribe", "pending")],
      "youtube",
    ],
    ["downloading", [step("download", "running", 0.5), step("transcribe", "pending")], "download"],
    ["downloading", [step("download", "pending", 0.5), step("transcribe", "pending")], "waiting"],
    ["failed", [step("download", "retrying"), step("transcribe", "pending")], "retrying"],
    ["completed", [step("download", "completed"), step("preprocess", "running")], "preprocess"],
  ] as const)("is told from its upload (%s) and its steps", (download, steps, stage) => {
    expect(deriveSourceProgress(download, steps).stage).toBe(stage);
  });

  test.each([
    ["completed", [step("preprocess", "completed"), step("transcribe", "pending")], "paused"],
    ["completed", [step("preprocess", "completed"), step("transcribe", "retrying")], "paused"],
    ["completed", [step("preprocess", "completed"), step("transcribe", "running")], "transcribe"],
    ["downloading", [step("preprocess", "pending"), step("transcribe", "pending")], "uploading"],
    ["completed", [step("preprocess", "completed"), step("transcribe", "completed")], "processed"],
    ["completed", [step("preprocess", "failed"), step("transcribe", "pending")], "failed"],
  ] as const)("is paused only while it would wait (%s, %o: %s)", (download, steps, stage) => {
    expect(deriveSourceProgress(download, steps, { isPaused: true, isStopping: false }).stage).toBe(stage);
  });

  test("is stopping from the wish until it has stopped", () => {
    const control = { isPaused: true, isStopping: true };
    const running = [step("preprocess", "completed"), step("transcribe", "running")];
    expect(deriveSourceProgress("completed", running, control).stage).toBe("stopping");
    const given = [step("preprocess", "completed"), step("transcribe", "pending", 0.4)];
    expect(deriveSourceProgress("completed", given, control)).toMatchObject({ stage: "paused" });
  });

  test("progress grows with every step and is 1 only at the end", () => {
    const at = (preprocess: StepFacts, transcribe: StepFacts) =>
      deriveSourceProgress("completed", [preprocess, transcribe]).progress;
    const series = [
      at(step("preprocess", "pending"), step("transcribe", "pending")),
      at(step("preprocess", "running", 0.5), step("transcribe", "pending")),
      at(step("preprocess", "completed", 1), step("transcribe", "pending")),
      at(step("preprocess", "completed", 1), step("transcribe", "running", 0.5)),
      at(step("preprocess", "completed", 1), step("transcribe", "completed", 1)),
    ];
    expect(series[0]).toBe(0);
    expect(series.at(-1)).toBe(1);
    expect([...series].sort((a, b) => a - b)).toEqual(series);
    expect(series[3]).toBeLessThan(1);
  });
});
