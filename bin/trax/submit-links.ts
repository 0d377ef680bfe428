import { type Link, parseLink } from "@/core/links/parse-link";
import { linkRefusals, maxLinks, shortenLink } from "@/core/links/parse-links";
import { createFromLinks } from "@/server/batches/create-from-links";
import { reuseLink } from "@/server/batches/reuse-link";
import { TraxError } from "@/server/platform/errors";
import { listEntries } from "@/server/submissions/list-entries";
import { plain } from "./print";
import type { CommandContext } from "./run-command";
import type { SubmitOptions, SubmittedFile } from "./submit-files";

export const isLink = (given: string) => /^[a-z][a-z0-9+.-]*:\/\//i.test(given);

/** Looks at every link before anything is done. @throws TraxError LINK_UNUSABLE */
export function requireLinks(given: string[]): Link[] {
  return given.map((text) => {
    const link = parseLink(text);
    if (typeof link !== "string") return link;
    throw new TraxError("LINK_UNUSABLE", { link: shortenLink(text), reason: linkRefusals[link] });
  });
}

interface Wanted {
  url: string;
  title?: string;
  isMedia?: boolean;
}

/** Brings links into the pipeline as one batch, playlists, channels and feeds with all that can be fetched of them. What
 * is there already with the same settings is not done again, unless `fresh`. In the order of the links.
 * @throws TraxError LINK_*, FEED_*, VIDEO_*, YTDLP_*, LANGUAGE_UNKNOWN */
export async function submitLinks(
  context: CommandContext,
  links: Link[],
  options: SubmitOptions,
): Promise<SubmittedFile[]> {
  const { ownerId, signal } = context;
  const wanted: Wanted[] = [];
  for (const link of links) {
    signal.throwIfAborted();
    if (link.kind === "list" || link.kind === "feed") wanted.push(...(await expand(context, link)));
    else wanted.push({ url: link.url });
  }
  const unique = [...new Map(wanted.map((one) => [one.url, one])).values()];
  if (unique.length > maxLinks) {
    const reason = `these links lead to ${unique.length} recordings, and ${maxLinks} are taken at once. Give fewer.`;
    throw new TraxError("REQUEST_INVALID", { reason });
  }
  const { settings } = options;
  const results: SubmittedFile[] = [];
  const fresh: (Wanted & { at: number })[] = [];
  for (const [at, one] of unique.entries()) {
    signal.throwIfAborted();
    const found = options.fresh ? null : await reuseLink(ownerId, { url: one.url, settings });
    if (found) results[at] = { ...found, path: one.url };
    else fresh.push({ ...one, at });
  }
  if (fresh.length === 0) return results;
  signal.throwIfAborted();
  const { batchId, sources } = await createFromLinks(ownerId, {
    ...{ name: options.name, priority: options.priority, settings },
    links: fresh.map(({ url, title, isMedia }) => ({ url, title, isMedia })),
  });
  for (const [index, { sourceIndex, documentId, url }] of sources.entries()) {
    const at = fresh[index]?.at ?? results.length;
    results[at] = { batchId, sourceIndex, documentId, path: url, outcome: "submitted" };
  }
  return results;
}

/** What of a list cannot be fetched is said, and stops no other. */
async function expand({ ownerId, signal, say }: CommandContext, link: Link): Promise<Wanted[]> {
  const found = await listEntries(ownerId, link.url, { signal });
  if (found.kind === "single") return [{ url: link.url }];
  const { entries, title, isCut } = found;
  for (const entry of entries) if (entry.reason !== null) say(`${plain(entry.title)}: ${entry.reason}`);
  const usable = entries.filter(({ reason }) => reason === null);
  say(
    `${plain(title || link.url)}: ${usable.length} recordings${isCut ? ", and more that are not taken" : ""}.`,
  );
  return usable.map(({ url, title: name, isMedia }) => ({ url, title: name, isMedia }));
}
