"use client";

import type { DocumentDetail } from "@/server/transcripts/schema";
import type { Playback } from "./playback";

interface MediaElementProps {
  media: NonNullable<NonNullable<DocumentDetail["media"]>["playback"]>;
  playback: Playback;
}

/** The sound, or the picture with it. The controls are our own; the words stand beside it. */
export function MediaElement({ media, playback }: MediaElementProps) {
  if (media.kind === "audio") {
    return (
      // biome-ignore lint/a11y/useMediaCaption: the transcript is on the same page
      <audio ref={playback.attach} src={media.path} preload="metadata" className="hidden" />
    );
  }
  return (
    <div className="flex max-h-[30dvh] shrink-0 justify-center bg-black lg:max-h-none lg:w-[38%] lg:items-center">
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
