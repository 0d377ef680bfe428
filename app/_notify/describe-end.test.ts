import { expect, it } from "vitest";
import { describeEnd } from "./describe-end";

it.each([
  [{ status: "completed", totalFiles: 3, failedFiles: 1 }, "Talks is done", "3 files, 1 of them failed"],
  [{ status: "completed", totalFiles: 1, failedFiles: 0 }, "Talks is done", "1 file"],
  [{ status: "failed", totalFiles: 2, failedFiles: 2 }, "Talks failed", "2 files"],
  [{ status: "cancelled", totalFiles: 2, failedFiles: 2 }, "Talks was cancelled", "2 files"],
] as const)("tells of %j: %s", (batch, title, body) => {
  expect(describeEnd({ name: "Talks", ...batch })).toEqual({ title, body });
});
