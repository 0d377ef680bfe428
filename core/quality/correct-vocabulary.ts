import type { VocabularyTerm } from "@/core/transcript/parse-terms";
import type { TimedWord } from "@/core/transcript/types";
import { deriveSounds, foldSpelling, measureSoundDistance, measureSpellingDistance } from "./sound-distance";

export interface Correction {
  from: string;
  to: string;
  startMs: number;
}

interface Target {
  /** The words that are written. */
  words: string[];
  spelling: string;
  sounds: string;
  /** Somebody said that it is heard like this. */
  isTold: boolean;
}

interface Match {
  count: number;
  target: Target;
  distance: number;
}

/** The most heard words that become one term. */
const longestSpan = 4;
/** A word heard with less may be anything. */
const sureConfidence = 0.8;
const unsureConfidence = 0.6;
/** What a word counts as whose engine tells nothing. */
const untoldConfidence = 0.7;
/** Shares of sounds that may differ: of what was heard well, and of what was not. */
const certainDistance = 0.03;
const likelyDistance = 0.25;
/** Shorter terms sound like too much else. */
const shortestSounds = 4;
const shortestSpelling = 5;

/** Puts a person's terms in the place of what sounds like them: pure, idempotent, and without a term nothing changes.
 * A common word that was heard well stays, and so does everything that is written like a term already.
 * @param isCommon whether a word, in lower case, is one that everybody uses */
export function correctVocabulary(
  words: readonly TimedWord[],
  terms: readonly VocabularyTerm[],
  isCommon: (word: string) => boolean,
): { words: TimedWord[]; corrections: Correction[] } {
  const targets = terms.flatMap(listTargets);
  const isFixed = findWritten(words, terms);
  const corrected: TimedWord[] = [];
  const corrections: Correction[] = [];
  for (let at = 0; at < words.length; ) {
    const match = targets.length === 0 ? null : findMatch(words, at, isFixed, targets, isCommon);
    if (!match) {
      corrected.push(words[at] as TimedWord);
      at += 1;
      continue;
    }
    const heard = words.slice(at, at + match.count);
    corrected.push(...writeTerm(heard, match.target.words));
    corrections.push({
      from: heard.map(({ text }) => bareWord(text).bare).join(" "),
      to: match.target.words.join(" "),
      startMs: heard[0]?.startMs ?? 0,
    });
    at += match.count;
  }
  return { words: corrected, corrections };
}

function listTargets({ text, soundsLike }: VocabularyTerm): Target[] {
  const words = text.split(" ");
  return [text, ...soundsLike].map((heard, at) => ({
    words,
    spelling: foldSpelling(heard),
    sounds: deriveSounds(heard),
    isTold: at > 0,
  }));
}

/** Of each word, whether it stands in a place that is written as a term is. */
function findWritten(words: readonly TimedWord[], terms: readonly VocabularyTerm[]): boolean[] {
  const isWritten = words.map(() => false);
  const byFirst = new Map<string, string[][]>();
  for (const { text } of terms) {
    const parts = text.split(" ");
    const first = parts[0] ?? "";
    byFirst.set(first, [...(byFirst.get(first) ?? []), parts]);
  }
  if (byFirst.size === 0) return isWritten;
  words.forEach((word, at) => {
    for (const first of spellingsOf(word.text)) {
      for (const parts of byFirst.get(first) ?? []) {
        if (!parts.every((part, by) => spellingsOf(words[at + by]?.text ?? "").includes(part))) continue;
        isWritten.fill(true, at, at + parts.length);
      }
    }
  });
  return isWritten;
}

function spellingsOf(text: string): string[] {
  return [text, bareWord(text).bare, text.replace(/[.,;:!?]+$/u, "")];
}

function findMatch(
  words: readonly TimedWord[],
  at: number,
  isFixed: readonly boolean[],
  targets: readonly Target[],
  isCommon: (word: string) => boolean,
): Match | null {
  let best: Match | null = null;
  for (let count = 1; count <= longestSpan && at + count <= words.length; count++) {
    if (isFixed[at + count - 1]) break;
    const span = words.slice(at, at + count);
    // A term does not reach over the end of a phrase.
    if (span.slice(0, -1).some(({ text }) => /[.,;:!?]$/u.test(text))) break;
    const heard = deriveHeard(span, isCommon);
    if (heard.spelling === "") continue;
    for (const target of targets) {
      const distance = judgeMatch(heard, target);
      if (distance === null) continue;
      if (!best || distance < best.distance) best = { count, target, distance };
    }
  }
  return best;
}

