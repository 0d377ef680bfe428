"use client";

import { useId } from "react";
import {
  availablePipelines,
  type BatchSettings,
  engineId,
  type PipelineVersion,
  pipelineVersion,
  pipelineVersions,
} from "@/server/batches/schema";
import { useEngine } from "./use-engine";

type PipelineChoice = Pick<BatchSettings, "pipelineVersion" | "secondEngine">;

interface PipelineFieldsProps {
  value: PipelineChoice;
  /** The engine that hears first, which is none to hear second. */
  engine: BatchSettings["engine"];
  onChange: (value: PipelineChoice) => void;
}

const look = "h-8 w-full rounded-md border border-line-strong/60 bg-surface px-2";

const names: Record<PipelineVersion, string> = {
  v1: "v1: heard once",
  v2: "v2: comes later",
  v3: "v3: heard twice and merged",
  v4: "v4: heard twice, with speakers",
};

const hearsTwice = (version: PipelineVersion) => version === "v3" || version === "v4";

/** How often a recording is heard, and by whom the second time. */
export function PipelineFields({ value, engine, onChange }: PipelineFieldsProps) {
  const id = useId();
  const { engines, chosen } = useEngine(engine);
  const version = value.pipelineVersion ?? "v1";
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
            onChange({ pipelineVersion: next === "v1" ? undefined : next, secondEngine });
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
            : "v3 makes fewer mistakes in noise"}
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
    </>
  );
}
