import { createHash } from "node:crypto";
import { tellTextLanguage } from "@/core/enhancement/tell-language";
import { placeChapters } from "@/core/summary/place-chapters";
import { planSummaryWindows, type SummaryWindow } from "@/core/summary/plan-summary-windows";
import { readLines } from "@/core/summary/read-lines";
import { readSentences } from "@/core/summary/read-sentences";
import { readAllTerms, type Term } from "@/core/summary/read-terms";
import {
  serializeSummaryInstructions,
  serializeSummaryWindow,
  summaryPromptVersion,
} from "@/core/summary/summary-prompt";
import { findTemplate } from "@/core/summary/templates";
import type { ChapterRange, SummarySentence, SummaryTemplate } from "@/core/summary/types";
import type { EnhancerId } from "@/server/enhancement/schema";
import { type Db, getPrisma } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";
import { findTextServer, type TextServer } from "@/server/platform/text-server";
import { listAllSegments, readMetadata } from "@/server/transcripts/data";
import { readDocumentBasis } from "./data";

/** Of what is to be done, and of an answer. */
const instructionTokens = 800;
const answerTokens = 1_500;
/** Of longer windows models begin to leave things out. */
const mostWindowTokens = 6_000;
const fewestWindowTokens = 200;
const bytesPerToken = 3.5;

export interface SummaryWish {
  engine: EnhancerId;
  model?: string;
  template: string;
}

export interface PlannedSummaryWindow extends SummaryWindow {
  data: string;
  /** Of everything that the answer depends on. */
  key: string;
}

/** What a summary of a document comes to, before anything is asked: the same for the same text and wishes. */
export interface SummaryPlan {
  template: SummaryTemplate;
  /** Null: by the rules. */
  server: TextServer | null;
  revision: number;
  basis: string;
  /** BCP 47 primary tag; null where nobody knows. */
  language: string | null;
  sentences: SummarySentence[];
  wordCount: number;
  /** For a model alone: the rules find their own. */
  terms: Term[][];
  chapters: ChapterRange[];
  windows: PlannedSummaryWindow[];
  instructions: string;
}

/** @throws TraxError NOT_FOUND, TEXT_NOT_SET_UP, ENHANCEMENT_NO_WORDS */
export async function planSummary(
  ownerId: number,
  documentId: string,
  wish: SummaryWish,
  db: Db = getPrisma(),
): Promise<SummaryPlan> {
  const server = wish.engine === "rules" ? null : findTextServer(getSettings(), wish.model ?? null);
  if (wish.engine !== "rules" && !server) throw new TraxError("TEXT_NOT_SET_UP");
  const template = findTemplate(wish.template);
  if (!template) throw new TraxError("NOT_FOUND", { what: "template" });
  // In this order: what is changed in between makes the summary one of an older text, never of a newer.
  const document = await db.transcriptDocument.findFirst({
    where: { id: documentId, ownerId, deletedAt: null },
    select: { revision: true, speakers: true, currentResult: { select: { processingMetadata: true } } },
  });
  if (!document) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const basis = await readDocumentBasis(documentId, db);
  const segments = await listAllSegments(ownerId, documentId, db);
  const sentences = readSentences(readLines(segments, document.speakers));
  if (!sentences.some(({ text }) => isSpoken(text))) throw new TraxError("ENHANCEMENT_NO_WORDS");
  const told = readMetadata(document.currentResult?.processingMetadata ?? null).language;
  const language =
    told?.split("-")[0] ?? tellTextLanguage(sentences.slice(0, 200).flatMap(({ text }) => text.split(/\s+/)));
  const last = sentences.at(-1);
  const known = {
    ...{ template, server, revision: document.revision, basis, language, sentences },
    wordCount: last ? last.firstWord + last.wordCount : 0,
  };
  const instructions = serializeSummaryInstructions(template, language);
  if (!server) return { ...known, terms: [], chapters: [], windows: [], instructions };
  const terms = readAllTerms(
    sentences.map(({ text }) => text),
    language,
  );
  const chapters = placeChapters(sentences, terms);
  const room = server.contextTokens - instructionTokens - answerTokens;
  const windowTokens = Math.max(fewestWindowTokens, Math.min(mostWindowTokens, room));
  const windows = planSummaryWindows(sentences, chapters, windowTokens * bytesPerToken).map((window) => {
    const data = serializeStretch({ sentences, chapters }, window.fromSentence, window.toSentence);
    return { ...window, data, key: hashQuestion(server, instructions, data) };
  });
  return { ...known, terms, chapters, windows, instructions };
}

/** The sentences [from, to) and the chapters that begin there, as a model is given them. */
export function serializeStretch(
  { sentences, chapters }: Pick<SummaryPlan, "sentences" | "chapters">,
  from: number,
  to: number,
): string {
  const begun = chapters
    .filter(({ firstSentence }) => firstSentence >= from && firstSentence < to)
    .map(({ firstSentence }) => ({ n: firstSentence }));
  return serializeSummaryWindow(sentences.slice(from, to), begun);
}

export function hashQuestion({ model }: TextServer, instructions: string, data: string): string {
  const of = ["summary", model, summaryPromptVersion, instructions, data];
  return createHash("sha256").update(JSON.stringify(of)).digest("hex");
}

/** Music marks and what stands in brackets for a noise are no words. */
const isSpoken = (text: string) => /[\p{L}\p{N}]/u.test(text.replace(/[[(*♪][^\])*♪]*[\])*♪]/gu, ""));
