import { getSettings, type Settings } from "./env";

/** OpenAI, or a server that speaks its protocol, as the settings have it. */
export interface SpeechServer {
  /** Never to be logged or shown. Null: a server of one's own that asks for none. */
  apiKey: string | null;
  baseUrl: string;
  /** Its host, as people read it. */
  name: string;
  /** In this machine: the sound goes nowhere. */
  isLocal: boolean;
  model: string;
  /** Gives text alone: neither times nor how sure it is. Known by the name, before anything is asked. */
  givesTextOnly: boolean;
  /** Says who speaks. Known by the name, too: of other models it shows in their answers. */
  tellsSpeakers: boolean;
  concurrency: number;
  /** In US dollars; null: not told. */
  pricePerMinute: number | null;
  timeoutMs: number;
}

const OPENAI_URL = "https://api.openai.com/v1";

/** Null while neither a key nor an address is set. */
export function findSpeechServer(settings: Settings = getSettings()): SpeechServer | null {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, TRAX_OPENAI_MODEL: model } = settings;
  if (!OPENAI_API_KEY && !OPENAI_BASE_URL) return null;
  const baseUrl = (OPENAI_BASE_URL ?? OPENAI_URL).replace(/\/+$/, "");
  const { host, hostname } = new URL(baseUrl);
  const tellsSpeakers = /diari[sz]/i.test(model);
  return {
    apiKey: OPENAI_API_KEY ?? null,
    baseUrl,
    name: host,
    isLocal: hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname),
    model,
    givesTextOnly: /^gpt-/.test(model) && !tellsSpeakers,
    tellsSpeakers,
    concurrency: settings.TRAX_OPENAI_CONCURRENCY,
    pricePerMinute: settings.TRAX_OPENAI_PRICE_PER_MINUTE ?? null,
    timeoutMs: settings.TRAX_OPENAI_TIMEOUT_SECONDS * 1_000,
  };
}
