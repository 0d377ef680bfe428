import { ListMusic, SearchX, Trash2 } from "lucide-react";
import Link from "next/link";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { type ListPlace, serializeListPlace } from "./list-place";

export function ListEmpty({ place }: { place: ListPlace }) {
  if (!place.q && !place.trash && Object.keys(place.where).length > 0) {
    return (
      <EmptyState
        icon={<SearchX />}
        title={place.where.collectionId ? "Nothing is here" : "No transcript is like that"}
        action={
          <Button asChild>
            <Link href="/transcripts">Show all</Link>
          </Button>
        }
      >
        {place.where.collectionId
          ? "Select transcripts in the list and put them into this collection. Each may be in several."
          : "Take a filter away, or choose another one."}
      </EmptyState>
    );
  }
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
          : "Neither a name nor words that were spoken. Nothing is spelled nearly like it either. Capitals and accents do not matter; try fewer or other words."}
      </EmptyState>
    );
  }
  if (place.trash) {
    return (
      <EmptyState icon={<Trash2 />} title="The trash is empty">
        What you delete comes here first. It can be brought back until the date that stands beside it.
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