type Heard = ReturnType<typeof deriveHeard>;

function deriveHeard(span: readonly TimedWord[], isCommon: (word: string) => boolean) {
  const bare = span.map(({ text }) => bareWord(text).bare);
  const confidences = span.map(({ confidence }) => confidence ?? untoldConfidence);
  const isPlain = bare.map(
    (word, at) => isCommon(word.toLowerCase()) && (span[at]?.confidence ?? 1) >= sureConfidence,
  );
  const joined = bare.join("");
  return {
    count: span.length,
    spelling: foldSpelling(joined),
    sounds: deriveSounds(joined),
    confidence: Math.min(...confidences),
    /** Every word of it is a common one that was heard well. */
    isCommon: isPlain.every((plain) => plain),
    hasCommon: bare.some((word) => isCommon(word.toLowerCase())),
  };
}

/** How far the heard is from the term, null where that is too far. */
function judgeMatch(heard: Heard, target: Target): number | null {
  if (heard.spelling === target.spelling) {
    // The same letters, written otherwise; a common word stays, and so do two that only happen to spell a term.
    return heard.isCommon && !(target.isTold && heard.count > 1) ? null : 0;
  }
  if (heard.isCommon || target.sounds.length < shortestSounds || target.spelling.length < shortestSpelling)
    return null;
  const lengths = heard.sounds.length / target.sounds.length;
  if (lengths < 0.6 || lengths > 1.67) return null;
  const sound = measureSoundDistance(heard.sounds, target.sounds);
  const spelling = measureSpellingDistance(heard.spelling, target.spelling);
  const isUnsure = heard.confidence < unsureConfidence && !heard.hasCommon;
  const mostSound = isUnsure ? likelyDistance : certainDistance;
  // What begins otherwise is seldom the same name.
  const beginsAlike = measureSoundDistance(heard.sounds.slice(0, 1), target.sounds.slice(0, 1)) < 0.5;
  if (!beginsAlike || sound > mostSound || spelling > (isUnsure ? 0.47 : 0.34)) return null;
  return 0.01 + sound + spelling / 10;
}

interface BareWord {
  before: string;
  bare: string;
  after: string;
}

/** A word without the signs around it, and without the ending of a possessive. */
function bareWord(text: string): BareWord {
  const [, before = "", bare = "", after = ""] =
    /^([^\p{L}\p{N}]*)(.*?)((?:['’]s)?[^\p{L}\p{N}]*)$/su.exec(text) ?? [];
  return bare === "" ? { before: "", bare: text, after: "" } : { before, bare, after };
}

/** The term in the place and the time of what was heard, with its signs around it. */
function writeTerm(heard: readonly TimedWord[], term: readonly string[]): TimedWord[] {
  const first = heard[0] as TimedWord;
  const last = heard.at(-1) as TimedWord;
  const { before } = bareWord(first.text);
  const { after } = bareWord(last.text);
  const known = heard.flatMap(({ confidence }) => (confidence === null ? [] : [confidence]));
  const confidence = known.length < heard.length ? null : Math.min(...known);
  const letters = term.map((word) => [...word].length);
  const total = letters.reduce((sum, count) => sum + count, 0);
  const placeAt = (count: number) =>
    Math.round(first.startMs + ((last.endMs - first.startMs) * count) / Math.max(1, total));
  let passed = 0;
  return term.map((word, at) => {
    const own = heard.length === term.length ? heard[at] : undefined;
    const startMs = own?.startMs ?? placeAt(passed);
    passed += letters[at] ?? 0;
    return {
      text: `${at === 0 ? before : ""}${word}${at === term.length - 1 ? after : ""}`,
      startMs,
      endMs: own?.endMs ?? placeAt(passed),
      confidence: own ? own.confidence : confidence,
    };
  });
}
