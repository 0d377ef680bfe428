"use client";

import { useId } from "react";
import { type DomainView, domainStyle } from "@/server/enhancement/schema";

type Style = DomainView["style"];

const choices: { part: "fillers" | "falseStarts" | "numbers"; label: string; options: [string, string][] }[] =
  [
    {
      part: "fillers",
      label: "“Um” and “uh”",
      options: [
        ["keep", "Kept"],
        ["remove", "Left out"],
      ],
    },
    {
      part: "falseStarts",
      label: "False starts and repetitions",
      options: [
        ["keep", "Kept"],
        ["remove", "Left out"],
      ],
    },
    {
      part: "numbers",
      label: "Numbers",
      options: [
        ["keep", "As they were heard"],
        ["digits", "In digits"],
        ["words-to-ten", "Up to ten in words"],
      ],
    },
  ];

interface StyleFieldsProps {
  style: Style;
  /** What was changed, alone. */
  onChange: (changed: Partial<Style>) => void;
}

/** How a text is to be written: a field for each thing that is a matter of taste. */
export function StyleFields({ style, onChange }: StyleFieldsProps) {
  const id = useId();
  return choices.map(({ part, label, options }) => (
    <div key={part} className="flex flex-col gap-1">
      <label htmlFor={`${id}-${part}`} className="text-xs">
        {label}
      </label>
      <select
        id={`${id}-${part}`}
        value={style[part]}
        className="h-8 w-full rounded-md border border-line-strong/60 bg-surface px-2"
        onChange={(event) => onChange(domainStyle.partial().parse({ [part]: event.currentTarget.value }))}
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  ));
}
