"use client";

import { useId } from "react";
import { formatSize } from "@/app/_format/format-size";
import {
  type HearingSpeakerEngineId,
  hearingSpeakerEngineIds,
  speakerEngines,
} from "@/core/speech/speaker-engines";
import { findSpeakerModel } from "@/core/speech/speaker-models";
import {
  availablePipelines,
  type BatchSettings,
  engineId,
  type PipelineVersion,
  pipelineVersion,
  pipelineVersions,
} from "@/server/batches/schema";
import { useEngine } from "./use-engine";

export type PipelineChoice = Pick<
  BatchSettings,
  "pipelineVersion" | "secondEngine" | "findSpeakers" | "speakerEngine" | "recogniseVoices"
>;

interface PipelineFieldsProps {
  value: PipelineChoice;
  /** The engine that hears first, which is none to hear second. */
  engine: BatchSettings["engine"];
  /** How many speak, where somebody knows. */
  speakersExpected?: BatchSettings["speakersExpected"];
  onChange: (value: PipelineChoice) => void;
}

const look = "h-8 w-full rounded-md border border-line-strong/60 bg-surface px-2";

const names: Record<PipelineVersion, string> = {
  v1: "v1: heard once",
  v2: "v2: heard once, and the text improved",
  v3: "v3: heard twice and merged",
  v4: "v4: heard twice, speakers told apart",
};

const hearsTwice = (version: PipelineVersion) => version === "v3" || version === "v4";

/** How often a recording is heard, by whom the second time, and whether its speakers are told apart. */
export function PipelineFields({ value, engine, speakersExpected, onChange }: PipelineFieldsProps) {
  const id = useId();
  const { engines, chosen } = useEngine(engine);
  const version = value.pipelineVersion ?? "v1";
  const tellsApart = version === "v4" || value.findSpeakers === true;
  return (
    <>
      <div className="flex flex-col gap-1">
        <label htmlFor={`${id}-pipeline`} className="text-xs">
          Pipeline
        </label>
        <select
          id={`${id}-pipeline`}
          value={version}
          aria-describedby={`${id}-pipeline-note`}
          onChange={(event) => {
            const next = pipelineVersion.parse(event.currentTarget.value);
            const secondEngine = hearsTwice(next) ? value.secondEngine : undefined;
            onChange({ ...value, pipelineVersion: next === "v1" ? undefined : next, secondEngine });
          }}
          className={look}
        >
          {pipelineVersions.map((each) => (
            <option key={each} value={each} disabled={!availablePipelines.includes(each)}>
              {names[each]}
            </option>
          ))}
        </select>
        <p id={`${id}-pipeline-note`} className="text-muted text-xs">
          {hearsTwice(version)
            ? "Takes about half as long again; the first text is there as soon as before"
            : "v3 and v4 make fewer mistakes in noise"}
        </p>
      </div>
      {hearsTwice(version) && (
        <div className="flex flex-col gap-1">
          <label htmlFor={`${id}-second`} className="text-xs">
            Second hearing by
          </label>
          <select
            id={`${id}-second`}
            value={value.secondEngine ?? ""}
            onChange={(event) => {
              const next = engineId.safeParse(event.currentTarget.value).data;
              onChange({ ...value, secondEngine: next });
            }}
            className={look}
          >
            <option value="">What goes best with the first</option>
            {engines
              .filter((each) => each.id !== chosen?.id)
              .map((each) => (
                <option key={each.id} value={each.id}>
                  {each.sendsTo ? `${each.name} (sends the sound to ${each.sendsTo})` : each.name}
                </option>
              ))}
          </select>
        </div>
      )}
      <div className="flex flex-col gap-1">
        <label htmlFor={`${id}-who`} className="text-xs">
          Who says what
        </label>
        <select
          id={`${id}-who`}
          value={tellsApart ? "found" : "off"}
          disabled={version === "v4"}
          aria-describedby={`${id}-who-note`}
          onChange={(event) =>
            onChange({ ...value, findSpeakers: event.currentTarget.value === "found" || undefined })
          }
          className={look}
        >
          <option value="off">Not found out</option>
          <option value="found">Found out</option>
        </select>
        <p id={`${id}-who-note`} className="text-muted text-xs">
          {describeTelling(version, tellsApart, speakersExpected)}
        </p>
        {tellsApart && (
          <>
            <label htmlFor={`${id}-by`} className="text-xs">
              Told apart by
            </label>
            <select
              id={`${id}-by`}
              value={value.speakerEngine ?? ""}
              aria-describedby={`${id}-by-note`}
              onChange={(event) => {
                const next = hearingSpeakerEngineIds.find((each) => each === event.currentTarget.value);
                onChange({ ...value, speakerEngine: next });
              }}
              className={look}
            >
              <option value="">What goes best with the text</option>
              {hearingSpeakerEngineIds.map((each) => (
                <option key={each} value={each}>
                  {speakerEngines[each].name}
                </option>
              ))}
            </select>
            <p id={`${id}-by-note`} className="text-pretty text-muted text-xs">
              {describeTeller(value.speakerEngine)}
            </p>
          </>
        )}
        {tellsApart && (
          <label className="flex items-center gap-1.5 text-xs">
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={value.recogniseVoices !== false}
              onChange={(event) =>
                onChange({ ...value, recogniseVoices: event.currentTarget.checked ? undefined : false })
              }
            />
            Recognise known voices
          </label>
        )}
      </div>
    </>
  );
}

/** Pure. */
function describeTelling(
  version: PipelineVersion,
  tellsApart: boolean,
  expected: BatchSettings["speakersExpected"],
): string {
  if (!tellsApart) return "Lines have no speakers until you ask for them";
  if (expected == null)
    return version === "v4" ? "v4 always does; how many speak is found" : "How many speak is found";
  const { min, max } = typeof expected === "number" ? { min: expected, max: expected } : expected;
  if (min !== max) return `At most ${max} speakers`;
  return min === 1 ? "One speaker" : `${min} speakers`;
}

/** Pure. */
function describeTeller(engine: HearingSpeakerEngineId | undefined): string {
  if (engine === undefined) return "What the speech server says, where it does; else Trax voices";
  const model = findSpeakerModel(engine);
  const { description } = speakerEngines[engine];
  return model
    ? `${description} ${formatSize(model.sizeBytes)}, fetched when it is first wanted`
    : description;
}
