import { LOOKUPS_AT_ONCE } from "@/server/platform/patience";
import { youtube } from "../steps/youtube";
import { createBoundedWork } from "./bounded-work";
import type { TaskHandler } from "./task";

const bounded = createBoundedWork(LOOKUPS_AT_ONCE);

export const mediaYoutube: TaskHandler<"media.youtube"> = (options, { itemId }) =>
  bounded(options, itemId, options.steps.youtube ?? youtube);
