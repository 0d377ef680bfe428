import { runWork } from "../run-work";
import { diarize } from "../steps/diarize";
import { jobWork } from "../work-kind";
import type { TaskHandler } from "./task";

export const transcriptDiarize: TaskHandler<"transcript.diarize"> = (options, { jobId }) =>
  runWork(options, jobWork, jobId, diarize);
