import type { z } from "zod";
import { findKeptReply, keepAnswer } from "@/server/enhancement/kept-answers";
import { noUsage, type TextUsage } from "../engines/enhancement/text-engine";
import type { GateStops } from "../engines/openai/request-gate";
import type { StepContext } from "../step";
import type { ModelRun } from "./summarize-by-model";

interface Question<Answer> {
  /** Of everything that the answer depends on. */
  key: string;
  schema: z.ZodType<Answer>;
  ask(options: GateStops & { group: string; usage: TextUsage }): Promise<Answer>;
  /** An answer of which nothing can be used is not kept: whoever tries again asks again. */
  isWorthIt(answer: Answer): boolean;
}

/** The answer that is kept, or a new one, which is kept then: the same is never paid for twice, also by a run that goes
 * on after another one was cut off. What this job paid for itself counts as its own.
 * @throws as the question does */
export async function askOnce<Answer>(
  { prisma, signal, softStop }: Pick<StepContext, "prisma" | "signal" | "softStop">,
  { ownerId, server, group, askedAt }: ModelRun,
  usage: TextUsage,
  { key, schema, ask, isWorthIt }: Question<Answer>,
): Promise<{ value: Answer; wasKept: boolean }> {
  const kept = await findKeptReply(ownerId, key, prisma);
  const known = kept && schema.safeParse(parseJson(kept.text));
  if (kept && known?.success) {
    const isOwn = kept.createdAt >= askedAt;
    if (isOwn) addUsage(usage, { ...kept, requests: 1 });
    return { value: known.data, wasKept: !isOwn };
  }
  const spent = noUsage();
  try {
    const value = await ask({ signal, softStop, group, usage: spent });
    if (isWorthIt(value)) {
      const { inputTokens, outputTokens, dollars } = spent;
      const answer = { text: JSON.stringify(value), inputTokens, outputTokens, dollars };
      await keepAnswer(ownerId, { key, model: server.model, answer }, prisma);
    }
    return { value, wasKept: false };
  } finally {
    addUsage(usage, spent);
  }
}

function addUsage(sum: TextUsage, { requests, inputTokens, outputTokens, dollars }: TextUsage): void {
  sum.requests += requests;
  sum.inputTokens += inputTokens;
  sum.outputTokens += outputTokens;
  sum.dollars = sum.dollars === null || dollars === null ? null : sum.dollars + dollars;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
