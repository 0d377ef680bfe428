import { Folder, Tag } from "lucide-react";
import type { DocumentSummary } from "@/server/transcripts/schema";
import type { ListPlace } from "./list-place";

interface RowOrderProps {
  document: DocumentSummary;
  go: (change: Partial<ListPlace>) => void;
}

/** Collections and tags of a transcript; each leads to all that have it. */
export function RowOrder({ document: { tags, collections }, go }: RowOrderProps) {
  if (tags.length === 0 && collections.length === 0) return null;
  const chip =
    "inline-flex max-w-48 items-center gap-1 rounded bg-sunken px-1.5 py-px text-muted text-xs hover:text-accent [&_svg]:size-3 [&_svg]:shrink-0";
  return (
    <div className="mt-0.5 flex flex-wrap gap-1">
      {collections.map(({ id, name }) => (
        <button
          key={id}
          type="button"
          className={chip}
          onClick={() => go({ q: "", where: { collectionId: id } })}
        >
          <Folder aria-hidden />
          <bdi className="truncate">{name}</bdi>
        </button>
      ))}
      {tags.map((tag) => (
        <button key={tag} type="button" className={chip} onClick={() => go({ q: "", where: { tag } })}>
          <Tag aria-hidden />
          <bdi className="truncate">{tag}</bdi>
        </button>
      ))}
    </div>
  );
}
