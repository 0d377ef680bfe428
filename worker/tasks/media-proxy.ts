import { runWork } from "../run-work";
import { proxy } from "../steps/proxy";
import { jobWork } from "../work-kind";
import type { TaskHandler } from "./task";

export const mediaProxy: TaskHandler<"media.proxy"> = (options, { jobId }) =>
  runWork(options, jobWork, jobId, proxy);
