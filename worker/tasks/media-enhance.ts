import { runWork } from "../run-work";
import { enhanceSource } from "../steps/enhance";
import { itemWork } from "../work-kind";
import type { TaskHandler } from "./task";

export const mediaEnhance: TaskHandler<"media.enhance"> = (options, { itemId }) =>
  runWork(options, itemWork, itemId, options.steps.enhance ?? enhanceSource);
