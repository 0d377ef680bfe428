import { DOWNLOADS_AT_ONCE } from "@/server/platform/patience";
import { download } from "../steps/download";
import { createBoundedWork } from "./bounded-work";
import type { TaskHandler } from "./task";

const bounded = createBoundedWork(DOWNLOADS_AT_ONCE);

export const mediaDownload: TaskHandler<"media.download"> = (options, { itemId }) =>
  bounded(options, itemId, options.steps.download ?? download);
