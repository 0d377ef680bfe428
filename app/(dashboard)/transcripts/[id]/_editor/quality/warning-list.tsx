import { Play } from "lucide-react";
import { formatClock } from "@/app/_format/format-clock";
import type { QualityView } from "@/server/quality/schema";
import { useEditor } from "../editor-context";
import { showPlace } from "./show-place";

type Warning = NonNullable<QualityView["result"]>["warnings"][number];

/** What is wrong with the recording or the text, of the whole first; a place is played when it is chosen. */
export function WarningList({ warnings }: { warnings: readonly Warning[] }) {
  const editor = useEditor();
  if (warnings.length === 0) return <p className="px-4 py-2 text-muted">Nothing wrong was noticed.</p>;
  return (
    <ul aria-label="What was noticed">
      {warnings.map(({ code, sentence, startMs, endMs }) => (
        <li key={`${code} ${startMs} ${endMs} ${sentence}`}>
          {startMs === null ? (
            <p className="text-pretty px-4 py-1.5">{sentence}</p>
          ) : (
            <button
              type="button"
              onClick={() => showPlace(editor, startMs)}
              className="group flex w-full items-start gap-2 px-4 py-1.5 text-left outline-offset-[-2px] hover:bg-sunken"
            >
              <Play aria-hidden className="mt-1 size-3 shrink-0 text-muted group-hover:text-accent" />
              <span className="min-w-0">
                <span className="block text-muted text-xs tabular-nums">
                  <span className="sr-only">Play </span>
                  {formatClock(startMs)}
                  {endMs !== null && ` – ${formatClock(endMs)}`}
                </span>
                {sentence}
              </span>
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
