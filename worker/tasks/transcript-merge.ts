import { runWork } from "../run-work";
import { mergePasses } from "../steps/merge-passes";
import { jobWork } from "../work-kind";
import type { TaskHandler } from "./task";

export const transcriptMerge: TaskHandler<"transcript.merge"> = (options, { jobId }) =>
  runWork(options, jobWork, jobId, mergePasses);
