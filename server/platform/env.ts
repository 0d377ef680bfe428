import { isIP } from "node:net";
import path from "node:path";
import { z } from "zod";
import { speechModelIds } from "@/core/speech/speech-models";
import { TraxError } from "./errors";
import { parseAllowedHosts } from "./links/allowed-hosts";
import { parseTestHosts } from "./links/parse-test-hosts";
import { processWide } from "./process-wide";

/** The only reader of process.env. Every setting, its default and its meaning; README lists the same. */

const flag = z.enum(["0", "1", "true", "false", ""]).transform((value) => value === "1" || value === "true");

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}.`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be a whole number from ${min} to ${max}.`);

/** An empty variable is one that is not set: templates of services leave them so. */
const text = () =>
  z
    .string()
    .transform((value) => value || undefined)
    .optional();

const setting = {
  /** The system's: where programs are looked for. */
  PATH: z.string().default(""),
  PORT: wholeNumber(0, 65_535).default(3000),
  TRAX_HOST: z.string().min(1, "must be an address, for example 127.0.0.1.").default("127.0.0.1"),
  TRAX_HOME: z.string().min(1, "must be a folder.").default(".trax"),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/.+/, "must look like postgres://user:password@host:5432/name.")
    .optional(),
  TRAX_ALLOW_INSECURE: flag.default(false),
  TRAX_ALLOWED_HOSTS: z.string().default(""),
  TRAX_LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  TRAX_MAX_UPLOAD_BYTES: wholeNumber(1, Number.MAX_SAFE_INTEGER).default(15 * 1024 ** 3),
  /** Of all recordings of one owner together, the trash and what is announced of unfinished uploads included. */
  TRAX_OWNER_QUOTA_BYTES: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(),
  TRAX_UPLOAD_KEEP_HOURS: wholeNumber(1, 87_600).default(7 * 24),
  /** What is in the trash is deleted for ever after so many days. */
  TRAX_TRASH_DAYS: wholeNumber(1, 36_500).default(30),
  TRAX_MAX_AUDIO_HOURS: wholeNumber(1, 1000).default(10),
  TRAX_MIN_FREE_BYTES: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(512 * 1024 ** 2),
  /** Turns S3 on; without it bytes live in TRAX_HOME. */
  TRAX_S3_BUCKET: text(),
  TRAX_S3_ENDPOINT: text().refine(
    (value) => value === undefined || isPlainUrl(value),
    "must be a URL without user, password or path, for example https://s3.example.org.",
  ),
  TRAX_S3_REGION: z.string().min(1, "must be a name, for example us-east-1.").default("us-east-1"),
  TRAX_S3_ACCESS_KEY_ID: text(),
  TRAX_S3_SECRET_ACCESS_KEY: text(),
  TRAX_S3_PREFIX: z
    .string()
    .transform((value) => value.replace(/^\/+|\/+$/g, ""))
    .refine(
      (value) => /^[A-Za-z0-9._/-]{0,200}$/.test(value),
      "may hold letters, digits, dot, dash, underscore and slash.",
    )
    .default(""),
  TRAX_S3_FORCE_PATH_STYLE: flag.optional(),
  TRAX_CACHE_BYTES: wholeNumber(0, Number.MAX_SAFE_INTEGER).default(20 * 1000 ** 3),
  TRAX_FFMPEG: z.string().optional(),
  TRAX_FFPROBE: z.string().optional(),
  /** Hosts and ranges of one's own network that links may lead to. */
  TRAX_LINK_ALLOWED_HOSTS: z
    .string()
    .default("")
    .superRefine((value, context) => {
      const parsed = parseAllowedHosts(value);
      if ("wrong" in parsed) context.addIssue(`${parsed.wrong} is no host, host:port or range of addresses.`);
    }),
  TRAX_YTDLP: text(),
  /** In Netscape format. */
  TRAX_YTDLP_COOKIES: text(),
  TRAX_ENGINE: z
    .enum(["moonshine-base", "moonshine-tiny", "openai", ...speechModelIds])
    .default("moonshine-base"),
  /** Where speech models are fetched from: a mirror that answers as Hugging Face does. */
  TRAX_MODELS_URL: z
    .string()
    .refine(
      (value) => isApiUrl(value),
      "must be a URL without user, password or query, for example https://huggingface.co.",
    )
    .transform((value) => value.replace(/\/+$/, ""))
    .default("https://huggingface.co"),
  /** Either of the two makes the engine "openai" one that can be chosen. */
  OPENAI_API_KEY: text().refine(
    // Nothing else can stand in a header, and a client that tried would show it in its complaint.
    (value) => value === undefined || /^[\x21-\x7e]{1,1000}$/.test(value),
    "it may hold letters, digits and signs, and no space or line break.",
  ),
  OPENAI_BASE_URL: text().refine(
    (value) => value === undefined || isApiUrl(value),
    "must be a URL without user, password or query, for example http://127.0.0.1:8000/v1.",
  ),
  TRAX_OPENAI_MODEL: z
    .string()
    .refine(isModelName, "must be the name of a model, for example gpt-transcribe.")
    .default("gpt-transcribe"),
  /** Requests at once, of each worker. */
  TRAX_OPENAI_CONCURRENCY: wholeNumber(1, 64).default(4),
  /** In US dollars. */
  TRAX_OPENAI_PRICE_PER_MINUTE: text()
    .refine(
      (value) => value === undefined || /^\d{1,4}(\.\d{1,8})?$/.test(value),
      "must be a price in US dollars, for example 0.006.",
    )
    .transform((value) => (value === undefined ? undefined : Number(value))),
  /** Node's own client gives a server up that sends nothing for 300 s. */
  TRAX_OPENAI_TIMEOUT_SECONDS: wholeNumber(1, 290).default(240),
  /** The language model that makes texts better. Without it: OpenAI's default where its key is there, and none elsewhere. */
  TRAX_TEXT_MODEL: text().refine(
    (value) => value === undefined || isModelName(value),
    "must be the name of a model, for example gpt-4.1-mini.",
  ),
  /** Where that model is, when not at OPENAI_BASE_URL; its key is TRAX_TEXT_API_KEY then. */
  TRAX_TEXT_BASE_URL: text().refine(
    (value) => value === undefined || isApiUrl(value),
    "must be a URL without user, password or query, for example http://127.0.0.1:11434/v1.",
  ),
  TRAX_TEXT_API_KEY: text().refine(
    (value) => value === undefined || /^[\x21-\x7e]{1,1000}$/.test(value),
    "it may hold letters, digits and signs, and no space or line break.",
  ),
  /** Requests at once, of each worker. */
  TRAX_TEXT_CONCURRENCY: wholeNumber(1, 64).default(4),
  /** Tokens that the model takes, question and answer together. */
  TRAX_TEXT_CONTEXT_TOKENS: wholeNumber(1_000, 10_000_000).default(8_192),
  /** In US dollars for a million tokens, of the question and of the answer. */
  TRAX_TEXT_PRICE: text()
    .refine(
      (value) => value === undefined || /^\d{1,5}(\.\d{1,8})?\/\d{1,5}(\.\d{1,8})?$/.test(value),
      "must be two prices in US dollars for a million tokens, question/answer, for example 0.4/1.6.",
    )
    .transform((value) => {
      const [input = 0, output = 0] = (value ?? "").split("/").map(Number);
      return value === undefined ? undefined : { input, output };
    }),
  /** Of silence: an answer that goes on is waited for. */
  TRAX_TEXT_TIMEOUT_SECONDS: wholeNumber(1, 290).default(240),
  TRAX_ENHANCEMENT_CACHE_DAYS: wholeNumber(1, 3_650).default(90),
  TRAX_CPU_LIMIT_PERCENT: wholeNumber(1, 100).default(90),
  TRAX_MEMORY_LIMIT_MB: wholeNumber(64, 16_777_216).optional(),
  TRAX_DATABASE_POOL_SIZE: wholeNumber(5, 200).default(10),
  TRAX_DATABASE_TIMEOUT_MS: wholeNumber(500, 3_600_000).default(60_000),
  TRAX_DATABASE_CONNECT_MS: wholeNumber(100, 600_000).default(10_000),
  /** Without it, as long as three heartbeats. */
  TRAX_DATABASE_IDLE_MS: wholeNumber(1_000, 3_600_000).optional(),
  /** Of this machine's clock. */
  TRAX_BACKUP_HOUR: z
    .union([z.literal("off"), wholeNumber(0, 23)], "must be off or an hour from 0 to 23.")
    .default(3),
  TRAX_BACKUP_FOLDER: text(),
  /** Where the embedded database keeps its log, to go back to any moment. */
  TRAX_WAL_ARCHIVE: text(),
  /** New recordings in it become batches. */
  TRAX_WATCH_FOLDER: text(),
  /** How long a file stands still before it counts as whole. */
  TRAX_WATCH_SETTLE_SECONDS: wholeNumber(1, 86_400).default(15),
  TRAX_HEARTBEAT_MS: wholeNumber(100, 60_000).default(5_000),
  /** Set by the supervisor for its children. */
  TRAX_EMBEDDED_DATABASE: flag.default(false),
  TRAX_WORKER_ID: z.uuid("must be a UUID.").optional(),
  TRAX_WORKER_PREDECESSOR: z.uuid("must be a UUID.").optional(),
  /** Tests have no internet: these names lead to a stand-in on loopback, for whose certificates this file vouches. */
  TRAX_TEST_LINK_HOSTS: text().refine(
    (value) => value === undefined || parseTestHosts(value) !== null,
    "must be names and a port of loopback, for example youtube.com=127.0.0.1:4443.",
  ),
  TRAX_TEST_LINK_CA: text(),
};

