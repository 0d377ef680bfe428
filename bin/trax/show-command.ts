import { getBatch, listSources } from "@/server/batches/data";
import type { BatchDetail, SourceView } from "@/server/batches/schema";
import { getDocument } from "@/server/transcripts/data";
import type { AccuracyView, DocumentDetail } from "@/server/transcripts/schema";
import { exitCodes } from "./exit-codes";
import { getTarget } from "./find-target";
import {
  plain,
  printJson,
  printLine,
  printTable,
  serializeDuration,
  serializeMinute,
  shortId,
} from "./print";
import { runCommand } from "./run-command";

export function showCommand(options: { id: string; json: boolean }): Promise<number> {
  return runCommand(async ({ ownerId }) => {
    const target = await getTarget(ownerId, options.id);
    if (target.kind === "batch") {
      const batch = await getBatch(ownerId, target.batchId);
      const sources = await listSources(ownerId, { batchIds: [target.batchId] });
      if (options.json) printJson({ kind: target.kind, ...batch, sources });
      else printBatch(batch, sources);
    } else {
      const document = await getDocument(ownerId, target.documentId);
      if (options.json) printJson({ kind: target.kind, ...document });
      else printDocument(document);
    }
    return exitCodes.ok;
  });
}

function printFacts(facts: [name: string, value: string | null][]): void {
  for (const [name, value] of facts) if (value !== null) printLine(`${`${name}:`.padEnd(12)} ${value}`);
}

function printBatch(batch: BatchDetail, sources: SourceView[]): void {
  printFacts([
    ["Batch", batch.id],
    ["Name", plain(batch.name)],
    ["Status", batch.status],
    ["Created", serializeMinute(batch.createdAt)],
    ["Engine", batch.settings.engine ?? null],
    ["Done", `${batch.processedFiles} of ${batch.totalFiles}, ${batch.failedFiles} failed`],
  ]);
  printLine();
  printTable(
    ["TRANSCRIPT", "LENGTH", "STATE", "FILE"],
    sources.map((source) => [
      source.documentId ? shortId(source.documentId) : "-",
      serializeDuration(source.durationSeconds),
      source.stage === "transcribe" ? `${Math.floor(source.progress * 100)} %` : source.stage,
      plain(source.fileName) + (source.error ? `: ${source.error.sentence}` : ""),
    ]),
  );
}

function printDocument(document: DocumentDetail): void {
  const { media, result, work } = document;
  const accuracy = result?.accuracy;
  printFacts([
    ["Transcript", document.id],
    ["Title", plain(document.title)],
    ["Created", serializeMinute(document.createdAt)],
    ["Recording", media && plain(media.fileName)],
    ["Length", media?.durationMs == null ? null : serializeDuration(media.durationMs / 1_000)],
    ["Lines", String(document.segmentCount)],
    ["Engine", result?.engine ?? null],
    ["Accuracy", accuracy ? describeAccuracy(accuracy) : null],
    ["Work", work && `${work.stage}, ${Math.floor(work.progress * 100)} %, batch ${shortId(work.batchId)}`],
    ["Problem", work?.error?.sentence ?? null],
    ["Trash", document.deletedAt && `since ${serializeMinute(document.deletedAt)}`],
  ]);
  for (const { sentence } of result?.warnings ?? []) printLine(`${"Note:".padEnd(12)} ${sentence}`);
}

function describeAccuracy({ value, isMeasured }: AccuracyView): string {
  const share = `${Math.round(value * 100)} %`;
  return isMeasured ? `${share} (measured)` : `about ${share} (estimated)`;
}
