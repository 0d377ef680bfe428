import { Parser } from "htmlparser2";
import { parseLink } from "@/core/links/parse-link";

export const maxFeedEpisodes = 5_000;
/** No feed nests so deep; a text that does is made to cost memory. */
const maxDepth = 60;
const maxTitle = 500;
/** Its bytes fit a key of the database. */
const maxGuid = 500;
/** A text longer than that is none of those that are read. */
const maxText = 10_000;
/** Longer than a week is a mistake. */
const maxSeconds = 7 * 86_400;

export interface FeedEpisode {
  /** What the feed calls it by, its address where it has no name. */
  guid: string;
  url: string;
  title: string;
  durationSeconds: number | null;
  publishedAt: Date | null;
}

export interface ParsedFeed {
  title: string;
  /** In the order of the feed, which is the newest first by custom. */
  episodes: FeedEpisode[];
  /** There were more episodes than are taken. */
  isCut: boolean;
}

/** Reads a podcast feed (RSS 2.0, RSS 1.0, Atom): what has a file of sound or video. Null for a text that is no feed.
 * Names that a document type declares are not expanded: the parser knows the five of XML and character numbers alone.
 * @param base where the feed was read, for addresses that say only a part */
export function parseFeed(text: string, base: string): ParsedFeed | null {
  const reader = new FeedReader(base);
  const parser = new Parser(reader, { xmlMode: true, decodeEntities: true, lowerCaseTags: true });
  try {
    parser.write(text);
    parser.end();
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
    return null;
  }
  return reader.finish();
}

class TooDeep extends Error {}

interface Draft {
  guid: string;
  title: string;
  published: string;
  updated: string;
  duration: string;
  /** The best file so far: sound before video, said before guessed. */
  file: { url: string; rank: number } | null;
}

/** Which texts are kept, by the tag around them. */
const itemTexts: Record<string, keyof Omit<Draft, "file">> = {
  title: "title",
  guid: "guid",
  id: "guid",
  pubdate: "published",
  published: "published",
  "dc:date": "published",
  updated: "updated",
  "itunes:duration": "duration",
};

class FeedReader {
  private readonly tags: string[] = [];
  private kind: "rss" | "atom" | null = null;
  private title = "";
  private draft: Draft | null = null;
  private text: string | null = null;
  private readonly episodes = new Map<string, FeedEpisode>();
  private isCut = false;

  constructor(private readonly base: string) {}

  onopentag(name: string, attributes: Record<string, string>): void {
    if (this.tags.length === 0) this.kind = name === "feed" ? "atom" : isRss(name) ? "rss" : this.kind;
    this.tags.push(name);
    if (this.tags.length > maxDepth) throw new TooDeep();
    if (name === "item" || name === "entry") {
      this.draft ??= { ...{ guid: "", title: "", published: "", updated: "", duration: "" }, file: null };
      return;
    }
    if (this.draft) this.readFile(name, attributes);
    if (this.isKept(name)) this.text = "";
  }

  ontext(part: string): void {
    if (this.text !== null && this.text.length < maxText) this.text += part.slice(0, maxText);
  }

  onclosetag(name: string): void {
    this.tags.pop();
    const { text } = this;
    if (text !== null && this.isKept(name)) {
      this.text = null;
      const key = itemTexts[name];
      if (this.draft && key) this.draft[key] ||= text;
      else if (name === "title") this.title ||= text;
    }
    if ((name === "item" || name === "entry") && this.draft) {
      this.take(this.draft);
      this.draft = null;
    }
  }

  finish(): ParsedFeed | null {
    if (this.kind === null) return null;
    return {
      title: toLine(this.title),
      episodes: [...this.episodes.values()],
      isCut: this.isCut,
    };
  }

  /** Texts of the feed and of an episode themselves, not those of a picture or an author within. */
  private isKept(name: string): boolean {
    const parent = this.tags.at(this.tags.at(-1) === name ? -2 : -1);
    if (this.draft) return Object.hasOwn(itemTexts, name) && (parent === "item" || parent === "entry");
    return name === "title" && (parent === "channel" || parent === "feed");
  }

  private readFile(name: string, attributes: Record<string, string>): void {
    const isAtomFile = name === "link" && attributes.rel === "enclosure";
    const isFile = name === "enclosure" || name === "enc:enclosure" || name === "media:content" || isAtomFile;
    const address = attributes.url ?? attributes.href ?? attributes["rdf:resource"];
    if (!isFile || !address || !this.draft) return;
    const url = this.toUrl(address);
    const rank = url ? rankFile(attributes, url) : 0;
    if (url && rank > (this.draft.file?.rank ?? 0)) this.draft.file = { url, rank };
    if (name === "media:content" && attributes.duration) this.draft.duration ||= attributes.duration;
  }

  private toUrl(address: string): string | null {
    const trimmed = address.trim();
    if (!URL.canParse(trimmed, this.base)) return null;
    const link = parseLink(new URL(trimmed, this.base).href);
    return typeof link === "string" || link.kind === "list" ? null : link.url;
  }

  private take(draft: Draft): void {
    if (!draft.file) return;
    const guid = clean(draft.guid).slice(0, maxGuid) || draft.file.url.slice(0, maxGuid);
    if (this.episodes.has(guid)) return;
    if (this.episodes.size >= maxFeedEpisodes) {
      this.isCut = true;
      return;
    }
    this.episodes.set(guid, {
      guid,
      url: draft.file.url,
      title: toLine(draft.title) || "Episode without a title",
      durationSeconds: parseDuration(draft.duration),
      publishedAt: parseDate(draft.published || draft.updated),
    });
  }
}

const isRss = (name: string) => name === "rss" || name === "rdf:rdf" || name === "channel";

/** 0 for what is neither sound nor video. */
function rankFile({ type = "", medium = "" }: Record<string, string>, url: string): number {
  if (/^audio\//i.test(type) || medium === "audio") return 4;
  if (/^video\//i.test(type) || medium === "video") return 3;
  const link = parseLink(url);
  if (typeof link !== "string" && link.kind === "media") return 2;
  return type === "" && medium === "" ? 1 : 0;
}

/** "1:02:03", "62:03", "3723", "3723.4" */
function parseDuration(text: string): number | null {
  const parts = text.trim().split(":");
  if (parts.length > 3 || !parts.every((part) => /^\d{1,9}(\.\d{1,9})?$/.test(part))) return null;
  const seconds = parts.reduce((sum, part) => sum * 60 + Number(part), 0);
  return seconds > 0 && seconds <= maxSeconds ? Math.round(seconds) : null;
}

function parseDate(text: string): Date | null {
  const trimmed = text.trim().slice(0, 100);
  const at = Date.parse(trimmed);
  // Before sound was recorded and long after today a date is a mistake.
  return at > Date.UTC(1900, 0) && at < Date.UTC(2200, 0) ? new Date(at) : null;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what goes
const controls = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;
const clean = (text: string) => text.replace(controls, " ").trim();

/** One line of plain text: what a program for podcasts would show. */
function toLine(text: string): string {
  const plain = clean(text.replace(/<\/?[a-z][^<>]{0,500}>/gi, " "));
  return plain.replace(/\s+/g, " ").trim().slice(0, maxTitle);
}
