"use client";

import { useCallback, useSyncExternalStore } from "react";
import { cn } from "@/app/_ui/cn";
import type { DocumentSegment } from "@/core/transcript/document-change";
import { useEditor } from "../editor-context";
import { SpeakerName } from "./speaker-name";
import { useSpeakers } from "./use-speakers";

interface RowSpeakerProps {
  segment: DocumentSegment;
  /** The line before, null for the first. */
  beforeId: string | null;
  tabIndex: number;
}

/** Who says a line: to be seen where that changes, where the machine is unsure of it, and on every line that one points
 * at. Nothing while nobody is named. */
export function RowSpeaker({ segment, beforeId, tabIndex }: RowSpeakerProps) {
  const { speakerId } = segment;
  const { voices } = useEditor().tools;
  const findUnsure = () => voices.isUnsure(segment);
  const isUnsure = useSyncExternalStore(voices.subscribe, findUnsure, findUnsure);
  const speakers = useSpeakers();
  const isSame = useSpeakerOf(beforeId) === speakerId && beforeId !== null;
  if (speakers.length === 0) return null;
  const speaker = speakers.find(({ id }) => id === speakerId) ?? null;
  const isShown = speaker !== null && (!isSame || isUnsure);
  return (
    <div
      className={cn(
        "min-w-0 @max-xl:order-first @max-xl:basis-full @max-xl:pl-13 @xl:w-28 @xl:shrink-0",
        !isShown && "@max-xl:hidden",
      )}
    >
      <button
        type="button"
        tabIndex={tabIndex}
        data-speaker
        aria-label={speaker ? `Speaker: ${speaker.label}${isUnsure ? ", unsure" : ""}` : "Speaker: nobody"}
        className={cn(
          "flex max-w-full rounded px-1 text-left font-medium text-xs leading-6 hover:bg-sunken",
          !isShown &&
            "opacity-0 focus-visible:opacity-100 group-focus-within/row:opacity-100 group-hover/row:opacity-100",
        )}
      >
        {speaker ? (
          <SpeakerName speaker={speaker} isUnsure={isUnsure} />
        ) : (
          <span className="font-normal text-muted">Nobody</span>
        )}
      </button>
    </div>
  );
}

/** Draws a row again only when the speaker of that other line changes, not with every letter typed there. */
function useSpeakerOf(segmentId: string | null): string | null {
  const { segments } = useEditor().session;
  const subscribe = useCallback(
    (listener: () => void) => segments.subscribeRow(segmentId ?? "", listener),
    [segments, segmentId],
  );
  const find = () => (segmentId === null ? null : (segments.findSegment(segmentId)?.speakerId ?? null));
  return useSyncExternalStore(subscribe, find, find);
}
