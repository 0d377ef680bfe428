import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { builtInDomains } from "@/core/enhancement/built-in-domains";
import type { HeardWord } from "@/core/enhancement/enhanced-lines";
import { serializeWords } from "@/core/enhancement/machine-text";
import { planWindows } from "@/core/enhancement/plan-windows";
import { suggestDomain } from "@/core/enhancement/suggest-domain";
import type { EnhancementStyle, EnhancementWindow, GlossaryTerm } from "@/core/enhancement/types";
import { serializeInstructions, serializeWindow, type WindowText } from "@/core/enhancement/window-prompt";
import type { VocabularyTerm } from "@/core/transcript/parse-terms";
import type { EnhanceWish } from "@/server/jobs/work-schema";
import { type Db, getPrisma } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { readMetadata } from "@/server/transcripts/data";
import { listTermsFor } from "@/server/vocabulary/data";
import { findDomain, isBuiltIn, requireDomain } from "./domain-versions";
import { type EnhancerFacts, findEnhancer } from "./enhancer-facts";
import { readMachineWords } from "./read-machine-words";
import type { DomainView } from "./schema";

export interface PlannedWindow extends EnhancementWindow, WindowText {
  /** Of everything that the answer depends on. */
  key: string;
}

/** What an enhancement of a result comes to, before anything is asked: the same for the same text and wishes. */
export interface WorkPlan {
  enhancer: EnhancerFacts;
  words: HeardWord[];
  basis: string;
  /** BCP 47 primary tag; null where nobody knows. */
  language: string | null;
  domain: DomainView;
  style: EnhancementStyle;
  glossary: GlossaryTerm[];
  /** What a model is told with each window. */
  instructionText: string;
  windows: PlannedWindow[];
}

export interface PlannedResult {
  segments: unknown;
  mergedContent: unknown;
  diarizationContent: unknown;
  processingMetadata: unknown;
}

/** @param terms of the submission, beside those of the owner
 * @throws TraxError TEXT_NOT_SET_UP, ENHANCEMENT_NO_WORDS, DOMAIN_UNKNOWN */
export async function planWork(
  ownerId: number,
  result: PlannedResult,
  wish: EnhanceWish,
  terms: readonly VocabularyTerm[] = [],
  db: Db = getPrisma(),
): Promise<WorkPlan> {
  const enhancer = findEnhancer(wish.engine, wish.model ?? null);
  if (!enhancer) throw new TraxError("TEXT_NOT_SET_UP");
  const machine = await readMachineWords(result);
  if (!machine?.words.some(({ text }) => isSpoken(text))) throw new TraxError("ENHANCEMENT_NO_WORDS");
  const { words, basis } = machine;
  const metadata = readMetadata(result.processingMetadata);
  const domain = wish.domain
    ? await requireDomain(ownerId, wish.domain, db)
    : await chooseDomain(ownerId, metadata.domain, words, db);
  const style = { ...domain.style, ...wish.style };
  const own = [...terms, ...listOwnVocabulary(domain)];
  const glossary = await listTermsFor(ownerId, own, db, domain.name);
  const { language } = metadata;
  const { windowWords: maxWords, contextWords: overlapWords } = enhancer;
  const told = { language, domain: domain.name, instructions: domain.instructions, style, glossary };
  const instructionText = serializeInstructions(told);
  const windows: PlannedWindow[] = [];
  for (const window of planWindows(words, { maxWords, overlapWords })) {
    await nextTurn();
    const { fromWord, toWord, contextFromWord, contextToWord } = window;
    const text: WindowText = {
      before: serializeWords(words.slice(contextFromWord, fromWord)),
      text: serializeWords(words.slice(fromWord, toWord)),
      after: serializeWords(words.slice(toWord, contextToWord)),
    };
    const { id, model, promptVersion } = enhancer;
    const { name, version } = domain;
    const of = [id, model, promptVersion, name, String(version), instructionText, serializeWindow(text)];
    // The rules go by pauses too.
    const times =
      id === "rules" ? words.slice(fromWord, toWord).map(({ startMs, endMs }) => [startMs, endMs]) : [];
    const key = createHash("sha256")
      .update(JSON.stringify([...of, times]))
      .digest("hex");
    windows.push({ ...window, ...text, key });
  }
  return { enhancer, words, basis, language, domain, style, glossary, instructionText, windows };
}

/** Music marks and what stands in brackets for a noise are no words. */
const isSpoken = (text: string) => /[\p{L}\p{N}]/u.test(text) && !/^[[(*♪].*[\])*♪]$/u.test(text);

/** What the submission said, where there is such a domain, else what the text suggests. */
export async function chooseDomain(
  ownerId: number,
  said: string | null,
  words: readonly HeardWord[],
  db: Db,
): Promise<DomainView> {
  const known = said === null ? null : await findDomain(ownerId, said, db);
  if (known) return known;
  const [best] = suggestDomain(sampleText(words));
  const isSure = best && best.score >= sureScore && words.length >= tellingWords;
  return requireDomain(ownerId, isSure ? best.domain : "general", db);
}

/** Of less, a word or two would decide how all of it is written. */
const tellingWords = 150;
const sureScore = 0.5;

/** Enough to tell what it is about, from all of it. */
const sampleWords = 6_000;

export function sampleText(words: readonly { text: string }[]): string {
  const step = Math.max(1, Math.ceil(words.length / sampleWords));
  const block = 200;
  const blocks = Array.from({ length: Math.ceil(words.length / block) }, (_, at) => at);
  return blocks
    .filter((at) => at % step === 0)
    .flatMap((at) => words.slice(at * block, (at + 1) * block))
    .map(({ text }) => text)
    .join(" ");
}

/** Words that a domain of the owner's own has beside those that tell it apart. */
function listOwnVocabulary({ name, version, vocabulary }: DomainView): VocabularyTerm[] {
  if (version === 0) return [];
  const built = new Set(isBuiltIn(name) ? builtInDomains[name].vocabulary : []);
  return vocabulary.filter((text) => !built.has(text)).map((text) => ({ text, soundsLike: [] }));
}
