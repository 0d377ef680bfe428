import { ListMusic, SearchX, Trash2 } from "lucide-react";
import Link from "next/link";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { type ListPlace, serializeListPlace } from "./list-place";

export function ListEmpty({ place }: { place: ListPlace }) {
  if (place.q) {
    return (
      <EmptyState
        icon={<SearchX />}
        title={place.trash ? `No name contains “${place.q}”` : `Nothing has “${place.q}”`}
        action={
          <Button asChild>
            <Link href={serializeListPlace({ ...place, q: "" })}>Clear the filter</Link>
          </Button>
        }
      >
        {place.trash
          ? "The filter looks at names only, capitals do not matter."
          : "Neither a name nor words that were spoken. Capitals and accents do not matter; try fewer or other words."}
      </EmptyState>
    );
  }
  if (place.trash) {
    return (
      <EmptyState icon={<Trash2 />} title="The trash is empty">
        What you delete comes here first, and stays until you delete it for ever.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<ListMusic />}
      title="No transcripts yet"
      action={
        <Button asChild look="primary">
          <Link href="/">Add a recording</Link>
        </Button>
      }
    >
      Drop a recording on the dashboard. It shows up here at once, and its words as they are understood.
    </EmptyState>
  );
}
