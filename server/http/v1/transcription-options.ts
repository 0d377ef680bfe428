import { type EngineId, engineId } from "@/server/batches/schema";
import { resolveSettings } from "@/server/batches/service";
import { isTraxError, TraxError } from "@/server/platform/errors";
import { listEngineIds } from "@/server/workers/data";

export const responseFormats = ["json", "text", "srt", "verbose_json", "vtt"] as const;
export type ResponseFormat = (typeof responseFormats)[number];

/** What stock clients ask for when nobody told them anything else; it means the engine that is set by default. */
export const MODEL_ALIAS = "whisper-1";

export interface TranscriptionOptions {
  engine: EngineId | undefined;
  language: string | undefined;
  format: ResponseFormat;
  words: boolean;
  segments: boolean;
  stream: boolean;
}

/** Reads the fields of a request. `prompt` is taken and changes nothing, since no engine here can be led by one;
 * so are `temperature` and fields that are not known here.
 * @throws TraxError API_FIELD_INVALID, ENGINE_UNKNOWN, LANGUAGE_UNKNOWN, each with the field as `param` */
export function parseTranscriptionOptions(fields: ReadonlyMap<string, string[]>): TranscriptionOptions {
  const last = (name: string) => fields.get(name)?.at(-1)?.trim();
  const format = parseFormat(last("response_format"));
  const stream = parseFlag("stream", last("stream"));
  if (stream && format !== "json" && format !== "text") {
    throw invalid("response_format", "a stream carries text only; use json, or leave stream out.");
  }
  const temperature = Number(last("temperature") || 0);
  if (!(temperature >= 0 && temperature <= 1)) throw invalid("temperature", "it must be from 0 to 1.");

  const granularities = [
    ...(fields.get("timestamp_granularities[]") ?? []),
    ...(fields.get("timestamp_granularities") ?? []),
  ];
  const unknown = granularities.find((each) => each !== "word" && each !== "segment");
  if (unknown !== undefined) {
    throw invalid("timestamp_granularities", `"${unknown}" is not known. Known: word, segment.`);
  }
  if (granularities.length > 0 && format !== "verbose_json") {
    throw invalid("timestamp_granularities", "times come with response_format verbose_json only.");
  }
  const engine = parseModel(last("model"));
  const language = last("language") || undefined;
  try {
    resolveSettings({ engine, language });
  } catch (error) {
    throw withParam(error, "language");
  }
  return {
    engine,
    language,
    format,
    words: granularities.includes("word"),
    segments: granularities.length === 0 || granularities.includes("segment"),
    stream,
  };
}

function parseFormat(value: string | undefined): ResponseFormat {
  if (!value) return "json";
  const found = responseFormats.find((format) => format === value);
  if (!found)
    throw invalid("response_format", `"${value}" is not known. Known: ${responseFormats.join(", ")}.`);
  return found;
}

function parseFlag(name: string, value: string | undefined): boolean {
  if (!value || value === "false" || value === "0") return false;
  if (value === "true" || value === "1") return true;
  throw invalid(name, "it must be true or false.");
}

/** @throws TraxError ENGINE_UNKNOWN, naming those that are known */
function parseModel(value: string | undefined): EngineId | undefined {
  if (!value || value === MODEL_ALIAS) return undefined;
  const parsed = engineId.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new TraxError("ENGINE_UNKNOWN", {
    engine: value,
    known: [...listEngineIds(), MODEL_ALIAS].join(", "),
    param: "model",
  });
}

function invalid(param: string, reason: string): TraxError {
  return new TraxError("API_FIELD_INVALID", { param, reason });
}

function withParam(error: unknown, param: string): unknown {
  if (isTraxError(error)) error.details.param = param;
  return error;
}
