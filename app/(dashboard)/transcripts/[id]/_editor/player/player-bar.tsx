"use client";

import { Gauge, Pause, Play, RotateCcw, RotateCw } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/app/_ui/menu";
import { Clock } from "./clock";
import { type Playback, rates } from "./playback";
import { SeekBar } from "./seek-bar";

interface PlayerBarProps {
  playback: Playback;
  peaksPath: string | null;
}

const skipMs = 5_000;

export function PlayerBar({ playback, peaksPath }: PlayerBarProps) {
  const state = useSyncExternalStore(playback.subscribe, playback.getState, playback.getState);
  return (
    <section
      aria-label="Player"
      data-player
      className="relative z-10 shrink-0 border-line border-t bg-surface pt-1.5 pb-[max(0.5rem,env(safe-area-inset-bottom))]"
    >
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-2 px-3 sm:flex-nowrap sm:px-5">
        <div className="order-2 flex items-center sm:order-none">
          <IconButton label="Back 5 seconds" keys="J" onClick={() => playback.skip(-skipMs)}>
            <RotateCcw aria-hidden />
          </IconButton>
          <IconButton
            label={state.isPlaying ? "Pause" : "Play"}
            keys="Space"
            look="primary"
            size="icon-lg"
            onClick={() => playback.toggle()}
          >
            {state.isPlaying ? (
              <Pause aria-hidden className="fill-current" />
            ) : (
              <Play aria-hidden className="ml-0.5 fill-current" />
            )}
          </IconButton>
          <IconButton label="Forward 5 seconds" keys="L" onClick={() => playback.skip(skipMs)}>
            <RotateCw aria-hidden />
          </IconButton>
        </div>
        <div className="order-1 w-full min-w-0 sm:order-none sm:w-auto sm:flex-1">
          {state.hasFailed ? (
            <p role="alert" className="py-3 text-danger">
              This browser cannot play the recording. Reload the page; if that does not help, try another
              browser.
            </p>
          ) : (
            <SeekBar playback={playback} durationMs={state.durationMs} peaksPath={peaksPath} />
          )}
        </div>
        <div className="order-3 ml-auto flex items-center gap-1 sm:order-none">
          <Clock playback={playback} durationMs={state.durationMs} />
          <Menu modal={false}>
            <MenuTrigger asChild>
              <Button look="quiet" size="sm" aria-label={`Speed: ${state.rate}×`} className="tabular-nums">
                <Gauge aria-hidden />
                {state.rate}×
              </Button>
            </MenuTrigger>
            <MenuContent className="min-w-28 tabular-nums">
              <MenuRadioGroup
                value={String(state.rate)}
                onValueChange={(rate) => playback.setRate(Number(rate))}
              >
                {rates.map((rate) => (
                  <MenuRadioItem key={rate} value={String(rate)}>
                    {rate}×
                  </MenuRadioItem>
                ))}
              </MenuRadioGroup>
            </MenuContent>
          </Menu>
        </div>
      </div>
    </section>
  );
}
