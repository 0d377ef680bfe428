import type { z } from "zod";
import { alignEnhanced } from "@/core/enhancement/align-enhanced";
import { judgeEnhancement } from "@/core/enhancement/judge-enhancement";
import { keepWords, shiftParagraphs } from "@/core/enhancement/machine-text";
import type { EnhancedParagraph } from "@/core/enhancement/types";
import { describeRejection } from "@/server/enhancement/data";
import { findKeptAnswer, keepAnswer } from "@/server/enhancement/kept-answers";
import type { PlannedWindow, WorkPlan } from "@/server/enhancement/plan-work";
import { type EnhancementWork, listWindows, saveWindow } from "@/server/enhancement/window-rows";
import type { windowReport } from "@/server/transcripts/result-schema";
import type { Enhancer } from "../engines/enhancement/enhancer";
import { TextAnswerError } from "../engines/enhancement/text-answer";
import { noUsage, type TextUsage, toAnswerError } from "../engines/enhancement/text-engine";
import type { StepContext } from "../step";

export interface EnhanceRun {
  ownerId: number;
  work: EnhancementWork;
  plan: WorkPlan;
  enhancer: Enhancer;
  /** Whose requests take turns with those of others. */
  group: string;
}

export interface EnhancedWindow {
  /** On the words of the whole text. */
  paragraphs: EnhancedParagraph[];
  report: z.output<typeof windowReport>;
}

/** What was found in one window is told so often, and no longer. */
const mostViolations = 20;
const longestQuote = 200;

/** Makes each window better, several at once, and writes it down when it is done: a run that is cut off repeats what was
 * in hand and nothing else. What is asked to stop begins no further window.
 * @throws the reason of a signal; TraxError where there is no hope for any window */
export async function enhanceWindows(
  context: StepContext,
  run: EnhanceRun,
): Promise<{ windows: EnhancedWindow[]; usage: TextUsage }> {
  const { prisma, signal, softStop, openCheckpoints, setProgress } = context;
  const { work, plan, enhancer } = run;
  const there = await listWindows(prisma, work);
  const done = new Map<number, EnhancedWindow>();
  for (const { index, key } of plan.windows) {
    const stored = there.get(index);
    if (stored?.key === key) done.set(index, stored);
  }
  there.clear();
  const waiting = plan.windows.filter(({ index }) => !done.has(index));
  const tell = () => setProgress((0.95 * done.size) / plan.windows.length);
  tell();
  openCheckpoints();
  // One that has no hope ends the others, which would only come to the same.
  const ends = new AbortController();
  const all = AbortSignal.any([signal, ends.signal]);
  const lane = async () => {
    for (let window = waiting.shift(); window; window = waiting.shift()) {
      softStop.throwIfAborted();
      const made = await makeWindow(context, run, window, all);
      const stored = { index: window.index, key: window.key, ...made };
      if (!(await saveWindow(prisma, work, stored))) throw new Error("the claim is stale");
      done.set(window.index, made);
      tell();
    }
  };
  const lanes = Array.from({ length: Math.min(enhancer.concurrency, waiting.length) }, () =>
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
  const windows = plan.windows.map(({ index }) => done.get(index) as EnhancedWindow);
  return { windows, usage: sumUsage(windows) };
}

async function makeWindow(
  { prisma, softStop }: StepContext,
  { ownerId, plan, enhancer, group }: EnhanceRun,
  window: PlannedWindow,
  signal: AbortSignal,
): Promise<EnhancedWindow> {
  const { fromWord, toWord, before, after, key } = window;
  const { domain, style, glossary, language } = plan;
  const words = plan.words.slice(fromWord, toWord);
  const place = {
    ...{ fromWord, toWord, startMs: words[0]?.startMs ?? 0 },
    endMs: Math.max(words[0]?.startMs ?? 0, words.at(-1)?.endMs ?? 0),
  };
  const spent = noUsage();
  const keep = (
    report: Pick<EnhancedWindow["report"], "outcome" | "sentence" | "code" | "violations" | "drift">,
  ) => ({
    paragraphs: keepWords(plan.words, fromWord, toWord),
    report: { ...place, ...report, ...spent },
  });
  const kept = enhancer.id === "rules" ? null : await findKeptAnswer(ownerId, key, prisma);
  try {
    const answer =
      kept === null
        ? await enhancer.enhance(
            { words, before, after, language, domain, style, glossary },
            { signal, softStop, group, usage: spent },
          )
        : { paragraphs: alignEnhanced(words, kept), text: null };
    const { accepted, violations, drift } = judgeEnhancement(words, answer.paragraphs, {
      language,
      style,
      glossary,
    });
    if (!accepted) {
      const told = violations.slice(0, mostViolations).map((violation) => ({
        ...violation,
        firstWord: violation.firstWord + fromWord,
        before: violation.before.slice(0, longestQuote),
        after: violation.after.slice(0, longestQuote),
      }));
      return keep({ outcome: "rejected", sentence: describeRejection(violations), violations: told, drift });
    }
    if (answer.text !== null) {
      const { inputTokens, outputTokens, dollars } = spent;
      const { model } = enhancer;
      await keepAnswer(
        ownerId,
        { key, model, answer: { text: answer.text, inputTokens, outputTokens, dollars } },
        prisma,
      );
    }
    return {
      paragraphs: shiftParagraphs(answer.paragraphs, fromWord),
      report: { ...place, outcome: "accepted", drift, cached: kept !== null || undefined, ...spent },
    };
  } catch (error) {
    if (!(error instanceof TextAnswerError)) throw error;
    const { code, message } = toAnswerError(error, enhancer.model);
    return keep({ outcome: "failed", code, sentence: message });
  }
}

/** Of all windows, also those that an earlier run had made. */
function sumUsage(windows: readonly EnhancedWindow[]): TextUsage {
  const sum = noUsage();
  for (const { report } of windows) {
    sum.requests += report.requests ?? 0;
    sum.inputTokens += report.inputTokens ?? 0;
    sum.outputTokens += report.outputTokens ?? 0;
    sum.dollars =
      sum.dollars === null || report.dollars === null ? null : sum.dollars + (report.dollars ?? 0);
  }
  return sum;
}
