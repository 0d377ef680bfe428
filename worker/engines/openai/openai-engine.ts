import { setTimeout as delay } from "node:timers/promises";
import { orderTurns } from "@/core/diarization/order-turns";
import { findLanguage } from "@/core/transcript/find-language";
import { spokenLanguages } from "@/core/transcript/spoken-languages";
import type { TimedWord } from "@/core/transcript/types";
import { TraxError } from "@/server/platform/errors";
import type { SpeechServer } from "@/server/platform/speech-server";
import { type ChunkResult, type EngineRequestOptions, SAMPLE_RATE, type SpeechEngine } from "../engine";
import type { EnginePool } from "../engine-pool";
import { alignText } from "../moonshine/align-text";
import { alignedLanguages } from "../moonshine/alignment";
import { looksEnglish } from "../moonshine/looks-english";
import { readWavSamples } from "../read-wav";
import { detectVoice } from "../vad/detect-voice";
import { type ChunkBounds, planChunks } from "../vad/plan-chunks";
import { decideRetry, type RequestFailure } from "./decide-retry";
import { parseAnswer, type SpeechAnswer } from "./parse-answer";
import { createRequestGate } from "./request-gate";
import { serializePrompt } from "./serialize-prompt";
import { serializeWav } from "./serialize-wav";
import { type AnswerFormat, answerFormats, createSpeechClient, SpeechRequestError } from "./speech-client";
import { timeAnswer } from "./time-answer";

/** Of an answer that is text alone a word is found again only as well as its chunk is short: so much is aligned at once. */
const textBounds: ChunkBounds = {
  joinGapSamples: 2 * SAMPLE_RATE,
  joinedMaxSamples: 24 * SAMPLE_RATE,
  hardMaxSamples: 24 * SAMPLE_RATE,
};
/** Far below what the protocol takes (25 MB and 1,390 s): what fails, or was in hand when the power went, is little, and
 * there is something to send at once. */
const timedBounds: ChunkBounds = {
  joinGapSamples: 4 * SAMPLE_RATE,
  joinedMaxSamples: 120 * SAMPLE_RATE,
  hardMaxSamples: 120 * SAMPLE_RATE,
};
/** Servers refuse what is shorter than a tenth of a second; silence is put behind it. */
const shortestSamples = SAMPLE_RATE;

/** OpenAI, or a server that speaks its protocol: speech is found here and written down there.
 * @param detector finds speech on this machine
 * @param decide how long to wait before a request is made again */
