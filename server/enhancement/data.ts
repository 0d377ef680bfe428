import type { z } from "zod";
import { findTextWork, type TextJobType } from "@/server/jobs/text-work";
import { type Db, getPrisma } from "@/server/platform/db";
import { isErrorCode } from "@/server/platform/error-sentences";
import { TraxError } from "@/server/platform/errors";
import { runInTurns } from "@/server/platform/run-in-turns";
import { readJsonInSteps } from "@/server/platform/stored-json";
import {
  type EnhancedContentV2,
  enhancedContentV2,
  processingMetadata,
} from "@/server/transcripts/result-schema";
import { readMachineWords } from "./read-machine-words";
import type {
  ChangeView,
  changeListInput,
  changeListOutput,
  EarlierEnhancement,
  EnhancementView,
  enhancementOutput,
  WorkStateView,
} from "./schema";

export { listKeptKeys } from "./kept-answers";

const resultColumns = {
  id: true,
  segments: true,
  mergedContent: true,
  diarizationContent: true,
  enhancedContentV2: true,
  processingMetadata: true,
} as const;

/** The present result of a document.
 * @throws TraxError NOT_FOUND */
export async function getResultOf(ownerId: number, documentId: string, db: Db = getPrisma()) {
  const document = await db.transcriptDocument.findFirst({
    where: { id: documentId, ownerId, deletedAt: null },
    select: { mediaFileId: true, currentResult: { select: resultColumns } },
  });
  if (!document?.currentResult) throw new TraxError("NOT_FOUND", { what: "transcript" });
  return { mediaFileId: document.mediaFileId, result: document.currentResult };
}

/** How the enhancement of a document stands, and what it changed.
 * @throws TraxError NOT_FOUND */
