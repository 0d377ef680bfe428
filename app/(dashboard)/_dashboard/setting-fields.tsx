"use client";

import { EnhanceField } from "@/app/_work/enhance-field";
import { PipelineFields } from "@/app/_work/pipeline-fields";
import { type BatchSettings, batchSettings, suggestedDomains } from "@/server/batches/schema";
import { type ExportFormat, exportFormatNames } from "@/server/exports/schema";
import { TermsField } from "./terms-field";
import { TextField } from "./text-field";

interface SettingFieldsProps {
  value: BatchSettings;
  name: string;
  /** Called with legal values only. */
  onChange: (value: BatchSettings) => void;
  onName: (name: string) => void;
}

const { audioTrack, domain, speakersExpected } = batchSettings.shape;

/** What a person knows of the recordings before they are heard. */
export function SettingFields({ value, name, onChange, onName }: SettingFieldsProps) {
  const set = (change: BatchSettings) => onChange({ ...value, ...change });
  return (
    <div className="flex flex-col gap-3">
      <div className="grid grid-cols-[repeat(auto-fit,minmax(9.5rem,1fr))] gap-3">
        <TextField
          label="Name of the batch"
          note="Else the file's name"
          value={name}
          parse={(text) => (text.length <= 200 ? text : null)}
          onChange={(text) => onName(text ?? "")}
        />
        <TextField
          label="Domain"
          note="A word or two"
          suggestions={suggestedDomains}
          value={value.domain ?? ""}
          parse={(text) => domain.safeParse(text).data ?? null}
          onChange={(text) => set({ domain: text })}
        />
        <TextField
          label="Speakers"
          note="1 to 20, or a range: 2-4"
          value={describeSpeakers(value.speakersExpected)}
          parse={(text) => (parseSpeakers(text) == null ? null : text)}
          onChange={(text) => set({ speakersExpected: text === undefined ? undefined : parseSpeakers(text) })}
        />
        <TextField
          label="Sound track"
          note="1, 2, … Else the file's default"
          value={String(value.audioTrack ?? "")}
          parse={(text) => (audioTrack.safeParse(Number(text)).success ? text : null)}
          onChange={(text) => set({ audioTrack: text === undefined ? undefined : Number(text) })}
        />
        <PipelineFields
          value={value}
          engine={value.engine}
          speakersExpected={value.speakersExpected}
          onChange={({ pipelineVersion, secondEngine, findSpeakers, speakerEngine, recogniseVoices }) =>
            set({ pipelineVersion, secondEngine, findSpeakers, speakerEngine, recogniseVoices })
          }
        />
        <EnhanceField
          value={value.enhance}
          pipelineVersion={value.pipelineVersion}
          onChange={(enhance) => set({ enhance })}
        />
      </div>
      <TermsField value={value.vocabulary ?? []} onChange={(vocabulary) => set({ vocabulary })} />
      <fieldset>
        <legend className="mb-1 text-xs">Make these downloads when the text is there</legend>
        <div className="flex flex-wrap gap-x-4 gap-y-2">
          {(Object.keys(exportFormatNames) as ExportFormat[]).map((format) => (
            <label key={format} className="flex items-center gap-1.5 text-xs">
              <input
                type="checkbox"
                className="size-4 accent-accent"
                checked={value.exportsWanted?.includes(format) ?? false}
                onChange={(event) => {
                  const others = (value.exportsWanted ?? []).filter((one) => one !== format);
                  const next = event.currentTarget.checked ? [...others, format] : others;
                  set({ exportsWanted: next.length > 0 ? next : undefined });
                }}
              />
              {exportFormatNames[format]}
            </label>
          ))}
        </div>
      </fieldset>
    </div>
  );
}

function describeSpeakers(expected: BatchSettings["speakersExpected"]): string {
  if (expected == null) return "";
  if (typeof expected === "number") return String(expected);
  return `${expected.min}-${expected.max}`;
}

/** Undefined for what is neither a number nor a range. */
function parseSpeakers(text: string): BatchSettings["speakersExpected"] {
  const [, min, max] = /^\s*(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?\s*$/.exec(text) ?? [];
  if (min === undefined) return undefined;
  const wanted = max === undefined ? Number(min) : { min: Number(min), max: Number(max) };
  return speakersExpected.safeParse(wanted).data;
}
