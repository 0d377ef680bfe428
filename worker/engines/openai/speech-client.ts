import OpenAI from "openai";
import { TraxError } from "@/server/platform/errors";
import type { SpeechServer } from "@/server/platform/speech-server";
import { createBoundedFetch } from "./bounded-fetch";
import { type RequestFailure, toRequestFailure } from "./request-failure";

/** From the richest answer to the plainest. */
export const answerFormats = ["speakers", "words", "segments", "text"] as const;
export type AnswerFormat = (typeof answerFormats)[number];

export interface TranscriptionRequest {
  wav: Buffer<ArrayBuffer>;
  format: AnswerFormat;
  language: string | null;
  /** Terms that may be said, and what was said before; null where nothing is told. */
  prompt: string | null;
}

export interface SpeechClient {
  /** The bare text of an answer.
   * @throws the signal's reason, SpeechRequestError */
  ask(request: TranscriptionRequest, signal: AbortSignal): Promise<string>;
}

export class SpeechRequestError extends Error implements RequestFailure {
  override name = "SpeechRequestError";
  readonly error: TraxError;
  readonly retryAfterMs: number | null;
  readonly shouldRetry: boolean | null;

  constructor({ error, retryAfterMs, shouldRetry }: RequestFailure) {
    super(error.message, { cause: error });
    this.error = error;
    this.retryAfterMs = retryAfterMs;
    this.shouldRetry = shouldRetry;
  }
}

/** A listing of models is an aside: it is not waited for long. */
const listPatienceMs = 5_000;
const listedModels = 8;

function askFor(format: AnswerFormat): object {
  // A model that tells speakers apart takes more than half a minute only where the server may cut it.
  if (format === "speakers") return { response_format: "diarized_json", chunking_strategy: "auto" };
  if (format === "text") return { response_format: "json" };
  return {
    response_format: "verbose_json",
    ...(format === "words" && { timestamp_granularities: ["word", "segment"] }),
  };
}

/** The stock client, with everything passed that it would otherwise look for in the environment, without its own
 * retries (they repeat what no credit can pay, and every wait here has to end with the run's signal) and without its
 * log, which shows requests. */
export function createSpeechClient(server: SpeechServer): SpeechClient {
  const { apiKey, baseUrl: baseURL, timeoutMs, model } = server;
  const client = new OpenAI({
    // The client insists on one; a server that wants none does not look at it.
    apiKey: apiKey ?? "none",
    baseURL,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: "off",
    defaultHeaders: { "X-Trax-Relay": "1" },
    fetch: createBoundedFetch(),
  });

  async function send(
    { wav, format, language, prompt }: TranscriptionRequest,
    signal: AbortSignal,
  ): Promise<string> {
    const response = await client.audio.transcriptions
      .create(
        {
          file: new File([wav], "audio.wav", { type: "audio/wav" }),
          model,
          ...(language ? { language } : {}),
          ...(prompt ? { prompt } : {}),
          ...(askFor(format) as { response_format: "json" }),
        },
        { signal },
      )
      .asResponse();
    return await response.text();
  }

  async function describeModels(): Promise<string> {
    try {
      const options = { signal: AbortSignal.timeout(listPatienceMs), timeout: listPatienceMs };
      const { data } = await client.models.list(options);
      const ids = data.map(({ id }) => String(id).slice(0, 60));
      const forSpeech = ids.filter((id) => /whisper|transcribe|moonshine|parakeet|canary|voxtral/i.test(id));
      const named = (forSpeech.length > 0 ? forSpeech : ids).slice(0, listedModels);
      return named.length > 0 ? `It offers ${named.join(", ")}.` : "It lists none.";
    } catch {
      return "It does not tell which it has.";
    }
  }

  return {
    async ask(request, signal) {
      signal.throwIfAborted();
      // Of the whole request: the client's own bound ends with the first line of the answer.
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), timeoutMs);
      try {
        return await send(request, AbortSignal.any([signal, late.signal]));
      } catch (error) {
        signal.throwIfAborted();
        const failure = toRequestFailure(server, error, late.signal.aborted);
        if (failure.error.code === "ENGINE_MODEL_UNKNOWN") {
          const details = { ...failure.error.details, known: await describeModels() };
          signal.throwIfAborted();
          failure.error = new TraxError("ENGINE_MODEL_UNKNOWN", details);
        }
        throw new SpeechRequestError(failure);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
