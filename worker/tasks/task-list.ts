import type { TaskList } from "graphile-worker";
import { catalogue, type TaskName } from "@/server/jobs/catalogue";
import { batchDispatch } from "./batch-dispatch";
import { mediaDownload } from "./media-download";
import { mediaEnhance } from "./media-enhance";
import { mediaPreprocess } from "./media-preprocess";
import { mediaProxy } from "./media-proxy";
import { mediaTranscribe } from "./media-transcribe";
import { mediaYoutube } from "./media-youtube";
import { type TaskHandler, type TaskOptions, toQueueTask } from "./task";
import { transcriptDiarize } from "./transcript-diarize";
import { transcriptEnhance } from "./transcript-enhance";
import { transcriptExport } from "./transcript-export";
import { transcriptMerge } from "./transcript-merge";
import { transcriptPass } from "./transcript-pass";
import { transcriptSummarise } from "./transcript-summarise";
import { transcriptVideo } from "./transcript-video";
import { voiceSample } from "./voice-sample";

/** Every task of the catalogue has exactly one handler: one that lacks is a type error. */
const handlers: { [Name in TaskName]: TaskHandler<Name> } = {
  "media.youtube": mediaYoutube,
  "media.download": mediaDownload,
  "media.preprocess": mediaPreprocess,
  "media.transcribe": mediaTranscribe,
  "media.enhance": mediaEnhance,
  "media.proxy": mediaProxy,
  "transcript.export": transcriptExport,
  "transcript.video": transcriptVideo,
  "transcript.pass": transcriptPass,
  "transcript.merge": transcriptMerge,
  "transcript.diarize": transcriptDiarize,
  "voice.sample": voiceSample,
  "transcript.enhance": transcriptEnhance,
  "transcript.summarise": transcriptSummarise,
  "batch.dispatch": batchDispatch,
};

export function buildTaskList(runner: "io" | "engine", options: TaskOptions): TaskList {
  const names = (Object.keys(catalogue) as TaskName[]).filter((name) => catalogue[name].runner === runner);
  return Object.fromEntries(
    names.map((name) => [name, toQueueTask(name, options, handlers[name] as TaskHandler<TaskName>)]),
  );
}
