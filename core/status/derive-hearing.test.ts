import { expect, it } from "vitest";
import { deriveHearing, type HearingJob } from "./derive-hearing";

const job = (
  jobType: HearingJob["jobType"],
  status: HearingJob["status"],
  progress = 0,
  passes = 1,
): HearingJob => ({ jobType, status, progress, passes });

it.each<[string, HearingJob[], ReturnType<typeof deriveHearing>]>([
  ["nothing was asked for", [], null],
  ["it waits", [job("pass", "pending")], { state: "waiting", progress: 0 }],
  ["it runs", [job("pass", "running", 0.5)], { state: "running", progress: 0.49 }],
  [
    "one of two is heard",
    [job("pass", "completed", 1, 2), job("pass", "pending", 0, 2)],
    { state: "waiting", progress: 0.49 },
  ],
  ["it waits for the merge", [job("pass", "completed", 1)], { state: "waiting", progress: 0.98 }],
  [
    "it is merged now",
    [job("pass", "completed", 1), job("merge", "running", 0.5)],
    { state: "running", progress: 0.99 },
  ],
  ["it is tried again", [job("pass", "retrying", 0.5)], { state: "retrying", progress: 0.49 }],
  [
    "one failed",
    [job("pass", "failed", 0.5, 2), job("pass", "running", 0.5, 2)],
    { state: "failed", progress: 0.49 },
  ],
  ["it was cancelled", [job("pass", "cancelled", 0.5)], null],
  ["it is merged", [job("pass", "completed", 1), job("merge", "completed", 1)], null],
])("a further hearing: %s", (_, jobs, expected) => {
  expect(deriveHearing(jobs)).toEqual(expected);
});
