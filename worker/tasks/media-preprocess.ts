import { runItem } from "../run-item";
import { preprocess } from "../steps/preprocess";
import type { TaskHandler } from "./task";

export const mediaPreprocess: TaskHandler<"media.preprocess"> = (options, { itemId }) =>
  runItem(options, itemId, options.steps.preprocess ?? preprocess);
