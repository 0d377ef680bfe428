import type { SourceView } from "@/server/batches/schema";
import { listModelFetches } from "@/server/models/data";
import { exitCodes } from "./exit-codes";
import { type FollowedSource, followSources, isEnded } from "./follow-sources";
import { plain, printJson } from "./print";
import { createProgressView, type ModelFetch } from "./progress-view";
import type { CommandContext } from "./run-command";
import type { ResultWriter } from "./write-result";

/** A model is fetched while the work that wants it stands at its beginning; else nobody asks. */
async function listFetches(sources: SourceView[]): Promise<ModelFetch[]> {
  const mayWait = sources.some(
    ({ stage, progress, hearing }) =>
      (stage === "transcribe" && progress < 0.5) || (hearing && !isHeard(hearing)),
  );
  return mayWait ? listModelFetches().catch(() => []) : [];
}

const isHeard = ({ state }: NonNullable<SourceView["hearing"]>) => state === "failed";

/** Follows sources to their ends, shows how far they are and hands each result out in the order asked for, as soon
 * as it and those before it have ended.
 * @param writer null where only the outcome is of interest
 * @returns the exit code */
export async function reportSources(
  context: CommandContext,
  followed: FollowedSource[],
  options: { json: boolean; writer: ResultWriter | null },
): Promise<number> {
  const view = createProgressView(options);
  let reported = 0;
  let code: number = exitCodes.ok;

  async function report(source: SourceView): Promise<void> {
    view.clear();
    const { batchId, documentId, fileName, stage, error } = source;
    if (stage === "processed") {
      if (documentId) await options.writer?.write({ batchId, documentId, fileName });
      return;
    }
    code = exitCodes.failed;
    const sentence = error?.sentence ?? "The work was cancelled.";
    if (options.json) {
      printJson({ event: stage, batchId, documentId, file: fileName, code: error?.code ?? null, sentence });
    } else {
      context.say(`${plain(fileName)}: ${sentence}`);
    }
  }

  try {
    await followSources(context, followed, async (sources) => {
      view.update(sources, await listFetches(sources));
      if (context.signal.aborted) return;
      for (let next = sources[reported]; next && isEnded(next); next = sources[reported]) {
        reported += 1;
        await report(next);
      }
    });
  } finally {
    view.clear();
  }
  return code;
}
