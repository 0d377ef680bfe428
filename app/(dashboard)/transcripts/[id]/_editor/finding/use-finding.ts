"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { useTrpc } from "@/app/_trpc/client";
import type { SpeakersTurns } from "@/server/speakers/schema";
import type { DocumentDetail } from "@/server/transcripts/schema";
import { useEditor } from "../editor-context";
import { showUndo } from "../speakers/speaker-commands";

/** Asks for the speakers of a transcript, and ends that. */
export function useFinding() {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const onSuccess = () =>
    Promise.all([
      queryClient.invalidateQueries(trpc.transcripts.get.pathFilter()),
      queryClient.invalidateQueries(trpc.batches.pathFilter()),
    ]);
  const start = useMutation(trpc.speakers.find.mutationOptions({ onSuccess }));
  const cancel = useMutation(trpc.speakers.cancelFind.mutationOptions({ onSuccess }));
  return { start, cancel };
}

/** Keeps what the machine heard of the voices as long as the document is open, and asks anew when it was found anew. */
export function useVoiceLoader({ id: documentId, result, diarization }: DocumentDetail): void {
  const { voices } = useEditor().tools;
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const isUnderWay = diarization !== null && diarization.state !== "failed";
  const options = trpc.speakers.turns.queryOptions(
    { documentId },
    { enabled: result !== null && result.speakerCount !== null, staleTime: Number.POSITIVE_INFINITY },
  );
  const { data } = useQuery(options);
  // biome-ignore lint/correctness/useExhaustiveDependencies: these tell that there is another answer
  useEffect(() => {
    if (!isUnderWay) void queryClient.invalidateQueries({ queryKey: options.queryKey });
  }, [queryClient, documentId, isUnderWay, result?.id, result?.speakerCount]);
  useEffect(() => voices.receive(data ?? null), [voices, data]);
  useFoundStep(isUnderWay, data);
}

/** What undo names: "Undo finding speakers". */
const foundLabel = "finding speakers";

/** Speakers that were found while the document is open are its newest step of undo, and are told. */
function useFoundStep(isUnderWay: boolean, heard: SpeakersTurns | undefined): void {
  const parts = useEditor();
  const seen = useRef({ changeId: null as string | null, isAwaited: false });
  useEffect(() => {
    if (isUnderWay) seen.current.isAwaited = true;
    if (!heard) return;
    const { changeId, voices } = heard;
    const isNew = changeId !== null && changeId !== seen.current.changeId;
    seen.current.changeId = changeId;
    if (!isNew || isUnderWay || !seen.current.isAwaited) return;
    seen.current.isAwaited = false;
    parts.session.adopt(changeId, foundLabel);
    showUndo(parts, `${voices.length === 1 ? "1 speaker" : `${voices.length} speakers`} found.`, foundLabel);
  }, [parts, isUnderWay, heard]);
}

/** What the machine heard of the voices; null where nobody has asked for the speakers. */
export function useHeardVoices(): SpeakersTurns | null {
  const { voices } = useEditor().tools;
  return useSyncExternalStore(voices.subscribe, voices.getHeard, voices.getHeard);
}
