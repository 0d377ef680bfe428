"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState, useSyncExternalStore } from "react";
import { formatClock } from "@/app/_format/format-clock";
import { LanguageChoice } from "@/app/_languages/language-choice";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { Modal } from "@/app/_ui/modal";
import { Notice } from "@/app/_ui/notice";
import { EngineChoice } from "@/app/_work/engine-choice";
import { type PipelineChoice, PipelineFields } from "@/app/_work/pipeline-fields";
import type { EngineId, PipelineVersion } from "@/server/batches/schema";
import type { DocumentDetail } from "@/server/transcripts/schema";
import { useEditor } from "../editor-context";
import { countLines } from "../rows/row-commands";
import type { Stretch } from "./find-stretch";
import { TrackChoice } from "./track-choice";

const ofAll =
  "The text stays as it is, and can be worked on, until the new one is there. Your corrections are then carried over to it; those that find no sure place are listed for you. The old text stays among the versions.";

/** Pure. */
function describeStretch({ startMs, endMs, lineCount }: Stretch): string {
  return `${countLines(lineCount)}, ${formatClock(startMs)} to ${formatClock(endMs)}. The rest of the text stays as it is. Your corrections in ${lineCount === 1 ? "this line" : "these lines"} are carried over to what is heard now; those that find no sure place are listed for you. The old text stays among the versions.`;
}

/** As it was heard the last time. Pure. */
function findPipeline(last: DocumentDetail["result"] | undefined): PipelineVersion {
  if (!last?.isMerged) return "v1";
  return last.speakerCount === null ? "v3" : "v4";
}

/** Asks for the recording, or for some lines of it, to be heard anew, and says beforehand what becomes of the text. */
export function AgainDialog() {
  const { documentId, panels, list } = useEditor();
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const isOpen = useSyncExternalStore(
    panels.subscribe,
    () => panels.getState().dialog === "again",
    () => false,
  );
  const findStretch = () => panels.getState().stretch;
  const stretch = useSyncExternalStore(panels.subscribe, findStretch, () => null);
  const [engine, setEngine] = useState<EngineId>();
  const [language, setLanguage] = useState<string>();
  const [audioTrack, setAudioTrack] = useState<number>();
  const [pipeline, setPipeline] = useState<PipelineChoice>({});
  const detail = useQuery(trpc.transcripts.get.queryOptions({ documentId })).data;
  const media = detail?.media;
  // The focus goes back to where the lines are, also when what opened the dialog is gone.
  const wasOfLines = useRef(false);
  if (isOpen) wasOfLines.current = stretch !== null;
  // As it was heard the last time, until something else is chosen.
  const pipelineVersion = pipeline.pipelineVersion ?? findPipeline(detail?.result);
  const findSpeakers = pipeline.findSpeakers ?? (detail?.result?.speakerCount != null || undefined);
  const start = useMutation(
    trpc.batches.transcribeAgain.mutationOptions({
      onSuccess: () => {
        panels.setDialog(null);
        return Promise.all([
          queryClient.invalidateQueries(trpc.transcripts.get.pathFilter()),
          queryClient.invalidateQueries(trpc.batches.pathFilter()),
        ]);
      },
    }),
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    if (stretch) {
      const range = { startMs: stretch.startMs, endMs: stretch.endMs };
      start.mutate({ documentId, range, settings: { engine, language } });
      return;
    }
    start.mutate({
      documentId,
      settings: { engine, audioTrack, language, ...pipeline, pipelineVersion, findSpeakers },
    });
  }

  return (
    <Modal
      open={isOpen}
      onOpenChange={(open) => {
        start.reset();
        panels.setDialog(open ? "again" : null);
      }}
      title={stretch ? "Transcribe lines again" : "Transcribe again"}
      description={stretch ? describeStretch(stretch) : ofAll}
      onCloseAutoFocus={(event) => {
        const activeId = list.getActiveId();
        if (!wasOfLines.current || activeId === null) return;
        event.preventDefault();
        list.focus(activeId);
      }}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <LanguageChoice value={language} onChange={setLanguage} />
        <EngineChoice value={engine} language={language} onChange={setEngine} />
        {!stretch && (
          <>
            <div className="grid grid-cols-[repeat(auto-fit,minmax(12rem,1fr))] gap-3">
              <PipelineFields
                value={{ ...pipeline, pipelineVersion, findSpeakers }}
                engine={engine}
                onChange={(value) =>
                  setPipeline({
                    ...value,
                    pipelineVersion: value.pipelineVersion ?? "v1",
                    findSpeakers: value.findSpeakers ?? false,
                  })
                }
              />
            </div>
            {media && (
              <TrackChoice
                tracks={media.audioTracks}
                value={audioTrack ?? media.audioTrack}
                onChange={setAudioTrack}
              />
            )}
          </>
        )}
        {start.error && <Notice tone="danger">{describeError(start.error)}</Notice>}
        <div className="flex justify-end gap-2">
          <Button onClick={() => panels.setDialog(null)}>Cancel</Button>
          <Button type="submit" look="primary" disabled={start.isPending}>
            Transcribe again
          </Button>
        </div>
      </form>
    </Modal>
  );
}
