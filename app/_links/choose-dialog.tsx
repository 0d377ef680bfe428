"use client";

import { LoaderCircle, Search } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { Button } from "@/app/_ui/button";
import { Modal } from "@/app/_ui/modal";
import { Notice } from "@/app/_ui/notice";
import type { Link } from "@/core/links/parse-link";
import { maxLinks } from "@/core/links/parse-links";
import type { LinkEntry } from "@/server/submissions/schema";
import { type Chosen, chooseAtFirst, filterEntries, setChosen } from "./entry-choice";
import { EntryList } from "./entry-list";
import { type EntryList as ListState, useEntryLists } from "./use-entry-lists";

export interface ChooseAnswer {
  entries: LinkEntry[];
  /** Links that lead to one recording after all, or that are added unseen. */
  singles: Link[];
  /** Feeds to follow. */
  follow: string[];
}

interface ChooseDialogProps {
  links: readonly Link[];
  /** How many links are added besides. */
  others: number;
  /** Null: nothing is added. */
  onAnswer: (answer: ChooseAnswer | null) => void;
}

/** What of playlists, channels and feeds is to be transcribed. Closes by itself where there is nothing to choose. */
export function ChooseDialog({ links, others, onAnswer }: ChooseDialogProps) {
  const { lists, retry } = useEntryLists(links);
  const read = lists.flatMap(({ link, state }) =>
    state.kind === "read" ? [{ link, found: state.found }] : [],
  );
  const isReading = lists.some(({ state }) => state.kind === "waiting" || state.kind === "reading");
  const failed = lists.filter(({ state }) => state.kind === "failed");
  const singles = read.filter(({ found }) => found.kind === "single").map(({ link }) => link);
  const choosable = read.filter(({ found }) => found.kind !== "single");
  const isPlain = !isReading && failed.length === 0 && choosable.length === 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when all is read
  useEffect(() => {
    if (isPlain) onAnswer({ entries: [], singles, follow: [] });
  }, [isPlain]);

  const canAdd = others + singles.length > 0 || failed.some(isAddable);
  const titles = choosable.map(({ found }) => found.title).filter(Boolean);
  return (
    <Modal
      open
      onOpenChange={() => onAnswer(null)}
      title={choosable.length > 0 ? (titles[0] ?? "Choose recordings") : "Looking at the link"}
      description={
        choosable.length > 0
          ? `Choose what is to be transcribed.${others > 0 ? ` ${others === 1 ? "The other link is" : `The other ${others} links are`} added too.` : ""}`
          : "A playlist, a channel or a podcast opens as a list to choose from."
      }
    >
      {isReading && <Reading lists={lists} />}
      {failed.map(({ link, state }) => (
        <Notice
          key={link.url}
          tone="danger"
          className="mb-3"
          action={<RetryButton onRetry={retry} isBusy={isReading} />}
        >
          <span className="block truncate font-medium text-xs" title={link.url}>
            {link.url}
          </span>
          {state.kind === "failed" && state.sentence}
        </Notice>
      ))}
      {choosable.length > 0 && !isReading ? (
        <Chooser
          entries={choosable.flatMap(({ found }) => found.entries)}
          isCut={choosable.some(({ found }) => found.isCut)}
          feeds={choosable
            .filter(({ found }) => found.kind === "feed")
            .map(({ link, found }) => ({ url: link.url, isFollowed: found.isFollowed }))}
          others={others + singles.length}
          onAnswer={(entries, follow) => onAnswer({ entries, singles, follow })}
          onCancel={() => onAnswer(null)}
        />
      ) : (
        <div className="mt-4 flex flex-wrap justify-end gap-2">
          <Button onClick={() => onAnswer(null)}>Cancel</Button>
          {failed.length > 0 && !isReading && canAdd && (
            <Button
              onClick={() =>
                onAnswer({
                  entries: [],
                  follow: [],
                  singles: [...singles, ...failed.filter(isAddable).map(({ link }) => link)],
                })
              }
            >
              {failed.some(isAddable) ? "Add it all the same" : "Add the others"}
            </Button>
          )}
        </div>
      )}
    </Modal>
  );
}

/** A page may play a recording although it could not be looked at now; a playlist is none. */
const isAddable = ({ link }: ListState) => link.kind === "site";

function RetryButton({ onRetry, isBusy }: { onRetry: () => void; isBusy: boolean }) {
  return (
    <Button size="sm" onClick={onRetry} disabled={isBusy}>
      Try again
    </Button>
  );
}

