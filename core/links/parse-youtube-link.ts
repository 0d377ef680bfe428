type YoutubeLink =
  | { kind: "youtube"; url: string; youtubeId: string }
  | { kind: "list"; url: string; youtubeId: null };

const hosts = new Set([
  "youtube.com",
  "www.youtube.com",
  "m.youtube.com",
  "music.youtube.com",
  "gaming.youtube.com",
  "youtube-nocookie.com",
  "www.youtube-nocookie.com",
  "youtubekids.com",
  "www.youtubekids.com",
]);
const shortHosts = new Set(["youtu.be", "www.youtu.be"]);

const videoId = /^[A-Za-z0-9_-]{11}$/;
const listId = /^[A-Za-z0-9_-]{2,80}$/;
/** Folders after which a video's id stands. */
const videoFolders = new Set(["shorts", "live", "embed", "v", "e", "vi"]);
const channelFolders = new Set(["channel", "c", "user"]);
const channelTabs = new Set(["videos", "shorts", "streams", "live", "playlists", "podcasts", "releases"]);

export const youtubeVideoUrl = (youtubeId: string) => `https://www.youtube.com/watch?v=${youtubeId}`;

/** What a link to YouTube leads to; "other" for a page of YouTube that holds no recording, null for another site. A
 * video within a list is that video: whoever wants the list gives the list's own address. */
export function parseYoutubeLink(url: URL): YoutubeLink | "other" | null {
  const host = url.hostname.toLowerCase().replace(/\.$/, "");
  const folders = url.pathname.split("/").filter(Boolean);
  const [first = "", second = ""] = folders;
  if (shortHosts.has(host)) return video(first) ?? list(url.searchParams.get("list")) ?? "other";
  if (!hosts.has(host)) return null;

  const start = first.toLowerCase();
  if (start === "attribution_link") return parseInner(url.searchParams.get("u"));
  if (start === "feeds")
    return channelById(url.searchParams) ?? list(url.searchParams.get("playlist_id")) ?? "other";
  const byFolder = videoFolders.has(start) ? video(second) : null;
  const found = byFolder ?? video(url.searchParams.get("v")) ?? list(url.searchParams.get("list"));
  if (found) return found;
  return channel(start, first, second, folders) ?? "other";
}

function video(id: string | null): YoutubeLink | null {
  // What follows a good id was stuck to it by whoever copied the link.
  if (id === "videoseries") return null;
  const clean = /^[A-Za-z0-9_-]{11}(?=$|[^A-Za-z0-9_-])/.exec(id ?? "")?.[0] ?? "";
  return videoId.test(clean) ? { kind: "youtube", url: youtubeVideoUrl(clean), youtubeId: clean } : null;
}

function list(id: string | null): YoutubeLink | null {
  if (!id || !listId.test(id)) return null;
  return { kind: "list", url: `https://www.youtube.com/playlist?list=${id}`, youtubeId: null };
}

function channelById(params: URLSearchParams): YoutubeLink | null {
  const id = params.get("channel_id");
  if (!id || !listId.test(id)) return null;
  return { kind: "list", url: `https://www.youtube.com/channel/${id}/videos`, youtubeId: null };
}

function channel(start: string, first: string, second: string, folders: string[]): YoutubeLink | null {
  const isHandle = /^(@|%40)/i.test(first);
  if (!isHandle && !(channelFolders.has(start) && second)) return null;
  const path = isHandle ? `@${first.replace(/^(@|%40)/i, "")}` : `${start}/${second}`;
  const tab = (isHandle ? second : (folders[2] ?? "")).toLowerCase();
  // The front page of a channel mixes lists and videos: its videos are what one means.
  const shown = channelTabs.has(tab) && tab !== "live" ? tab : "videos";
  return { kind: "list", url: `https://www.youtube.com/${path}/${shown}`, youtubeId: null };
}

/** The target of a link that was shared by an old program. */
function parseInner(target: string | null): YoutubeLink | "other" {
  if (!target || !URL.canParse(target, "https://www.youtube.com")) return "other";
  const inner = new URL(target, "https://www.youtube.com");
  if (inner.pathname.startsWith("/attribution_link")) return "other";
  return parseYoutubeLink(inner) ?? "other";
}
