import { runWork } from "../run-work";
import { hearSample } from "../steps/hear-sample";
import { jobWork } from "../work-kind";
import type { TaskHandler } from "./task";

export const voiceSample: TaskHandler<"voice.sample"> = (options, { jobId }) =>
  runWork(options, jobWork, jobId, hearSample);
