import { runWork } from "../run-work";
import { hearPass } from "../steps/hear-pass";
import { jobWork } from "../work-kind";
import type { TaskHandler } from "./task";

export const transcriptPass: TaskHandler<"transcript.pass"> = (options, { jobId }) =>
  runWork(options, jobWork, jobId, hearPass);
