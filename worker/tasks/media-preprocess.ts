import { runWork } from "../run-work";
import { preprocess } from "../steps/preprocess";
import { itemWork } from "../work-kind";
import type { TaskHandler } from "./task";

export const mediaPreprocess: TaskHandler<"media.preprocess"> = (options, { itemId }) =>
  runWork(options, itemWork, itemId, options.steps.preprocess ?? preprocess);