function Reading({ lists }: { lists: readonly ListState[] }) {
  const at = lists.findIndex(({ state }) => state.kind === "reading");
  const current = lists[at];
  const sinceMs = current?.state.kind === "reading" ? current.state.sinceMs : null;
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (sinceMs === null) return;
    const tell = () => setSeconds(Math.floor((Date.now() - sinceMs) / 1_000));
    tell();
    const timer = setInterval(tell, 1_000);
    return () => clearInterval(timer);
  }, [sinceMs]);
  return (
    <div role="status" className="mb-3 flex items-start gap-2 text-muted">
      <LoaderCircle aria-hidden className="mt-0.5 size-4 shrink-0 animate-spin text-accent" />
      <div className="min-w-0">
        <p>
          Reading the list
          {lists.length > 1 && ` ${Math.max(0, at) + 1} of ${lists.length}`}…
          <span aria-hidden className="tabular-nums">
            {seconds >= 3 && ` ${seconds} s`}
          </span>
        </p>
        {current && <p className="truncate text-xs">{current.link.url}</p>}
        {seconds >= 15 && <p className="text-xs">A channel with many videos takes a minute or two.</p>}
      </div>
    </div>
  );
}

interface ChooserProps {
  entries: readonly LinkEntry[];
  isCut: boolean;
  feeds: readonly { url: string; isFollowed: boolean }[];
  others: number;
  onAnswer: (entries: LinkEntry[], follow: string[]) => void;
  onCancel: () => void;
}

function Chooser({ entries, isCut, feeds, others, onAnswer, onCancel }: ChooserProps) {
  const [text, setText] = useState("");
  const [chosen, setChosenNow] = useState<Chosen>(() => chooseAtFirst(entries));
  const [isFollowing, setFollowing] = useState(false);
  const shown = useMemo(() => filterEntries(entries, text), [entries, text]);
  const broken = entries.filter(({ reason }) => reason !== null).length;
  const count = chosen.size + others;
  const unfollowed = feeds.filter(({ isFollowed }) => !isFollowed).map(({ url }) => url);
  const follow = isFollowing ? unfollowed : [];
  const isTooMany = count > maxLinks;

  return (
    <>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <label className="flex h-8 min-w-40 flex-1 items-center gap-1.5 rounded-md border border-line bg-surface px-2 focus-within:border-accent">
          <Search aria-hidden className="size-4 shrink-0 text-muted" />
          <input
            type="search"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            aria-label="Search the list"
            placeholder="Search"
            className="min-w-0 flex-1 bg-transparent outline-none placeholder:text-muted"
          />
        </label>
        <Button size="sm" onClick={() => setChosenNow(setChosen(entries, chosen, shown, true))}>
          Select all
        </Button>
        <Button size="sm" onClick={() => setChosenNow(setChosen(entries, chosen, shown, false))}>
          Select none
        </Button>
      </div>
      {shown.length > 0 ? (
        <EntryList entries={entries} shown={shown} chosen={chosen} onChange={setChosenNow} />
      ) : (
        <p className="rounded-lg border border-line px-3 py-6 text-center text-muted">
          {entries.length === 0 ? "There is nothing in this list." : "No title holds these words."}
        </p>
      )}
      <p className="mt-2 text-muted text-xs tabular-nums" aria-live="polite">
        {chosen.size} of {entries.length} chosen
        {broken > 0 && `, ${broken} cannot be fetched`}.
        {isCut && " Only the first are listed: there are more."}
      </p>
      {unfollowed.length > 0 && (
        <label className="mt-3 flex items-start gap-2">
          <input
            type="checkbox"
            checked={isFollowing}
            onChange={(event) => setFollowing(event.currentTarget.checked)}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span>
            Follow this podcast
            <span className="block text-muted text-xs">
              New episodes are transcribed as they come. Settings lists what you follow.
            </span>
          </span>
        </label>
      )}
      {feeds.length > 0 && unfollowed.length === 0 && (
        <p className="mt-3 text-muted text-xs">
          You follow this podcast: new episodes are transcribed as they come.
        </p>
      )}
      {isTooMany && (
        <p role="alert" className="mt-2 text-danger text-xs">
          At most {maxLinks} can be added at once. Take {count - maxLinks} away.
        </p>
      )}
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button
          look="primary"
          disabled={isTooMany || (count === 0 && follow.length === 0)}
          onClick={() =>
            onAnswer(
              entries.filter((_, index) => chosen.has(index)),
              follow,
            )
          }
        >
          {describeAdd(count, follow.length > 0)}
        </Button>
      </div>
    </>
  );
}

function describeAdd(count: number, isFollowing: boolean): string {
  if (count === 0) return isFollowing ? "Follow" : "Add";
  return count === 1 ? "Add 1 recording" : `Add ${count} recordings`;
}
