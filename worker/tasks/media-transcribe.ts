import { runWork } from "../run-work";
import { transcribe } from "../steps/transcribe";
import { itemWork } from "../work-kind";
import type { TaskHandler } from "./task";

export const mediaTranscribe: TaskHandler<"media.transcribe"> = (options, { itemId }) =>
  runWork(options, itemWork, itemId, options.steps.transcribe ?? transcribe);