const schema = z.object(setting);

export type Settings = Omit<z.output<typeof schema>, "TRAX_HOME"> & {
  /** Absolute. */
  TRAX_HOME: string;
};

/** @throws TraxError SETTING_INVALID naming the first wrong setting, HOST_NOT_LOOPBACK. */
export function parseSettings(source: Record<string, string | undefined>): Settings {
  const known = Object.fromEntries(Object.keys(setting).map((key) => [key, source[key]]));
  const result = schema.safeParse(known);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new TraxError("SETTING_INVALID", {
      name: String(issue?.path[0] ?? "?"),
      reason: describeIssue(issue),
    });
  }
  const unknown = Object.keys(source).find(
    (key) => key.startsWith("TRAX_") && !(key in setting) && !key.startsWith("TRAX_TEST_"),
  );
  if (unknown) {
    throw new TraxError("SETTING_INVALID", { name: unknown, reason: "there is no such setting." });
  }
  if (!isLoopbackHost(result.data.TRAX_HOST) && !result.data.TRAX_ALLOW_INSECURE) {
    throw new TraxError("HOST_NOT_LOOPBACK", { host: result.data.TRAX_HOST });
  }
  requireWholeS3(result.data);
  requireSpeechServer(result.data);
  refuseTestHosts(source);
  const TRAX_HOME = path.resolve(result.data.TRAX_HOME);
  return { ...result.data, TRAX_HOME, TRAX_WATCH_FOLDER: resolveWatchFolder(result.data, TRAX_HOME) };
}

