"use client";

import { Settings2 } from "lucide-react";
import { type ReactNode, useId, useSyncExternalStore } from "react";
import { Button } from "@/app/_ui/button";
import { Popover } from "@/app/_ui/popover";
import { maxRate, minRate, type Playback } from "./playback";
import { playerSettings } from "./player-settings";

const skips = [1_000, 2_000, 3_000, 5_000, 10_000, 15_000, 30_000];
const backSteps = [0, 500, 1_000, 2_000, 3_000];

export function PlayerMenu({ playback }: { playback: Playback }) {
  const state = useSyncExternalStore(playback.subscribe, playback.getState, playback.getState);
  const settings = useSyncExternalStore(
    playerSettings.subscribe,
    playerSettings.getSnapshot,
    playerSettings.getServerSnapshot,
  );
  return (
    <Popover
      title="Player settings"
      trigger={
        <Button look="quiet" size="icon" aria-label="Player settings" title="Player settings">
          <Settings2 aria-hidden />
        </Button>
      }
    >
      <h2 className="mb-2 font-medium">Player settings</h2>
      <div className="flex flex-col gap-2.5">
        <Slider
          label="Speed"
          value={state.rate}
          min={minRate}
          max={maxRate}
          step={0.05}
          text={`${state.rate}×`}
          onChange={(rate) => playback.setRate(rate)}
        />
        <Slider
          label="Volume"
          value={state.volume}
          min={0}
          max={1}
          step={0.05}
          text={`${Math.round(state.volume * 100)} %`}
          onChange={(volume) => playback.setVolume(volume)}
        />
        <Choice
          label="Back and forward by"
          value={settings.skipMs}
          options={skips}
          onChange={(skipMs) => playerSettings.update({ skipMs })}
        />
        <Choice
          label="On pause, step back by"
          value={settings.backStepMs}
          options={backSteps}
          onChange={(backStepMs) => playerSettings.update({ backStepMs })}
        />
        <Check
          isOn={settings.hasStrip}
          onChange={(hasStrip) => playerSettings.update({ hasStrip })}
          text="Zoomed waveform"
        />
        {state.hasPicture && (
          <>
            <Check
              isOn={settings.hasPicture}
              onChange={(hasPicture) => playerSettings.update({ hasPicture })}
              text="Picture beside the text"
            />
            {settings.hasPicture && (
              <Slider
                label="Size of the picture"
                value={settings.pictureShare}
                min={0.15}
                max={0.6}
                step={0.01}
                text={`${Math.round(settings.pictureShare * 100)} %`}
                onChange={(pictureShare) => playerSettings.update({ pictureShare })}
              />
            )}
          </>
        )}
      </div>
    </Popover>
  );
}

interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  text: string;
  onChange: (value: number) => void;
}

function Slider({ label, value, text, onChange, ...range }: SliderProps) {
  const id = useId();
  return (
    <div>
      <div className="flex justify-between text-xs">
        <label htmlFor={id}>{label}</label>
        <span aria-hidden className="text-muted tabular-nums">
          {text}
        </span>
      </div>
      <input
        id={id}
        type="range"
        value={value}
        aria-valuetext={text}
        {...range}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
        className="w-full accent-accent"
      />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: number;
  options: readonly number[];
  onChange: (value: number) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const id = useId();
  // What was stored may lie between.
  const all = [...new Set([...options, value])].sort((a, b) => a - b);
  return (
    <div className="flex items-center justify-between gap-2 text-xs">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
        className="h-7 rounded-md border border-line-strong bg-surface px-1.5"
      >
        {all.map((ms) => (
          <option key={ms} value={ms}>
            {ms === 0 ? "Nothing" : ms === 1_000 ? "1 second" : `${ms / 1_000} seconds`}
          </option>
        ))}
      </select>
    </div>
  );
}

function Check({
  isOn,
  onChange,
  text,
}: {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  text: ReactNode;
}) {
  return (
    <label className="flex items-center gap-2 text-xs">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked)}
        className="size-4 accent-accent"
      />
      {text}
    </label>
  );
}
