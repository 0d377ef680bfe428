import { runWork } from "../run-work";
import { summarizeTranscript } from "../steps/summarize";
import { jobWork } from "../work-kind";
import type { TaskHandler } from "./task";

export const transcriptSummarise: TaskHandler<"transcript.summarise"> = (options, { jobId }) =>
  runWork(options, jobWork, jobId, summarizeTranscript);