export function createOpenaiEngine(
  server: SpeechServer,
  pool: EnginePool,
  detector: Pick<SpeechEngine, "prepare" | "detectSpeech">,
  decide: (failure: RequestFailure, attempts: number) => number | null = decideRetry,
): SpeechEngine {
  const client = createSpeechClient(server);
  const gate = createRequestGate(server.concurrency);
  /** The richest answer that the server has not refused to give. */
  let format: AnswerFormat = server.tellsSpeakers ? "speakers" : server.givesTextOnly ? "text" : "words";
  /** Whether it has not refused to be told what was said before. */
  let takesPrompt = !server.tellsSpeakers;

  async function askOnce(
    wavPath: string,
    wav: Buffer<ArrayBuffer>,
    request: EngineRequestOptions,
  ): Promise<SpeechAnswer> {
    const asked = format;
    const language = request.language ?? null;
    const prompt = takesPrompt ? serializePrompt(request) : null;
    try {
      const body = await gate.pass(wavPath, request, () =>
        client.ask({ wav, format: asked, language, prompt }, request.signal),
      );
      return parseBody(body, wav);
    } catch (error) {
      if (prompt && refuses(error, /\bprompt/i)) {
        takesPrompt = false;
        return askOnce(wavPath, wav, request);
      }
      const plainer = answerFormats[answerFormats.indexOf(asked) + 1];
      if (
        !plainer ||
        !refuses(error, /response_format|verbose_json|diarized_json|chunking_strategy|granularit/i)
      )
        throw error;
      if (format === asked) format = plainer;
      return askOnce(wavPath, wav, request);
    }
  }

  function parseBody(body: string, wav: Buffer): SpeechAnswer {
    try {
      return parseAnswer(body, wav.length / 2 / SAMPLE_RATE);
    } catch (error) {
      const reason = (error as Error).message;
      throw new SpeechRequestError({
        error: new TraxError("ENGINE_ANSWER_UNUSABLE", { server: server.name, reason }),
        retryAfterMs: null,
        shouldRetry: null,
      });
    }
  }

  /** @throws the reason of a signal, TraxError once there is no hope left */
  async function ask(
    wavPath: string,
    wav: Buffer<ArrayBuffer>,
    request: EngineRequestOptions,
  ): Promise<SpeechAnswer> {
    for (let attempts = 1; ; attempts++) {
      try {
        return await askOnce(wavPath, wav, request);
      } catch (error) {
        if (!(error instanceof SpeechRequestError)) throw error;
        const waitMs = decide(error, attempts);
        if (waitMs === null) throw withCount(error.error, attempts);
        // Whoever asks next would only be told the same.
        if (error.error.code === "ENGINE_RATE_LIMIT") gate.closeFor(waitMs);
        await rest(waitMs, request);
      }
    }
  }

  return {
    description: {
      id: "openai",
      name: `${server.model} at ${server.name}`,
      languages: [...spokenLanguages],
      description: "A speech server that is asked over the network.",
    },
    // Turns are taken in the gate, and the next request is ready when one is over.
    lanes: server.concurrency + 1,
    takesText: true,
    prepare: detector.prepare,
    detectSpeech: detector.detectSpeech,
    planChunks: (regions, totalSamples) =>
      planChunks(regions, totalSamples, server.givesTextOnly ? textBounds : timedBounds),

    async transcribeChunk(wavPath, range, request): Promise<ChunkResult> {
      const [samples = new Float32Array(0)] = await readWavSamples(wavPath, [range]);
      const wav = serializeWav(samples, shortestSamples);
      const answer = await ask(wavPath, wav, request);
      const toMs = (sample: number) => Math.round((sample * 1_000) / SAMPLE_RATE);
      // The answer is there and paid for: only the end of the run takes it away, no softer stop.
      const { signal, account } = request;
      const language = findHeardLanguage(answer) ?? request.language ?? null;
      const { words, times } = await timeAnswer(answer, toMs(range.end - range.start), {
        async align(given) {
          const isKnown = language ? alignedLanguages.includes(language) : looksEnglish(given);
          if (!isKnown) return null;
          await detector.prepare(signal);
          const placed = await alignText(pool, wavPath, range, given, { signal, account });
          return placed?.map((word) => shiftWord(word, -toMs(range.start))) ?? null;
        },
        async findVoice() {
          await detector.prepare(signal);
          const voice = await detectVoice(pool, wavPath, range, { signal, account });
          return voice.map(({ start, end }) => ({ startMs: toMs(start), endMs: toMs(end) }));
        },
      });
      const offsetMs = toMs(range.start);
      const turns = orderTurns(answer.turns ?? [], toMs(range.end - range.start)).map(
        ({ speaker, startMs, endMs }) => ({
          ...{ speaker, startMs: startMs + offsetMs, endMs: endMs + offsetMs },
        }),
      );
      return {
        words: words.map((word) => shiftWord(word, offsetMs)),
        text: words.map(({ text }) => text).join(" "),
        avgLogprob: deriveMeanLogprob(answer),
        noSpeechLogprob: null,
        stopped: "end",
        tokens: [],
        language,
        times,
        ...(turns.length > 0 && { turns }),
        model: server.model,
        billedSeconds: answer.billedSeconds ?? (range.end - range.start) / SAMPLE_RATE,
      };
    },
  };
}

function shiftWord(word: TimedWord, byMs: number): TimedWord {
  return { ...word, startMs: word.startMs + byMs, endMs: word.endMs + byMs };
}

function findHeardLanguage({ language }: SpeechAnswer): string | null {
  return language === null ? null : findLanguage(language, spokenLanguages);
}

/** A model that does not know of something says so when it is asked for it. */
function refuses(error: unknown, what: RegExp): boolean {
  if (!(error instanceof SpeechRequestError)) return false;
  const { code, details } = error.error;
  return code === "ENGINE_REQUEST_REFUSED" && what.test(String(details.reason));
}

function withCount(error: TraxError, count: number): TraxError {
  return new TraxError(error.code, { ...error.details, count }, { cause: error.cause });
}

/** @throws the reason of whichever signal ends it */
async function rest(ms: number, { signal, softStop }: EngineRequestOptions): Promise<void> {
  const either = softStop ? AbortSignal.any([signal, softStop]) : signal;
  await delay(ms, undefined, { signal: either }).catch((error: unknown) => {
    signal.throwIfAborted();
    softStop?.throwIfAborted();
    throw error;
  });
}

/** Of the answer's lines, weighted by their length; null where it has none. */
function deriveMeanLogprob({ segments }: SpeechAnswer): number | null {
  let weight = 0;
  let sum = 0;
  for (const { avgLogprob, startMs, endMs } of segments) {
    if (avgLogprob === null || endMs <= startMs) continue;
    weight += endMs - startMs;
    sum += avgLogprob * (endMs - startMs);
  }
  return weight > 0 ? sum / weight : null;
}
