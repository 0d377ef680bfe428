"use client";

import { Pause, Play } from "lucide-react";
import Link from "next/link";
import { useEffect, useSyncExternalStore } from "react";
import { formatClock } from "@/app/_format/format-clock";
import { formatDuration } from "@/app/_format/format-duration";
import { Button } from "@/app/_ui/button";
import type { ProfileView } from "@/server/speakers/schema";
import { samplePlayer } from "./sample-player";

interface VoiceSamplesProps {
  /** Whose they are, for the names of the buttons. */
  name: string;
  samples: ProfileView["samples"];
}

/** Stretches of a voice to listen to. */
export function VoiceSamples({ name, samples }: VoiceSamplesProps) {
  const { key: playing, failedKey } = useSyncExternalStore(
    samplePlayer.subscribe,
    samplePlayer.getState,
    samplePlayer.getServerState,
  );
  useEffect(() => () => samplePlayer.stop(), []);
  if (samples.length === 0) return null;
  const keyOf = ({ documentId, mediaPath, startMs }: (typeof samples)[number]) =>
    `${name}:${documentId ?? mediaPath}:${startMs}`;
  return (
    <>
      <ul aria-label={`Samples of ${name}`} className="mt-2 flex flex-wrap gap-1.5">
        {samples.map((sample) => {
          const { documentId, title, startMs, endMs, mediaPath } = sample;
          const key = keyOf(sample);
          const isPlaying = playing === key;
          return (
            <li key={key}>
              <Button
                size="sm"
                className="max-w-56 font-normal text-xs"
                disabled={mediaPath === null}
                aria-pressed={isPlaying}
                title={mediaPath === null ? "The recording is gone" : title}
                onClick={() => mediaPath !== null && samplePlayer.toggle(key, { mediaPath, startMs, endMs })}
              >
                {isPlaying ? <Pause aria-hidden /> : <Play aria-hidden />}
                <span className="sr-only">{`${isPlaying ? "Stop" : "Play"} ${name}:`}</span>{" "}
                <span className="truncate">{title}</span>{" "}
                <span className="text-muted tabular-nums">{formatClock(startMs)}</span>
              </Button>
              {documentId !== null && (
                <Link
                  href={`/transcripts/${documentId}`}
                  prefetch={false}
                  className="sr-only focus:not-sr-only focus:ml-1 focus:text-accent focus:text-xs focus:underline"
                >
                  Open {title}
                </Link>
              )}
            </li>
          );
        })}
      </ul>
      {samples.some((sample) => failedKey === keyOf(sample)) && (
        <p role="alert" className="mt-1 text-danger text-xs">
          This sample cannot be played: its recording is gone, or this browser does not know its format.
        </p>
      )}
    </>
  );
}

/** In which transcripts a voice was heard, and for how long. */
export function HeardIn({ documents }: Pick<ProfileView, "documents">) {
  if (documents.length === 0) return null;
  return (
    <details className="mt-1.5 text-xs">
      <summary className="w-fit rounded-sm text-muted hover:text-ink">
        Heard in {documents.length === 1 ? "1 transcript" : `${documents.length} transcripts`}
      </summary>
      <ul className="mt-1 flex flex-col gap-0.5 pl-4">
        {documents.map(({ documentId, title, talkMs }) => (
          <li key={documentId} className="flex min-w-0 items-baseline gap-2">
            <Link
              href={`/transcripts/${documentId}`}
              prefetch={false}
              className="truncate rounded-sm text-accent underline"
            >
              {title}
            </Link>
            <span className="shrink-0 text-muted tabular-nums">{formatDuration(talkMs / 1_000)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
