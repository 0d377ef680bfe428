"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import type { SpeakersTurns } from "@/server/speakers/schema";
import { useEditor } from "../editor-context";
import { SpeakerName } from "../speakers/speaker-name";
import { useSpeakers } from "../speakers/use-speakers";
import { useHeardVoices } from "./use-finding";

/** As much of a voice as it takes to know it. */
const sampleMs = 8_000;

/** Asks whether voices of this transcript are people who are known: those that sound alike, but not surely so. */
export function VoiceSuggestions() {
  const { documentId, session } = useEditor();
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const heard = useHeardVoices();
  const speakers = useSpeakers();
  const answer = useMutation(
    trpc.speakers.answerSuggestion.mutationOptions({
      onSuccess: () =>
        Promise.all([
          queryClient.invalidateQueries(trpc.speakers.pathFilter()),
          queryClient.invalidateQueries(trpc.transcripts.get.pathFilter()),
        ]),
    }),
  );
  const asked = (heard?.voices ?? []).flatMap(({ voice, speakerId, suggestion }) => {
    const speaker = speakers.find(({ id }) => id === speakerId);
    return suggestion && speaker ? [{ voice, speaker, suggestion }] : [];
  });
  if (!heard || asked.length === 0) return null;

  async function give(voice: number, isRight: boolean) {
    // The name that the server gives is not to meet one that is typed here and not saved yet.
    await session.flush();
    answer.mutate({ documentId, voice, isRight });
  }

  return (
    <Notice className="mt-2">
      <ul aria-label="People this may be" className="flex flex-col gap-2">
        {asked.map(({ voice, speaker, suggestion }) => (
          <li key={voice} className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="min-w-0">
              Is <SpeakerName speaker={speaker} className="align-bottom" />{" "}
              <bdi className="font-medium">{suggestion.name}</bdi>?{" "}
              <span className="text-muted text-xs tabular-nums">
                {Math.round(suggestion.confidence * 100)} % sure
              </span>
            </span>
            <span className="flex gap-1.5">
              <ListenButton heard={heard} voice={voice} label={speaker.label} />
              <Button
                size="sm"
                disabled={answer.isPending}
                aria-label={`Yes, ${speaker.label} is ${suggestion.name}`}
                onClick={() => void give(voice, true)}
              >
                Yes
              </Button>
              <Button
                size="sm"
                disabled={answer.isPending}
                aria-label={`No, ${speaker.label} is not ${suggestion.name}`}
                onClick={() => void give(voice, false)}
              >
                No
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {answer.error && <p className="mt-1 text-danger text-xs">{describeError(answer.error)}</p>}
    </Notice>
  );
}

interface ListenButtonProps {
  heard: SpeakersTurns;
  voice: number;
  label: string;
}

function ListenButton({ heard, voice, label }: ListenButtonProps) {
  const { playback } = useEditor();
  const own = heard.turns.filter((turn) => turn.voice === voice && !turn.overlaps);
  const longest = own.reduce<(typeof own)[number] | null>(
    (best, turn) => (best && best.endMs - best.startMs >= turn.endMs - turn.startMs ? best : turn),
    null,
  );
  if (!longest) return null;
  const { startMs, endMs } = longest;
  return (
    <Button
      size="sm"
      look="quiet"
      aria-label={`Listen to ${label}`}
      onClick={() =>
        playback.playStretch({ kind: "once", startMs, endMs: Math.min(endMs, startMs + sampleMs) })
      }
    >
      <Play aria-hidden />
      Listen
    </Button>
  );
}
