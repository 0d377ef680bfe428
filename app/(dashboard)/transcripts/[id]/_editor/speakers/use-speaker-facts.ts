"use client";

import { useMemo } from "react";
import {
  listSpeakerStatistics,
  listSpokenTurns,
  type SpeakerStatistics,
  type SpokenTurn,
} from "@/core/transcript/speaker-statistics";
import { useEditor } from "../editor-context";
import { useHeardVoices } from "../finding/use-finding";
import { useDocumentVersion } from "../panels/use-document-version";
import { groupTurns } from "./speaker-strips";

export interface SpeakerFacts {
  statistics: ReadonlyMap<string | null, SpeakerStatistics>;
  turns: ReadonlyMap<string | null, readonly SpokenTurn[]>;
  /** Of each speaker the stretches in which somebody else was heard at once, in order. */
  overlaps: ReadonlyMap<string, readonly { startMs: number; endMs: number }[]>;
  /** Of the recording, or of the text where that is longer or there is none. */
  durationMs: number;
}

/** How much each one speaks and when, computed anew a moment after the lines have changed. */
export function useSpeakerFacts(): SpeakerFacts {
  const { session, playback, tools } = useEditor();
  const heard = useHeardVoices();
  const version = useDocumentVersion();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lines live outside React; the version tells of them
  return useMemo(() => {
    const { segments } = session;
    const lines = segments.listIds().flatMap((id) => segments.findSegment(id) ?? []);
    const turns = listSpokenTurns(lines);
    const textMs = turns.reduce((latest, { endMs }) => Math.max(latest, endMs), 0);
    return {
      statistics: listSpeakerStatistics(lines, turns, tools.voices.listOverlaps()),
      turns: groupTurns(turns),
      overlaps: tools.voices.groupOverlaps(),
      durationMs: Math.max(playback.getState().durationMs, textMs),
    };
  }, [session, playback, tools, heard, version]);
}
