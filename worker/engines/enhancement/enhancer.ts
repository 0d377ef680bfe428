import type {
  EnhancedParagraph,
  EnhancementStyle,
  GlossaryTerm,
  MachineWord,
} from "@/core/enhancement/types";
import type { GateStops } from "../openai/request-gate";
import type { TextUsage } from "./text-engine";

/** A stretch of a machine's text to be made better. */
export interface EnhancerWindow {
  words: readonly MachineWord[];
  /** What was said around it. */
  before: string;
  after: string;
  language: string | null;
  domain: { name: string; version: number; instructions: string };
  style: EnhancementStyle;
  glossary: GlossaryTerm[];
}

/** On the words of the window, from 0. Nothing of it was judged yet. */
export interface EnhancerAnswer {
  paragraphs: EnhancedParagraph[];
  /** As the model wrote it, to be kept; null where it cost nothing. */
  text: string | null;
}

export interface Enhancer {
  readonly id: "rules" | "openai";
  readonly model: string;
  readonly promptVersion: string;
  /** Windows at once, of one text. */
  readonly concurrency: number;
  /** @param usage is added to, whatever becomes of the answer
   * @throws the reason of a signal; TraxError where no window has any hope; TextAnswerError where this one has none */
  enhance(
    window: EnhancerWindow,
    options: GateStops & { group: string; usage: TextUsage },
  ): Promise<EnhancerAnswer>;
}
