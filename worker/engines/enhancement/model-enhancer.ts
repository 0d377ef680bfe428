import { z } from "zod";
import { alignEnhanced } from "@/core/enhancement/align-enhanced";
import { serializeWords, shiftParagraphs } from "@/core/enhancement/machine-text";
import { planWindows } from "@/core/enhancement/plan-windows";
import type { MachineWord } from "@/core/enhancement/types";
import { promptVersion, serializeInstructions, serializeWindow } from "@/core/enhancement/window-prompt";
import { normalizeText } from "@/core/transcript/normalize-text";
import type { Enhancer, EnhancerAnswer, EnhancerWindow } from "./enhancer";
import { TextAnswerError } from "./text-answer";
import { estimateTokens, type TextEngine } from "./text-engine";

const answerShape = z.strictObject({ paragraphs: z.array(z.string()) });

/** A stretch that does not fit into the model is asked for in two halves, down to this. */
const fewestWords = 24;
/** Punctuation and paragraphs make a text longer, and so does JSON. */
const answerRoom = 1.6;
const leastAnswerTokens = 256;

/** A language model that edits window by window. Its answer is text and nothing else: what it says of other things, or
 * does by the wish of somebody in the recording, is told by the gates. */
export function createModelEnhancer(engine: TextEngine): Enhancer {
  const { model, concurrency } = engine.server;
  type Options = Parameters<Enhancer["enhance"]>[1];

  async function ask(window: EnhancerWindow, options: Options): Promise<string> {
    const text = serializeWords(window.words);
    const { language, style, glossary, domain, before, after } = window;
    const { name, instructions } = domain;
    const answer = await engine.ask(
      {
        instructions: serializeInstructions({ language, domain: name, instructions, style, glossary }),
        data: serializeWindow({ before, text, after }),
        schema: answerShape,
        name: "edited_transcript",
        mostTokens: leastAnswerTokens + Math.ceil(estimateTokens(text) * answerRoom),
      },
      options,
    );
    return toPlainText(answer.paragraphs);
  }

  async function enhance(window: EnhancerWindow, options: Options): Promise<EnhancerAnswer> {
    const { words } = window;
    try {
      const text = await ask(window, options);
      if (text === "") throw new TextAnswerError("unusable", "it is empty");
      return { text, paragraphs: alignEnhanced([...words], text) };
    } catch (error) {
      const isLong = error instanceof TextAnswerError && ["too-long", "cut-off"].includes(error.kind);
      if (!isLong || words.length < 2 * fewestWords) throw error;
      return inHalves(window, options);
    }
  }

  async function inHalves(window: EnhancerWindow, options: Options): Promise<EnhancerAnswer> {
    const words = [...window.words];
    const parts: EnhancerAnswer[] = [];
    const half = Math.ceil(words.length / 2);
    for (const { fromWord, toWord } of planWindows(words, { maxWords: half, overlapWords: 0 })) {
      const part: MachineWord[] = words.slice(fromWord, toWord);
      // What is around is left out: the shorter, the likelier it fits.
      const { paragraphs, text } = await enhance({ ...window, words: part, before: "", after: "" }, options);
      parts.push({ paragraphs: shiftParagraphs(paragraphs, fromWord), text });
    }
    return {
      paragraphs: parts.flatMap(({ paragraphs }) => paragraphs),
      text: parts.map(({ text }) => text).join("\n\n"),
    };
  }

  return { id: "openai", model, promptVersion, concurrency, enhance };
}

/** Lines of an answer are paragraphs too; nothing in it is more than letters. */
function toPlainText(paragraphs: readonly string[]): string {
  return paragraphs
    .flatMap((paragraph) => paragraph.split(/\n\s*\n/))
    .map(normalizeText)
    .filter((paragraph) => paragraph !== "")
    .join("\n\n");
}
