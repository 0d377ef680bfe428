import { useId } from "react";
import type { AudioTrack } from "@/server/media/schema";

interface TrackChoiceProps {
  tracks: AudioTrack[];
  /** From 1. */
  value: number;
  onChange: (track: number) => void;
}

/** Which sound track of a recording is heard. Most have one, and nothing to choose. */
export function TrackChoice({ tracks, value, onChange }: TrackChoiceProps) {
  const id = useId();
  if (tracks.length < 2) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <label htmlFor={id} className="text-muted text-xs">
        Sound track
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
        className="h-8 min-w-0 max-w-full rounded-md border border-line-strong bg-surface px-2 text-sm"
      >
        {tracks.map((track, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a track is its place in the file
          <option key={index} value={index + 1}>
            {describeTrack(track, index + 1)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Pure. */
function describeTrack({ language, title, channels, codec, isDefault }: AudioTrack, number: number): string {
  const facts = [
    title,
    language === "und" ? null : language,
    channels === 1 ? "mono" : channels === 2 ? "stereo" : `${channels} channels`,
    codec,
    isDefault ? "default" : null,
  ];
  return `${number}: ${facts.filter((fact) => fact !== null).join(", ")}`;
}
