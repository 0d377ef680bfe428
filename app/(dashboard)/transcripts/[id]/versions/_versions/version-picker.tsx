import { useId } from "react";
import type { VersionChoice } from "./list-choices";

interface VersionPickerProps {
  label: string;
  choices: VersionChoice[];
  value: string;
  onChange: (key: string) => void;
}

export function VersionPicker({ label, choices, value, onChange }: VersionPickerProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-1 basis-56 flex-col gap-1">
      <label htmlFor={id} className="font-medium text-muted text-xs">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        className="h-8 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2"
      >
        {choices.map((choice) => (
          <option key={choice.key} value={choice.key}>
            {choice.name}
          </option>
        ))}
      </select>
    </div>
  );
}