export async function getEnhancement(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<z.infer<typeof enhancementOutput>> {
  const { result, mediaFileId } = await getResultOf(ownerId, documentId, db);
  const content = await readContent(result.enhancedContentV2);
  const work = await findWork(db, documentId, "enhancement");
  if (!content)
    return { work, enhancement: null, earlier: await findEarlier(db, documentId, mediaFileId, result.id) };
  const metadata = processingMetadata.safeParse(result.processingMetadata).data?.enhancement ?? {};
  return {
    work,
    enhancement: toView(content, metadata, (await readMachineWords(result))?.basis ?? null),
    earlier: null,
  };
}

/** What was done to the text that the recording had in this document before it was transcribed again. */
async function findEarlier(
  db: Db,
  documentId: string,
  mediaFileId: string | null,
  resultId: string,
): Promise<EarlierEnhancement | null> {
  if (mediaFileId === null) return null;
  const before = await db.transcriptionResult.findFirst({
    where: {
      ...{ mediaFileId, id: { not: resultId }, enhancedContent: { not: null } },
      OR: [{ batchItems: { some: { documentId } } }, { processingJobs: { some: { documentId } } }],
    },
    orderBy: { createdAt: "desc" },
    select: { processingMetadata: true },
  });
  const made = processingMetadata.safeParse(before?.processingMetadata).data?.enhancement;
  if (!made) return null;
  return {
    engine: made.engine ?? "unknown",
    model: made.model ?? "unknown",
    domain: made.domain ?? "general",
    enhancedAt: made.enhancedAt ? new Date(made.enhancedAt) : null,
  };
}

export async function findWork(db: Db, documentId: string, type: TextJobType): Promise<WorkStateView | null> {
  const work = await findTextWork(db, documentId, type);
  if (!work) return null;
  const { jobId, state, progress, error } = work;
  const code = error?.code && isErrorCode(error.code) ? error.code : "STEP_FAILED";
  return { jobId, state, progress, error: error && { code, sentence: error.message ?? "" } };
}

/** What this version wrote; null of what others have there. */
export async function readContent(stored: unknown): Promise<EnhancedContentV2 | null> {
  const content = await runInTurns(readJsonInSteps(enhancedContentV2, stored ?? {}));
  return content?.paragraphs && content.basis && content.changes ? content : null;
}

type Metadata = NonNullable<z.infer<typeof processingMetadata>["enhancement"]>;

function toView(content: EnhancedContentV2, metadata: Metadata, basis: string | null): EnhancementView {
  const [undone, accepted] = [new Set(content.undone), new Set(content.accepted)];
  const kinds = new Map<string, { kind: string; count: number; undone: number; accepted: number }>();
  for (const { id, kind } of content.changes ?? []) {
    const entry = kinds.get(kind) ?? { kind, count: 0, undone: 0, accepted: 0 };
    entry.count += 1;
    if (undone.has(id)) entry.undone += 1;
    else if (accepted.has(id)) entry.accepted += 1;
    kinds.set(kind, entry);
  }
  const windows = content.windows ?? [];
  return {
    isOutdated: content.basis !== basis,
    engine: metadata.engine ?? "unknown",
    model: metadata.model ?? "unknown",
    promptVersion: metadata.promptVersion ?? "unknown",
    domain: metadata.domain ?? "general",
    domainVersion: metadata.domainVersion ?? 0,
    enhancedAt: metadata.enhancedAt ? new Date(metadata.enhancedAt) : null,
    inputTokens: metadata.inputTokens ?? 0,
    outputTokens: metadata.outputTokens ?? 0,
    dollars: metadata.dollars ?? null,
    seconds: metadata.seconds ?? 0,
    kinds: [...kinds.values()].sort((a, b) => b.count - a.count),
    windows: {
      total: windows.length,
      cached: windows.filter(({ cached }) => cached).length,
      rejected: windows
        .filter(({ outcome }) => outcome !== "accepted")
        .map(({ startMs, endMs, sentence, violations = [] }) => ({
          ...{ startMs, endMs, violations },
          sentence: sentence ?? describeRejection(violations),
        })),
    },
  };
}

const whatOf: Record<string, string> = {
  invented: "words that nobody said",
  dropped: "a gap where words were said",
  number: "another number",
  name: "another name",
  negation: "a negation that came or went",
  quotation: "a quotation that was changed",
  drift: "too many other words",
  language: "another language",
  markup: "markup or a link",
};

/** Why a window's text was not kept, by the first of what was found. */
export function describeRejection(violations: readonly { class: string }[]): string {
  return `The improved text had ${nameViolation(violations)}, so the machine's words stand here.`;
}

function nameViolation([first]: readonly { class: string }[]): string {
  return (first && whatOf[first.class]) ?? "something else than was said";
}

const failures: Record<string, string> = {
  TEXT_DECLINED: "the model declined",
  TEXT_CUT_OFF: "the answers broke off",
  TEXT_CONTEXT_TOO_LONG: "the model takes less at once",
  TEXT_ANSWER_UNUSABLE: "the answers could not be read",
};

/** The same in a few words, for a sentence about all windows. */
export function nameRejection({ code, violations }: EnhancedWindowReport): string {
  if (code) return failures[code] ?? "nothing was answered";
  return `they had ${nameViolation(violations ?? [])}`;
}

type EnhancedWindowReport = Pick<NonNullable<EnhancedContentV2["windows"]>[number], "code" | "violations">;

/** Changes in the order of the text, with where they are to be heard.
 * @throws TraxError NOT_FOUND, ENHANCEMENT_MISSING */
export async function listChangeViews(
  ownerId: number,
  { documentId, kind, state, cursor, limit }: z.output<typeof changeListInput>,
  db: Db = getPrisma(),
): Promise<z.infer<typeof changeListOutput>> {
  const { result } = await getResultOf(ownerId, documentId, db);
  const content = await readContent(result.enhancedContentV2);
  const machine = await readMachineWords(result);
  if (!content || !machine || machine.basis !== content.basis) throw new TraxError("ENHANCEMENT_MISSING");
  const [undone, accepted] = [new Set(content.undone), new Set(content.accepted)];
  const stateOf = (id: string) => (undone.has(id) ? "undone" : accepted.has(id) ? "accepted" : "open");
  const wanted = (content.changes ?? []).filter(
    (change) =>
      (kind === undefined || change.kind === kind) && (state === undefined || stateOf(change.id) === state),
  );
  const from = cursor ?? 0;
  const changes = wanted.slice(from, from + limit).map((change): ChangeView => {
    const { id, before, after, firstWord, wordCount } = change;
    const first = machine.words[Math.min(firstWord, machine.words.length - 1)];
    const last = machine.words[firstWord + Math.max(1, wordCount) - 1] ?? first;
    const startMs = first?.startMs ?? 0;
    const endMs = Math.max(startMs, last?.endMs ?? startMs);
    return { id, kind: change.kind, before, after, startMs, endMs, state: stateOf(id) };
  });
  const next = from + changes.length;
  return { changes, nextCursor: next < wanted.length ? next : null, total: wanted.length };
}
