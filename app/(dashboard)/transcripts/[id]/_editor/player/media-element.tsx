"use client";

import { useSyncExternalStore } from "react";
import { cn } from "@/app/_ui/cn";
import type { DocumentDetail } from "@/server/transcripts/schema";
import type { Playback } from "./playback";
import { playerSettings } from "./player-settings";

interface MediaElementProps {
  media: NonNullable<NonNullable<DocumentDetail["media"]>["playback"]>;
  playback: Playback;
}

/** The sound, or the picture with it. The controls are our own; the words stand beside it. */
export function MediaElement({ media, playback }: MediaElementProps) {
  const settings = useSyncExternalStore(
    playerSettings.subscribe,
    playerSettings.getSnapshot,
    playerSettings.getServerSnapshot,
  );
  const hasFailed = useSyncExternalStore(
    playback.subscribe,
    () => playback.getState().failure !== null,
    () => false,
  );
  if (media.kind === "audio") {
    return (
      // biome-ignore lint/a11y/useMediaCaption: the transcript is on the same page
      <audio ref={playback.attach} src={media.path} preload="metadata" className="hidden" />
    );
  }
  // A picture that is not shown goes on playing: it is the sound, too.
  return (
    <div
      className={cn(
        "flex max-h-[30dvh] shrink-0 justify-center bg-black lg:max-h-none lg:w-(--picture) lg:items-center",
        (hasFailed || !settings.hasPicture) && "sr-only",
      )}
      style={{ "--picture": `${settings.pictureShare * 100}%` } as React.CSSProperties}
    >
      {/* biome-ignore lint/a11y/useMediaCaption: the transcript is on the same page */}
      <video
        ref={playback.attach}
        src={media.path}
        preload="metadata"
        playsInline
        aria-label="Picture of the recording"
        className="max-h-full w-full object-contain"
      />
    </div>
  );
}