/** Trax would take its own copies for new recordings, without end. */
function resolveWatchFolder(
  { TRAX_WATCH_FOLDER }: z.output<typeof schema>,
  home: string,
): string | undefined {
  if (!TRAX_WATCH_FOLDER) return undefined;
  const folder = path.resolve(TRAX_WATCH_FOLDER);
  const isInside = (inner: string, outer: string) =>
    `${inner}/`.startsWith(outer === "/" ? "/" : `${outer}/`);
  if (isInside(folder, home) || isInside(home, folder)) {
    throw new TraxError("SETTING_INVALID", {
      name: "TRAX_WATCH_FOLDER",
      reason: "it must lie apart from TRAX_HOME: neither in it nor around it.",
    });
  }
  return folder;
}

/** Half of a setting of S3 would write to the local disk, or with somebody else's key, and nobody would notice. */
function requireWholeS3(settings: z.output<typeof schema>): void {
  const refuse = (name: string, reason: string) => new TraxError("SETTING_INVALID", { name, reason });
  const { TRAX_S3_BUCKET, TRAX_S3_ENDPOINT, TRAX_S3_ACCESS_KEY_ID, TRAX_S3_SECRET_ACCESS_KEY } = settings;
  if (!TRAX_S3_BUCKET && (TRAX_S3_ENDPOINT || TRAX_S3_ACCESS_KEY_ID || TRAX_S3_SECRET_ACCESS_KEY)) {
    throw refuse("TRAX_S3_BUCKET", "it is empty while other settings of S3 are there.");
  }
  if (TRAX_S3_ACCESS_KEY_ID && !TRAX_S3_SECRET_ACCESS_KEY)
    throw refuse("TRAX_S3_SECRET_ACCESS_KEY", "it is empty while TRAX_S3_ACCESS_KEY_ID is there.");
  if (TRAX_S3_SECRET_ACCESS_KEY && !TRAX_S3_ACCESS_KEY_ID)
    throw refuse("TRAX_S3_ACCESS_KEY_ID", "it is empty while TRAX_S3_SECRET_ACCESS_KEY is there.");
}

