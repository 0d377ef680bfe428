import { runWork } from "../run-work";
import { enhanceTranscript } from "../steps/enhance";
import { jobWork } from "../work-kind";
import type { TaskHandler } from "./task";

export const transcriptEnhance: TaskHandler<"transcript.enhance"> = (options, { jobId }) =>
  runWork(options, jobWork, jobId, enhanceTranscript);
