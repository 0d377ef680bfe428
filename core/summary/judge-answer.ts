import { type DocumentWords, judgeStatement, judgeTitle } from "./judge-statement";
import type { ChapterRange, DroppedStatement, SummarySentence, SummaryTemplate } from "./types";

/** A statement that passed, with the sentences that it rests on. */
export type JudgedStatement = { section: string; text: string; sources: number[] };

export type JudgedAnswer = {
  /** By the first sentence of the chapter. */
  titles: Map<number, string>;
  statements: JudgedStatement[];
  dropped: DroppedStatement[];
};

export type JudgedDocument = {
  sentences: readonly SummarySentence[];
  chapters: readonly ChapterRange[];
  template: SummaryTemplate;
  words: DocumentWords;
};

/** Of what fell so much is told, and no longer. */
const longestTold = 500;

/** What of an answer on the sentences [from, to) may stand, and why the rest may not. Only sentences that the model was
 * shown can be its sources. */
export function judgeAnswer(
  answer: {
    titles: readonly { n: number; title: string }[];
    statements: readonly { section: string; text: string; sources: readonly number[] }[];
  },
  { from, to }: { from: number; to: number },
  document: JudgedDocument,
): JudgedAnswer {
  const { sentences, chapters, words } = document;
  const judged = judgeStatements(
    answer.statements.map(({ section, text, sources }) => ({
      ...{ section, text },
      sources: sources.map((n) => (n >= from && n < to ? n : -1)),
    })),
    document,
  );
  const titles = new Map<number, string>();
  for (const { n, title } of answer.titles) {
    const chapter = chapters.find(({ firstSentence }) => firstSentence === n && n >= from && n < to);
    if (!chapter || titles.has(n)) continue;
    const within = sentences.slice(n, n + chapter.sentenceCount);
    const reason = judgeTitle(title, within, words);
    if (reason === null) titles.set(n, title);
    else
      judged.dropped.push({ text: title.slice(0, longestTold), reason, startMs: within[0]?.startMs ?? null });
  }
  return { titles, ...judged };
}

/** The same of statements alone; -1 stands for a sentence that is not there. */
export function judgeStatements(
  statements: readonly JudgedStatement[],
  { sentences, template, words }: JudgedDocument,
): Pick<JudgedAnswer, "statements" | "dropped"> {
  const sections = new Set(template.sections.map(({ id }) => id));
  const kept: JudgedStatement[] = [];
  const dropped: DroppedStatement[] = [];
  for (const { section, text, sources } of statements) {
    // A section of its own says nothing wrong, but has no place.
    if (!sections.has(section) || text === "") continue;
    const wanted = [...new Set(sources)];
    const cited = wanted.map((n) => sentences[n]);
    const reason = judgeStatement(text, cited, words);
    if (reason === null) kept.push({ section, text, sources: wanted.sort((a, b) => a - b) });
    else
      dropped.push({
        text: text.slice(0, longestTold),
        reason,
        startMs: cited.find(Boolean)?.startMs ?? null,
      });
  }
  return { statements: kept, dropped };
}

/** Whether some section has more statements than it may have. */
export function isTooMuch(statements: readonly { section: string }[], template: SummaryTemplate): boolean {
  return template.sections.some(
    ({ id, most }) => statements.filter(({ section }) => section === id).length > most,
  );
}

/** As many of each section as it may have, where nobody chooses better: evenly over the document. */
export function thinOut(
  statements: readonly JudgedStatement[],
  template: SummaryTemplate,
): JudgedStatement[] {
  return template.sections.flatMap(({ id, most }) => {
    const own = statements.filter(({ section }) => section === id);
    if (own.length <= most) return own;
    return Array.from(
      { length: most },
      (_, at) => own[Math.floor((at * own.length) / most)] as JudgedStatement,
    );
  });
}
