import { runWork } from "../run-work";
import { exportTranscript } from "../steps/export-transcript";
import { jobWork } from "../work-kind";
import type { TaskHandler } from "./task";

export const transcriptExport: TaskHandler<"transcript.export"> = (options, { jobId }) =>
  runWork(options, jobWork, jobId, exportTranscript);
