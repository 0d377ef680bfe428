import type { TaskList } from "graphile-worker";
import { catalogue, type TaskName } from "@/server/jobs/catalogue";
import type { RunItemOptions } from "../run-item";
import { batchDispatch } from "./batch-dispatch";
import { mediaPreprocess } from "./media-preprocess";
import { mediaTranscribe } from "./media-transcribe";
import { type TaskHandler, toQueueTask } from "./task";

/** Every task of the catalogue has exactly one handler: one that lacks is a type error. */
const handlers: { [Name in TaskName]: TaskHandler<Name> } = {
  "media.preprocess": mediaPreprocess,
  "media.transcribe": mediaTranscribe,
  "media.proxy": async () => {},
  "batch.dispatch": batchDispatch,
};

export function buildTaskList(runner: "io" | "engine", options: RunItemOptions): TaskList {
  const names = (Object.keys(catalogue) as TaskName[]).filter((name) => catalogue[name].runner === runner);
  return Object.fromEntries(
    names.map((name) => [name, toQueueTask(name, options, handlers[name] as TaskHandler<TaskName>)]),
  );
}
