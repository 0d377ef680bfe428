"use client";

import type { Speaker } from "@/core/transcript/types";
import { useEditor } from "../editor-context";
import { useHeardVoices } from "../finding/use-finding";
import type { PickerScope } from "../panels/overlays";
import { listLinesFrom, listLinesOf } from "./speaker-commands";

interface ScopeChoiceProps {
  segmentId: string;
  current: Speaker | null;
  value: PickerScope;
  onChange: (scope: PickerScope) => void;
}

/** This line, all that its speaker says from here on, or all that its speaker says. Nothing where that is the same. */
export function ScopeChoice({ segmentId, current, value, onChange }: ScopeChoiceProps) {
  const editor = useEditor();
  const isHeard = useHeardVoices() !== null;
  const onward = listLinesFrom(editor, segmentId).length;
  const all = current ? listLinesOf(editor, current.id).length : 0;
  const whose = current ? <bdi>{current.label}</bdi> : "nobody";
  const choices: [PickerScope, React.ReactNode][] = [["line", "This line"]];
  if (onward > 1 && onward !== all)
    choices.push([
      "onward",
      <>
        From here on, {onward.toLocaleString("en")} of {whose}
      </>,
    ]);
  if (isHeard) choices.push(["similar", "All that sound like this line"]);
  if (current)
    choices.push([
      "all",
      <>
        All {all.toLocaleString("en")} of {whose}
      </>,
    ]);
  if (choices.length === 1) return null;
  return (
    <fieldset className="mt-2 flex min-w-0 shrink-0 flex-col gap-1 text-xs">
      <legend className="sr-only">Which lines</legend>
      {choices.map(([scope, text]) => (
        <label key={scope} className="flex min-w-0 items-center gap-1.5">
          <input type="radio" checked={value === scope} onChange={() => onChange(scope)} />
          <span className="min-w-0 truncate">{text}</span>
        </label>
      ))}
    </fieldset>
  );
}
