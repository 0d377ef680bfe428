"use client";

import { formatClock } from "@/app/_format/format-clock";
import type { EnhancementView } from "@/server/enhancement/schema";
import { useEditor } from "../editor-context";
import { showPlace } from "../quality/show-place";
import { showText } from "./describe-enhancement";

/** Parts whose enhanced text was not taken, and why: there the machine's own text stands. */
export function RejectedList({ windows }: { windows: EnhancementView["windows"] }) {
  const editor = useEditor();
  if (windows.rejected.length === 0) return null;
  return (
    <section className="border-line border-t pt-2 pb-1">
      <h3 className="px-4 py-1 font-medium text-xs">Not accepted</h3>
      <p className="px-4 text-muted text-xs">
        Here the new text said something else than was heard, so the machine’s own text stands.
      </p>
      <ul aria-label="Parts that were not accepted">
        {windows.rejected.map(({ startMs, endMs, sentence, violations }) => (
          <li key={startMs} className="px-4 py-2">
            <button
              type="button"
              className="rounded text-accent text-xs tabular-nums underline"
              onClick={() => showPlace(editor, startMs)}
            >
              {formatClock(startMs)}–{formatClock(endMs)}
            </button>
            <p>{sentence}</p>
            <ul className="text-muted text-xs">
              {violations.slice(0, mostTold).map((violation, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same may be said twice; the list never changes
                <li key={index} className="break-words">
                  <bdi>{showText(violation.before)}</bdi> → <bdi>{showText(violation.after)}</bdi>
                </li>
              ))}
              {violations.length > mostTold && <li>and {violations.length - mostTold} more</li>}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

const mostTold = 5;
