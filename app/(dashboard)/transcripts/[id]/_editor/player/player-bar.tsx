"use client";

import { Gauge, Pause, Play, Repeat, RotateCcw, RotateCw, ZoomIn, ZoomOut } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "@/app/_ui/button";
import { cn } from "@/app/_ui/cn";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/app/_ui/menu";
import type { DocumentDetail } from "@/server/transcripts/schema";
import { findAction } from "../actions/editor-actions";
import { findPlace } from "../actions/find-place";
import { useKeysOf } from "../actions/use-keys-of";
import { useEditor } from "../editor-context";
import { Clock } from "./clock";
import { describeLoop } from "./describe-loop";
import { type Playback, rates } from "./playback";
import { PlayerMenu } from "./player-menu";
import { playerSettings } from "./player-settings";
import { SeekBar } from "./seek-bar";
import { usePeaks } from "./use-peaks";
import { WaveStrip } from "./wave-strip";

interface PlayerBarProps {
  playback: Playback;
  media: NonNullable<DocumentDetail["media"]>;
}

export function PlayerBar({ playback, media }: PlayerBarProps) {
  const state = useSyncExternalStore(playback.subscribe, playback.getState, playback.getState);
  const { hasStrip } = useSyncExternalStore(
    playerSettings.subscribe,
    playerSettings.getSnapshot,
    playerSettings.getServerSnapshot,
  );
  const peaks = usePeaks(media.peaksPath);
  const loopText = describeLoop(state);
  return (
    <section
      aria-label="Player"
      data-player
      className="relative z-10 shrink-0 border-line border-t bg-surface pt-1.5 pb-[max(0.5rem,env(safe-area-inset-bottom))]"
    >
      {hasStrip && state.failure === null && (
        <div className="mx-auto mb-1 flex max-w-6xl items-center gap-1 px-3 sm:px-5">
          <div className="min-w-0 flex-1">
            <WaveStrip peaks={peaks} waveformPath={media.waveformPath} />
          </div>
          <div className="flex flex-col">
            <ActionButton id="zoom-in" label="Zoom the waveform in" className="size-7">
              <ZoomIn aria-hidden />
            </ActionButton>
            <ActionButton id="zoom-out" label="Zoom the waveform out" className="size-7">
              <ZoomOut aria-hidden />
            </ActionButton>
          </div>
        </div>
      )}
      <p
        role="status"
        className={cn("mx-auto max-w-6xl px-3 text-warn text-xs sm:px-5", !loopText && "sr-only")}
      >
        {loopText}
      </p>
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-2 px-3 sm:flex-nowrap sm:px-5">
        <PlayButtons isPlaying={state.isPlaying} isLooping={state.loop !== null} />
        <div className="order-1 w-full min-w-0 sm:order-none sm:w-auto sm:flex-1">
          {state.failure === null ? (
            <SeekBar playback={playback} durationMs={state.durationMs} peaks={peaks} />
          ) : (
            <p role="alert" className="py-1.5 text-danger">
              {state.failure}
            </p>
          )}
        </div>
        <div className="order-3 ml-auto flex items-center gap-1 sm:order-none">
          <Clock playback={playback} durationMs={state.durationMs} />
          <RateMenu rate={state.rate} onChange={(rate) => playback.setRate(rate)} />
          <PlayerMenu playback={playback} />
        </div>
      </div>
    </section>
  );
}

function PlayButtons({ isPlaying, isLooping }: { isPlaying: boolean; isLooping: boolean }) {
  return (
    <div className="order-2 flex items-center sm:order-none">
      <ActionButton id="back" label="Back">
        <RotateCcw aria-hidden />
      </ActionButton>
      <ActionButton id="play" label={isPlaying ? "Pause" : "Play"} look="primary" size="icon-lg">
        {isPlaying ? (
          <Pause aria-hidden className="fill-current" />
        ) : (
          <Play aria-hidden className="ml-0.5 fill-current" />
        )}
      </ActionButton>
      <ActionButton id="forward" label="Forward">
        <RotateCw aria-hidden />
      </ActionButton>
      <ActionButton
        id={isLooping ? "loop-off" : "loop-line"}
        label={isLooping ? "End the loop" : "Loop the line"}
        className={cn(isLooping && "bg-warn-soft text-warn")}
      >
        <Repeat aria-hidden />
      </ActionButton>
    </div>
  );
}

type ActionButtonProps = Omit<Parameters<typeof IconButton>[0], "onClick" | "keys"> & { id: string };

/** A button of an action; the line that is typed in keeps the focus. */
function ActionButton({ id, ...rest }: ActionButtonProps) {
  const editor = useEditor();
  return (
    <IconButton
      keys={useKeysOf(id)}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => findAction(id)?.run(editor, findPlace(editor))}
      {...rest}
    />
  );
}

function RateMenu({ rate, onChange }: { rate: number; onChange: (rate: number) => void }) {
  return (
    <Menu modal={false}>
      <MenuTrigger asChild>
        <Button look="quiet" size="sm" aria-label={`Speed: ${rate}×`} className="tabular-nums">
          <Gauge aria-hidden />
          {rate}×
        </Button>
      </MenuTrigger>
      <MenuContent className="min-w-28 tabular-nums">
        <MenuRadioGroup value={String(rate)} onValueChange={(value) => onChange(Number(value))}>
          {rates.map((each) => (
            <MenuRadioItem key={each} value={String(each)}>
              {each}×
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}