function requireSpeechServer(settings: z.output<typeof schema>): void {
  if (settings.TRAX_ENGINE !== "openai" || settings.OPENAI_API_KEY || settings.OPENAI_BASE_URL) return;
  throw new TraxError("SETTING_INVALID", {
    name: "TRAX_ENGINE",
    reason: "it is openai, while neither OPENAI_API_KEY nor OPENAI_BASE_URL is set.",
  });
}

function isModelName(value: string): boolean {
  return /^[\w.:/@+-]{1,200}$/.test(value);
}

function isApiUrl(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || !["http:", "https:"].includes(url.protocol)) return false;
  return url.username === "" && url.password === "" && url.search === "" && url.hash === "";
}

/** Names that lead elsewhere are for tests alone: in earnest somebody would be sent to the wrong place. */
function refuseTestHosts(source: Record<string, string | undefined>): void {
  if (source.NODE_ENV === "test" || source.TRAX_TEST_MODE === "1") return;
  const name = (["TRAX_TEST_LINK_HOSTS", "TRAX_TEST_LINK_CA"] as const).find((each) => source[each]);
  if (name) throw new TraxError("SETTING_INVALID", { name, reason: "it is for tests only." });
}

function isPlainUrl(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || !["http:", "https:"].includes(url.protocol)) return false;
  return url.username === "" && url.password === "" && url.pathname === "/" && url.search === "";
}

function describeIssue(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === "invalid_value")
    return `must be one of ${issue.values.map((v) => String(v) || '""').join(", ")}.`;
  const message = issue?.message ?? "it cannot be read.";
  return message.endsWith(".") ? message : `${message}.`;
}

export function isLoopbackHost(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  if (bare === "localhost" || bare === "::1") return true;
  return isIP(bare) === 4 && bare.startsWith("127.");
}

const inner = new Set([
  "PATH",
  "DATABASE_URL",
  "TRAX_S3_ACCESS_KEY_ID",
  "TRAX_S3_SECRET_ACCESS_KEY",
  "OPENAI_API_KEY",
  "TRAX_TEXT_API_KEY",
  "TRAX_EMBEDDED_DATABASE",
  "TRAX_WORKER_ID",
  "TRAX_WORKER_PREDECESSOR",
  "TRAX_TEST_LINK_HOSTS",
  "TRAX_TEST_LINK_CA",
]);

/** Settings in force, for the settings page. What holds a secret or is passed between our own processes is left
 * out. */
export function listSettings(): { name: string; value: string; isDefault: boolean }[] {
  const defaults = schema.parse({});
  const current = getSettings();
  return (Object.keys(setting) as (keyof typeof setting)[])
    .filter((name) => !inner.has(name))
    .map((name) => ({
      name,
      value: describeValue(current[name]),
      isDefault:
        name === "TRAX_HOME" ? current.TRAX_HOME === path.resolve(".trax") : current[name] === defaults[name],
    }));
}

function describeValue(value: Settings[keyof Settings]): string {
  return typeof value === "object" ? `${value.input}/${value.output}` : String(value ?? "");
}

export function getSettings(): Settings {
  return processWide("settings", () => parseSettings(process.env));
}
