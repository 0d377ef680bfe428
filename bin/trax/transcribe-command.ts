import type { HearingSpeakerEngineId } from "@/core/speech/speaker-engines";
import {
  type BatchSettings,
  batchSettings,
  type EngineId,
  maxSpeakers,
  type PipelineVersion,
} from "@/server/batches/schema";
import { cancelSource, resolveSettings } from "@/server/batches/service";
import type { ExportFormat } from "@/server/exports/schema";
import { TraxError } from "@/server/platform/errors";
import { printJson } from "./print";
import { reportSources } from "./report-sources";
import { type CommandContext, runCommand } from "./run-command";
import { requireFiles, type SubmittedFile, submitFiles } from "./submit-files";
import { isLink, requireLinks, submitLinks } from "./submit-links";
import { createResultWriter, type ResultOptions } from "./write-result";

interface TranscribeOptions extends ResultOptions {
  files: string[];
  engine: EngineId | undefined;
  language: string | undefined;
  track: number | undefined;
  domain: string | undefined;
  /** As typed: 2, or 2-4. */
  speakers: string | undefined;
  speakerEngine: HearingSpeakerEngineId | undefined;
  pipeline: PipelineVersion | undefined;
  secondEngine: EngineId | undefined;
  /** As typed: rules, openai, or openai:MODEL. */
  enhance: string | undefined;
  export: ExportFormat[] | undefined;
  batch: string | undefined;
  priority: number;
  fresh: boolean;
}

/** The main job from a shell: files or links in, text out. */
export async function transcribeCommand(options: TranscribeOptions): Promise<number> {
  const { engine, language, track, priority, fresh, json } = options;
  if (!Number.isInteger(priority) || Math.abs(priority) > 100) {
    throw new TraxError("REQUEST_INVALID", { reason: "--priority is a whole number from -100 to 100." });
  }
  const name = options.batch?.trim();
  if (name !== undefined && (name === "" || name.length > 200)) {
    throw new TraxError("REQUEST_INVALID", { reason: "--batch is a name of 1 to 200 characters." });
  }
  if (track !== undefined && !(Number.isInteger(track) && track >= 1 && track <= 64)) {
    throw new TraxError("REQUEST_INVALID", { reason: "--track is a whole number from 1 to 64." });
  }
  if (options.secondEngine !== undefined && options.pipeline !== "v3" && options.pipeline !== "v4") {
    throw new TraxError("REQUEST_INVALID", { reason: "--second-engine goes with --pipeline v3 or v4." });
  }
  if (options.speakerEngine !== undefined && options.speakers === undefined && options.pipeline !== "v4") {
    throw new TraxError("REQUEST_INVALID", {
      reason: "--speaker-engine goes with --speakers or --pipeline v4.",
    });
  }
  const settings = parseSettings({
    secondEngine: options.secondEngine,
    speakerEngine: options.speakerEngine,
    enhance: options.enhance === undefined ? undefined : parseEnhance(options.enhance),
    ...{ engine, language, audioTrack: track, domain: options.domain, pipelineVersion: options.pipeline },
    findSpeakers: options.speakers === undefined ? undefined : true,
    speakersExpected:
      options.speakers === undefined || options.speakers === "found"
        ? undefined
        : parseSpeakers(options.speakers),
    exportsWanted: options.export,
  });
  const links = requireLinks(options.files.filter(isLink));
  const files = await requireFiles(options.files.filter((given) => !isLink(given)));
  resolveSettings(settings);
  return runCommand(async (context) => {
    const writer = await createResultWriter(context.ownerId, options);
    const wanted = { settings, name, priority, fresh };
    const submitted = [
      ...(await submitFiles(context, files, wanted)),
      ...(links.length > 0 ? await submitLinks(context, links, wanted) : []),
    ];
    for (const file of submitted) announce(context, file, json);
    try {
      return await reportSources(context, submitted, { json, writer });
    } finally {
      if (context.signal.reason === "interrupted") await cancelAll(context, submitted, json);
    }
  });
}

/** @throws TraxError REQUEST_INVALID */
function parseSettings(given: Record<string, unknown>): BatchSettings {
  const parsed = batchSettings.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const reason = flagReasons[String(issue?.path[0])] ?? `${String(issue?.path[0])}: ${issue?.message}`;
  throw new TraxError("REQUEST_INVALID", { reason });
}

/** The model is all that follows the first colon: names of models have colons of their own. */
function parseEnhance(text: string): unknown {
  const [engine = "", ...model] = text.split(":");
  return { engine, model: model.length > 0 ? model.join(":") : undefined };
}

const flagReasons: Record<string, string> = {
  enhance: "--enhance is rules, openai, or openai:MODEL.",
  domain: "--domain is a word or two of 40 characters at most: letters, digits, spaces and dashes.",
  speakersExpected: `--speakers is the word found, a number from 1 to ${maxSpeakers}, or two of them with a dash, the smaller first.`,
  language: "--language is a name or a tag of 40 characters at most, for example en.",
};

/** What is neither a number nor a range stays as it is, for the schema to refuse. */
function parseSpeakers(text: string): unknown {
  const [, min, max] = /^\s*(\d{1,3})(?:\s*-\s*(\d{1,3}))?\s*$/.exec(text) ?? [];
  if (min === undefined) return text;
  return max === undefined ? Number(min) : { min: Number(min), max: Number(max) };
}

function announce(context: CommandContext, file: SubmittedFile, json: boolean): void {
  const { outcome, batchId, sourceIndex, documentId, path } = file;
  if (json) printJson({ event: outcome, batchId, sourceIndex, documentId, path });
  else if (outcome === "processed") context.say(`${path}: transcribed before; --fresh does it again.`);
  else if (outcome === "joined") context.say(`${path}: is being transcribed already.`);
  else if (outcome === "reopened") context.say(`${path}: goes on where it stopped.`);
}

/** In a running Trax, what somebody else submitted is left alone. */
async function cancelAll(context: CommandContext, files: SubmittedFile[], json: boolean): Promise<void> {
  let moved = 0;
  for (const { batchId, sourceIndex, outcome } of files) {
    if (outcome === "joined" && !context.isHost) continue;
    moved += await cancelSource(context.ownerId, { batchId, sourceIndex });
  }
  if (json) printJson({ event: "interrupted", cancelledSteps: moved });
  else if (moved > 0) context.say("Cancelled. The same command goes on where this one stopped.");
}
