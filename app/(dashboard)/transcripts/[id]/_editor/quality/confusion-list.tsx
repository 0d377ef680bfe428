import { useState } from "react";
import { formatClock } from "@/app/_format/format-clock";
import { Button } from "@/app/_ui/button";
import type { MeasurementView } from "@/server/quality/schema";
import { useEditor } from "../editor-context";
import { showPlace } from "./show-place";

type Confusion = MeasurementView["confusions"][number];
const shownAtFirst = 10;

/** What was taken for what, the commonest first, with a few places of each to listen to. */
export function ConfusionList({ confusions }: { confusions: readonly Confusion[] }) {
  const [isWhole, setWhole] = useState(false);
  if (confusions.length === 0) return null;
  const shown = isWhole ? confusions : confusions.slice(0, shownAtFirst);
  return (
    <section className="border-line border-t pt-2">
      <h3 className="px-4 py-1 font-medium text-xs">Commonest errors</h3>
      <ul aria-label="Commonest errors">
        {shown.map((confusion) => (
          <ConfusionRow key={`${confusion.reference}\n${confusion.heard}`} confusion={confusion} />
        ))}
      </ul>
      {confusions.length > shown.length && (
        <Button size="sm" look="quiet" className="mx-2 mb-1" onClick={() => setWhole(true)}>
          {confusions.length - shown.length} more
        </Button>
      )}
    </section>
  );
}

function ConfusionRow({ confusion: { reference, heard, count, placesMs } }: { confusion: Confusion }) {
  const editor = useEditor();
  return (
    <li className="px-4 py-1">
      <span className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
          {reference === null ? (
            <>
              <Word>{heard}</Word> <span className="text-muted">was not said</span>
            </>
          ) : heard === null ? (
            <>
              <Word>{reference}</Word> <span className="text-muted">was left out</span>
            </>
          ) : (
            <>
              <Word>{reference}</Word> <span className="text-muted">heard as</span> <Word>{heard}</Word>
            </>
          )}
        </span>
        {count > 1 && <span className="text-muted text-xs tabular-nums">{count} times</span>}
      </span>
      {placesMs.length > 0 && (
        <span className="flex flex-wrap gap-x-2">
          {placesMs.map((placeMs) => (
            <button
              key={placeMs}
              type="button"
              aria-label={`Play at ${formatClock(placeMs)}`}
              onClick={() => showPlace(editor, placeMs)}
              className="rounded-sm text-accent text-xs tabular-nums underline decoration-line-strong underline-offset-2 hover:decoration-accent"
            >
              {formatClock(placeMs)}
            </button>
          ))}
        </span>
      )}
    </li>
  );
}

function Word({ children }: { children: string | null }) {
  return (
    <bdi dir="auto" className="font-medium">
      {children}
    </bdi>
  );
}
