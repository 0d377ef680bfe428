"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import { showToast } from "@/app/_ui/toast-store";
import { type CueProfile, defaultCueProfile, ownCueProfile } from "@/core/subtitles/cue-profile";
import type { SubtitleProfileView } from "@/server/exports/schema";

const fieldLook = "h-8 rounded-md border border-line-strong/60 bg-surface px-2";

interface Field {
  part: keyof CueProfile;
  label: string;
  min: number;
  max: number;
  step: number;
  /** What is shown is the value divided by this: milliseconds as seconds. */
  by: number;
}

const fields: Field[] = [
  { part: "lineCharacters", label: "Characters in a line", min: 10, max: 100, step: 1, by: 1 },
  { part: "maxLines", label: "Lines", min: 1, max: 4, step: 1, by: 1 },
  { part: "minDurationMs", label: "Shortest, seconds", min: 0.1, max: 5, step: 0.001, by: 1_000 },
  { part: "maxDurationMs", label: "Longest, seconds", min: 1, max: 30, step: 0.001, by: 1_000 },
  { part: "gapMs", label: "Gap between two, seconds", min: 0, max: 1, step: 0.001, by: 1_000 },
  { part: "charactersPerSecond", label: "Characters a second", min: 5, max: 50, step: 0.1, by: 1 },
];

interface LayoutFormProps {
  /** Null: another one. */
  layout: SubtitleProfileView | null;
  onDone: () => void;
}

export function LayoutForm({ layout, onDone }: LayoutFormProps) {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const [name, setName] = useState(layout?.name ?? "");
  const [profile, setProfile] = useState<CueProfile>(layout?.profile ?? defaultCueProfile);
  const [refusal, setRefusal] = useState<string | null>(null);
  const save = useMutation(
    trpc.exports.saveSubtitleProfile.mutationOptions({
      onSuccess: (saved) => {
        showToast({ text: `Saved “${saved.name}”.` });
        onDone();
      },
      onSettled: () => queryClient.invalidateQueries(trpc.exports.subtitleProfiles.pathFilter()),
    }),
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    const checked = ownCueProfile.safeParse(profile);
    setRefusal(checked.success ? null : (checked.error.issues[0]?.message ?? null));
    if (checked.success) save.mutate({ id: layout?.id, name: name.trim(), profile: checked.data });
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <div className="grid grid-cols-[repeat(auto-fit,minmax(10rem,1fr))] gap-3">
        <label className="flex flex-col gap-1 text-xs">
          Name
          <input
            required
            maxLength={60}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            className={fieldLook}
          />
        </label>
        {fields.map(({ part, label, min, max, step, by }) => (
          <label key={part} className="flex flex-col gap-1 text-xs">
            {label}
            <input
              type="number"
              required
              {...{ min, max, step }}
              defaultValue={profile[part] / by}
              onChange={({ currentTarget: { valueAsNumber } }) =>
                setProfile({ ...profile, [part]: by === 1 ? valueAsNumber : Math.round(valueAsNumber * by) })
              }
              className={`tabular-nums ${fieldLook}`}
            />
          </label>
        ))}
      </div>
      {refusal && <Notice tone="danger">{refusal}</Notice>}
      {save.error && <Notice tone="danger">{describeError(save.error)}</Notice>}
      <div className="flex gap-2">
        <Button type="submit" look="primary" size="sm" disabled={save.isPending || name.trim() === ""}>
          Save
        </Button>
        <Button size="sm" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
