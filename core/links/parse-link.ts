import { parseYoutubeLink } from "./parse-youtube-link";

/** What a link leads to, as far as its text tells. */
export type Link =
  /** One video of YouTube, whatever shape its address had. */
  | { kind: "youtube"; url: string; youtubeId: string }
  /** A playlist or channel of YouTube: many videos to choose from. */
  | { kind: "list"; url: string; youtubeId: null }
  /** The address of a feed of episodes, by its look. */
  | { kind: "feed"; url: string; youtubeId: null }
  /** A file of sound or video, by its name. */
  | { kind: "media"; url: string; youtubeId: null }
  /** Any other page. */
  | { kind: "site"; url: string; youtubeId: null };

/** Why a text that looks like a link is none that can be taken. */
export type LinkRefusal = "scheme" | "credentials" | "address" | "length" | "youtube";

export const maxLinkLength = 4_000;

const mediaName =
  /\.(mp3|m4a|m4b|aac|ogg|oga|opus|flac|wav|wma|aiff?|amr|ac3|caf|mka|mp4|m4v|mov|mkv|webm|avi|mpe?g|wmv|flv|3gp|ogv)$/i;
const feedName = /(\.(rss|xml|atom|rdf)|\/(feed|rss|podcast|atom)(\.(xml|rss))?)\/?$/i;

/** Reads one address, with or without its scheme. */
export function parseLink(text: string): Link | LinkRefusal {
  if (text.length > maxLinkLength) return "length";
  const scheme = /^([a-z][a-z0-9+.-]*):(?!\d)/i.exec(text)?.[1]?.toLowerCase();
  // Podcast programs name feeds so.
  const isFeedScheme = scheme === "feed" || scheme === "podcast" || scheme === "itpc" || scheme === "pcast";
  if (scheme && !isFeedScheme && scheme !== "http" && scheme !== "https") return "scheme";
  const url = toUrl(scheme ? text : `https://${text}`, isFeedScheme);
  if (!url) return "address";
  if (url.username || url.password) return "credentials";
  const youtube = parseYoutubeLink(url);
  if (youtube) return youtube === "other" ? "youtube" : youtube;
  url.hash = keepHash(url.hash);
  const kind =
    isFeedScheme || feedName.test(url.pathname) ? "feed" : mediaName.test(url.pathname) ? "media" : "site";
  return { kind, url: url.href, youtubeId: null };
}

function toUrl(text: string, isFeedScheme: boolean): URL | null {
  const web = isFeedScheme
    ? text.replace(/^[a-z]+:(\/\/)?(?=https?:\/\/)/i, "").replace(/^[a-z]+:\/\//i, toWeb)
    : text;
  if (!URL.canParse(web)) return null;
  const url = new URL(web);
  return url.hostname.includes(".") || url.hostname.startsWith("[") || url.hostname === "localhost"
    ? url
    : null;
}

const toWeb = (start: string) => (/^https?:/i.test(start) ? start : "https://");

/** A place in a page is no other recording; what a page's program reads from behind the mark may be one. */
const keepHash = (hash: string) => (/^#[!/]/.test(hash) ? hash : "");
