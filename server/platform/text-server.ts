import { getSettings, type Settings } from "./env";

/** A server of language models, as the settings have it: OpenAI's, or one that speaks its protocol. */
export interface TextServer {
  /** Never to be logged or shown. Null: a server of one's own that asks for none. */
  apiKey: string | null;
  baseUrl: string;
  /** Its host, as people read it. */
  name: string;
  isOpenai: boolean;
  /** In this machine: the text goes nowhere. */
  isLocal: boolean;
  model: string;
  concurrency: number;
  /** Question and answer together. */
  contextTokens: number;
  /** In US dollars for a million tokens; null: not told. */
  price: { input: number; output: number } | null;
  /** Of silence. */
  timeoutMs: number;
}

const OPENAI_URL = "https://api.openai.com/v1";
const OPENAI_MODEL = "gpt-4.1-mini";

/** Null while no model is set, but for OpenAI itself, whose key is enough.
 * @param model instead of the one that is set */
export function findTextServer(
  settings: Settings = getSettings(),
  model: string | null = null,
): TextServer | null {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, TRAX_TEXT_BASE_URL, TRAX_TEXT_API_KEY } = settings;
  const baseUrl = (TRAX_TEXT_BASE_URL ?? OPENAI_BASE_URL ?? OPENAI_URL).replace(/\/+$/, "");
  // A key goes to the server it was given for, and to no other.
  const apiKey = (TRAX_TEXT_BASE_URL ? TRAX_TEXT_API_KEY : (TRAX_TEXT_API_KEY ?? OPENAI_API_KEY)) ?? null;
  const isOpenai = new URL(baseUrl).hostname === new URL(OPENAI_URL).hostname;
  const wanted = settings.TRAX_TEXT_MODEL ?? (isOpenai ? OPENAI_MODEL : null);
  if (wanted === null || (isOpenai && apiKey === null)) return null;
  const { host, hostname } = new URL(baseUrl);
  return {
    apiKey,
    baseUrl,
    name: host,
    isOpenai,
    isLocal: hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname),
    model: model ?? wanted,
    concurrency: settings.TRAX_TEXT_CONCURRENCY,
    contextTokens: settings.TRAX_TEXT_CONTEXT_TOKENS,
    // The price is of the model that is set.
    price: model === null || model === wanted ? (settings.TRAX_TEXT_PRICE ?? null) : null,
    timeoutMs: settings.TRAX_TEXT_TIMEOUT_SECONDS * 1_000,
  };
}
