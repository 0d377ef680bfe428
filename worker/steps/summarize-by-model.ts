import { citeChapters, citeSentences } from "@/core/summary/cite-sentences";
import { type JudgedStatement, judgeAnswer } from "@/core/summary/judge-answer";
import { readDocumentWords } from "@/core/summary/judge-statement";
import { nameChapters } from "@/core/summary/name-chapters";
import type { DroppedStatement } from "@/core/summary/types";
import { TraxError } from "@/server/platform/errors";
import type { TextServer } from "@/server/platform/text-server";
import { hashQuestion, type SummaryPlan, serializeStretch } from "@/server/summaries/plan-summary";
import type { SummaryContent } from "@/server/summaries/schema";
import { type ModelSummarizer, windowAnswer } from "../engines/enhancement/model-summarizer";
import { TextAnswerError } from "../engines/enhancement/text-answer";
import { noUsage, type TextUsage, toAnswerError } from "../engines/enhancement/text-engine";
import type { StepContext } from "../step";
import { askOnce } from "./ask-once";
import { joinStatements } from "./join-statements";

export interface ModelRun {
  ownerId: number;
  plan: SummaryPlan;
  server: TextServer;
  summarizer: ModelSummarizer;
  /** Whose requests take turns with those of others. */
  group: string;
  /** When the summary was asked for: what was answered since was paid by it. */
  askedAt: Date;
}

/** What came of one window. */
interface WindowNotes {
  titles: Map<number, string>;
  statements: JudgedStatement[];
  dropped: DroppedStatement[];
  gaps: SummaryContent["gaps"];
}

/** Stretches that a model cannot be asked about are told, and no longer. */
const mostDropped = 200;
/** A stretch that does not fit into the model is asked about in two halves, down to this. */
const fewestSentences = 2;

/** Asks a model window by window, several at once, judges each statement against what it cites, and joins what stands.
 * Each answer is kept when it came: a run that is cut off repeats what was in hand and nothing else. What is asked to
 * stop begins no further window.
 * @throws the reason of a signal; TraxError where there is no hope for any window, SUMMARY_NOTHING_KEPT */
export async function summarizeByModel(
  context: StepContext,
  run: ModelRun,
): Promise<{ content: SummaryContent; figures: TextUsage & { windows: number; cached: number } }> {
  const { signal, softStop, openCheckpoints, setProgress } = context;
  const { plan, server } = run;
  const { sentences, chapters, template, windows } = plan;
  const document = { sentences, chapters, template, words: readDocumentWords(sentences, plan.language) };
  const usage = noUsage();
  const notes: WindowNotes[] = [];
  const waiting = [...windows];
  let [done, cached] = [0, 0];
  openCheckpoints();
  // One that has no hope ends the others, which would only come to the same.
  const ends = new AbortController();
  const all = AbortSignal.any([signal, ends.signal]);
  const ask = { ...context, signal: all };

  async function takeNotes(from: number, to: number): Promise<WindowNotes> {
    const data = serializeStretch(plan, from, to);
    try {
      const question = { key: hashQuestion(server, plan.instructions, data), schema: windowAnswer };
      const { value, wasKept } = await askOnce(ask, run, usage, {
        ...question,
        ask: (options) => run.summarizer.summarize(plan.instructions, data, options),
        isWorthIt: (answer) => {
          const { statements, dropped } = judgeAnswer(answer, { from, to }, document);
          return statements.length > 0 || dropped.length === 0;
        },
      });
      if (wasKept) cached += 1;
      return { ...judgeAnswer(value, { from, to }, document), gaps: [] };
    } catch (error) {
      if (!(error instanceof TextAnswerError)) throw error;
      const isLong = ["too-long", "cut-off"].includes(error.kind);
      if (isLong && to - from >= 2 * fewestSentences) {
        const middle = (from + to) >> 1;
        return joinNotes([await takeNotes(from, middle), await takeNotes(middle, to)]);
      }
      const { message } = toAnswerError(error, server.model);
      const startMs = sentences[from]?.startMs ?? 0;
      const endMs = Math.max(startMs, sentences[to - 1]?.endMs ?? startMs);
      return {
        titles: new Map(),
        statements: [],
        dropped: [],
        gaps: [{ startMs, endMs, sentence: message }],
      };
    }
  }

  const lane = async () => {
    for (let window = waiting.shift(); window; window = waiting.shift()) {
      softStop.throwIfAborted();
      notes[window.index] = await takeNotes(window.fromSentence, window.toSentence);
      done += 1;
      setProgress(0.05 + (0.85 * done) / windows.length);
    }
  };
  const lanes = Array.from({ length: Math.min(server.concurrency, windows.length) }, () =>
    lane().catch((error: unknown) => {
      // What is asked to stop softly lets the others come to their end.
      if (error !== softStop.reason) ends.abort(error);
      throw error;
    }),
  );
  const ended = await Promise.allSettled(lanes);
  signal.throwIfAborted();
  if (ends.signal.aborted) throw ends.signal.reason;
  for (const each of ended) if (each.status === "rejected") throw each.reason;

  const { titles, statements, dropped, gaps } = joinNotes(notes);
  if (statements.length === 0) {
    const reason = gaps[0]
      ? "it gave no answer"
      : dropped[0]
        ? "its sources do not say it"
        : "it wrote nothing";
    throw new TraxError("SUMMARY_NOTHING_KEPT", { model: server.model, reason });
  }
  const joined = await joinStatements(ask, run, usage, { statements, document });
  const names = nameChapters(sentences, chapters, plan.terms).map(
    (name, at) => titles.get(chapters[at]?.firstSentence ?? -1) ?? name,
  );
  const content: SummaryContent = {
    chapters: citeChapters(sentences, chapters, names),
    sections: template.sections.map(({ id, title }) => ({
      ...{ id, title },
      statements: joined.statements
        .filter(({ section }) => section === id)
        .map(({ text, sources }) => ({ text, sources: citeSentences(sentences, sources) })),
    })),
    dropped: [...dropped, ...joined.dropped].slice(0, mostDropped),
    gaps,
  };
  return { content, figures: { ...usage, windows: windows.length, cached } };
}

function joinNotes(notes: readonly WindowNotes[]): WindowNotes {
  return {
    titles: new Map(notes.flatMap(({ titles }) => [...titles])),
    statements: notes.flatMap(({ statements }) => statements),
    dropped: notes.flatMap(({ dropped }) => dropped),
    gaps: notes.flatMap(({ gaps }) => gaps),
  };
}
