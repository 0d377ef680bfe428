import { runItem } from "../run-item";
import { transcribe } from "../steps/transcribe";
import type { TaskHandler } from "./task";

export const mediaTranscribe: TaskHandler<"media.transcribe"> = (options, { itemId }) =>
  runItem(options, itemId, options.steps.transcribe ?? transcribe);
