import { z } from "zod";

/** What yt-dlp prints as JSON, read with bounds: a site decides what is in it. What is not as it should be is left out, but
 * for what nothing can be done without. */

/** Printable, without the characters that turn the direction of text around. */
export function cleanText(text: string, longest: number): string {
  return text
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, longest);
}

const line = (longest: number) =>
  z
    .string()
    .transform((text) => cleanText(text, longest) || null)
    .nullable()
    .catch(null)
    .default(null);
const amount = z.number().finite().nonnegative().nullable().catch(null).default(null);

/** Names of languages as sites give them. */
const languageKey = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,40}$/;

const subtitles = z
  .record(z.string(), z.array(z.looseObject({ ext: z.string().catch("") })).catch([]))
  .catch({})
  .default({})
  .transform((languages) =>
    Object.keys(languages)
      .filter((key) => languageKey.test(key) && key !== "live_chat")
      .slice(0, 200),
  );

export const videoInfo = z
  .looseObject({
    id: z.coerce.string().max(500),
    extractor_key: line(100),
    title: line(500),
    channel: line(200),
    uploader: line(200),
    description: z
      .string()
      .transform((text) => text.replaceAll("\u0000", "").slice(0, 20_000))
      .nullable()
      .catch(null)
      .default(null),
    duration: amount,
    webpage_url: line(2_048),
    live_status: line(40),
    is_live: z.boolean().nullable().catch(null).default(null),
    filesize: amount,
    filesize_approx: amount,
    language: line(40),
    subtitles,
  })
  .transform((info) => ({
    id: info.id,
    extractor: info.extractor_key,
    title: info.title,
    channel: info.channel ?? info.uploader,
    description: info.description,
    durationSeconds: info.duration,
    url: info.webpage_url,
    isLive: info.is_live === true || info.live_status === "is_live" || info.live_status === "is_upcoming",
    sizeBytes: info.filesize ?? info.filesize_approx,
    language: info.language,
    /** Of captions that a person made. */
    captionLanguages: info.subtitles,
  }));
export type VideoInfo = z.output<typeof videoInfo>;

export const listEntry = z.looseObject({
  id: z.coerce.string().max(500).catch(""),
  url: line(2_048),
  webpage_url: line(2_048),
  title: line(500),
  duration: amount,
  ie_key: line(100),
  live_status: line(40),
  availability: line(40),
});

export const listInfo = z.looseObject({
  _type: z.string().catch("video").default("video"),
  title: line(500),
  entries: z.array(z.unknown()).max(20_000).catch([]).default([]),
});

/** The text as JSON. @returns undefined when it is none */
export function parseOutput(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
