import Link from "next/link";
import { formatClock } from "@/app/_format/format-clock";
import type { ReplaceLine } from "@/server/transcripts/replace-schema";
import { hitKey, type Replacing } from "./use-replace";

interface PreviewListProps {
  replacing: Replacing;
  replacement: string;
}

/** Every place that is found, transcript by transcript; each transcript, and each place, can be left out. */
export function PreviewList({ replacing, replacement }: PreviewListProps) {
  const { lines, leftOut, toggle } = replacing;
  const groups: ReplaceLine[][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last?.[0]?.documentId === line.documentId) last.push(line);
    else groups.push([line]);
  }
  return (
    <ul
      aria-label="Places"
      className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface"
    >
      {groups.map((group) => {
        const { documentId, title } = group[0] as ReplaceLine;
        const keys = group.flatMap((line) => line.hits.map((_, at) => hitKey(line, at)));
        const isAnyIn = keys.some((key) => !leftOut.has(key));
        return (
          <li key={documentId} className="px-3 py-2">
            <div className="flex items-center gap-2">
              <input
                type="checkbox"
                checked={isAnyIn}
                aria-label={`Replace in ${title}`}
                ref={(box) => {
                  if (box) box.indeterminate = isAnyIn && keys.some((key) => leftOut.has(key));
                }}
                onChange={() => toggle(keys, isAnyIn)}
                className="size-4 shrink-0 accent-accent"
              />
              <Link
                href={`/transcripts/${documentId}`}
                prefetch={false}
                className="min-w-0 truncate rounded font-medium hover:text-accent hover:underline"
              >
                {title || "Untitled"}
              </Link>
            </div>
            {group.map((line) =>
              line.hits.map((_, at) => (
                <PlaceRow
                  key={hitKey(line, at)}
                  line={line}
                  at={at}
                  replacement={replacement}
                  isLeftOut={leftOut.has(hitKey(line, at))}
                  onToggle={(isLeftOut) => toggle([hitKey(line, at)], isLeftOut)}
                />
              )),
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Letters that are shown before and behind a place. */
const around = 60;

interface PlaceRowProps {
  line: ReplaceLine;
  at: number;
  replacement: string;
  isLeftOut: boolean;
  onToggle: (isLeftOut: boolean) => void;
}

function PlaceRow({ line, at, replacement, isLeftOut, onToggle }: PlaceRowProps) {
  const hit = line.hits[at];
  if (!hit) return null;
  const before = line.text.slice(Math.max(0, hit.start - around), hit.start);
  const behind = line.text.slice(hit.end, hit.end + around);
  return (
    <label className="flex cursor-pointer items-baseline gap-3 rounded py-0.5 pl-6 hover:bg-sunken/60">
      <input
        type="checkbox"
        checked={!isLeftOut}
        onChange={(event) => onToggle(!event.currentTarget.checked)}
        className="size-4 shrink-0 translate-y-0.5 accent-accent"
      />
      <span className="w-12 shrink-0 text-right text-muted text-xs tabular-nums">
        {formatClock(line.startMs)}
      </span>
      <span dir="auto" className="min-w-0 flex-1 break-words">
        {hit.start > around && "…"}
        {before}
        {isLeftOut ? (
          <mark className="rounded-sm bg-mark text-ink">{line.text.slice(hit.start, hit.end)}</mark>
        ) : (
          <>
            <del className="text-danger">{line.text.slice(hit.start, hit.end)}</del>
            {replacement !== "" && <ins className="ml-1 text-ok no-underline">{replacement}</ins>}
          </>
        )}
        {behind}
        {hit.end + around < line.text.length && "…"}
      </span>
    </label>
  );
}
