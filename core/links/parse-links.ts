import { type Link, type LinkRefusal, parseLink } from "./parse-link";

export const maxLinks = 500;
/** More is no list of links. */
export const maxLinkTextLength = 1_000_000;

export interface ParsedLinks {
  /** Each once, in the order of the text. */
  links: Link[];
  /** What could not be used and why, in sentences. Empty when all of it could. */
  notes: string[];
}

/** The links of a text in which anything may stand around them. */
export function parseLinks(text: string): ParsedLinks {
  const links = new Map<string, Link>();
  const refused: { text: string; reason: LinkRefusal }[] = [];
  let tooMany = 0;
  const isCut = text.length > maxLinkTextLength;
  for (const candidate of listCandidates(isCut ? text.slice(0, maxLinkTextLength) : text)) {
    const link = parseLink(candidate);
    if (typeof link === "string") {
      if (refused.length < maxLinks) refused.push({ text: candidate, reason: link });
    } else if (!links.has(link.url)) {
      if (links.size < maxLinks) links.set(link.url, link);
      else tooMany += 1;
    }
  }
  const notes = describeRefused(refused);
  if (tooMany > 0 || isCut) {
    notes.push(`Only the first ${maxLinks} links were taken. Paste the others after that.`);
  }
  if (links.size === 0 && notes.length === 0) {
    notes.push(
      text.trim() === ""
        ? "There is no text to read links from."
        : "There is no link in this text. A link starts with https://.",
    );
  }
  return { links: [...links.values()], notes };
}

/** Whether a text is links and little else, so that pasting it anywhere means submitting it. */
export function isMostlyLinks(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > maxLinkTextLength) return false;
  const { links } = parseLinks(trimmed);
  if (links.length === 0) return false;
  return trimmed.split(/[\s,;]+/).filter((word) => !looksLikeLink(trim(word))).length === 0;
}

const withScheme = /^[a-z][a-z0-9+.-]{1,20}:\/\/\S/i;
/** `youtu.be/…`, `example.com/talk.mp3`: a name with a dot and a path behind it. */
const withoutScheme = /^(?:[a-z0-9](?:[a-z0-9-]{0,62})\.)+[a-z]{2,24}(?::\d{1,5})?\/\S*$/i;
/** Schemes that look like no address and would otherwise pass for prose. */
const plainScheme = /^(?:javascript|data|file|blob|mailto|about|view-source):/i;

const looksLikeLink = (word: string) =>
  withScheme.test(word) || withoutScheme.test(word) || plainScheme.test(word);

/** Spaces never belong to a link; commas and the like do, unless another link or a space follows them. */
function* listCandidates(text: string): Generator<string> {
  for (const word of text.split(/[\s<>"“”„«»`|\\^{}]+/)) {
    for (const part of word.split(
      /[,;](?=(?:[a-z][a-z0-9+.-]{1,20}:\/\/|www\.|(?:m\.|music\.)?youtube\.com\/|youtu\.be\/))/i,
    )) {
      // "Talk:https://…", "(https://…", "[name](https://…)": the link begins where its scheme does.
      const start = part.search(/https?:\/\//i);
      const candidate = trim(
        start > 0 && !/^(feed|podcast|itpc|pcast):(\/\/)?https?:/i.test(part)
          ? afterLabel(part, start)
          : part,
      );
      if (looksLikeLink(candidate)) yield candidate;
    }
  }
}

/** What stands before a scheme is a label, unless the scheme is part of an address's query. */
function afterLabel(part: string, start: number): string {
  const before = part.slice(0, start);
  return /[/?=]/.test(before) ? part : part.slice(start);
}

/** Marks of the sentence around a link, which are no part of it. A bracket stays where its partner is inside. */
function trim(word: string): string {
  let end = word.length;
  let begin = 0;
  while (begin < end && /[([{'*_~-]/.test(word[begin] ?? "")) begin += 1;
  for (; end > begin; end -= 1) {
    const last = word[end - 1] ?? "";
    if (/[.,;:!?'*~…]/.test(last)) continue;
    if (last === ")" && count(word, "(", begin, end) < count(word, ")", begin, end)) continue;
    if (last === "]" && count(word, "[", begin, end) < count(word, "]", begin, end)) continue;
    break;
  }
  return word.slice(begin, end);
}

function count(word: string, mark: string, begin: number, end: number): number {
  let found = 0;
  for (let at = begin; at < end; at += 1) if (word[at] === mark) found += 1;
  return found;
}

/** Cause and remedy, as the end of a sentence that begins with the link. */
export const linkRefusals: Record<LinkRefusal, string> = {
  scheme: "is no link of the web. Only links that start with http:// or https:// can be taken.",
  credentials: "carries a name or password. Take out what stands before the @.",
  address: "is no complete address. Copy it again from the address bar.",
  length: "is longer than a link can be.",
  youtube: "is a page of YouTube without a video, playlist or channel. Open the video and copy its link.",
};

function describeRefused(refused: { text: string; reason: LinkRefusal }[]): string[] {
  const unique = new Map(refused.map((one) => [one.text, one.reason]));
  const shown = [...unique]
    .slice(0, 3)
    .map(([text, reason]) => `“${shortenLink(text)}” ${linkRefusals[reason]}`);
  const others = unique.size - shown.length;
  if (others > 0) shown.push(`${others} more could not be used for reasons like these.`);
  return shown;
}

export const shortenLink = (text: string) => (text.length > 60 ? `${text.slice(0, 57)}…` : text);
