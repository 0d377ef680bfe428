import { runWork } from "../run-work";
import { makeVideo } from "../steps/make-video";
import { jobWork } from "../work-kind";
import type { TaskHandler } from "./task";

export const transcriptVideo: TaskHandler<"transcript.video"> = (options, { jobId }) =>
  runWork(options, jobWork, jobId, makeVideo);
