import type { EngineId } from "@/server/batches/schema";
import { cancelSource, resolveSettings } from "@/server/batches/service";
import { TraxError } from "@/server/platform/errors";
import { printJson } from "./print";
import { reportSources } from "./report-sources";
import { type CommandContext, runCommand } from "./run-command";
import { requireFiles, type SubmittedFile, submitFiles } from "./submit-files";
import { createResultWriter, type ResultOptions } from "./write-result";

interface TranscribeOptions extends ResultOptions {
  files: string[];
  engine: EngineId | undefined;
  language: string | undefined;
  batch: string | undefined;
  priority: number;
  fresh: boolean;
}

/** The main job from a shell: files in, text out. */
export async function transcribeCommand(options: TranscribeOptions): Promise<number> {
  const { engine, language, priority, fresh, json } = options;
  if (!Number.isInteger(priority) || Math.abs(priority) > 100) {
    throw new TraxError("REQUEST_INVALID", { reason: "--priority is a whole number from -100 to 100." });
  }
  const name = options.batch?.trim();
  if (name !== undefined && (name === "" || name.length > 200)) {
    throw new TraxError("REQUEST_INVALID", { reason: "--batch is a name of 1 to 200 characters." });
  }
  const settings = { engine, language };
  const files = await requireFiles(options.files);
  resolveSettings(settings);
  return runCommand(async (context) => {
    const writer = await createResultWriter(context.ownerId, options);
    const submitted = await submitFiles(context, files, { settings, name, priority, fresh });
    for (const file of submitted) announce(context, file, json);
    try {
      return await reportSources(context, submitted, { json, writer });
    } finally {
      if (context.signal.reason === "interrupted") await cancelAll(context, submitted, json);
    }
  });
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
