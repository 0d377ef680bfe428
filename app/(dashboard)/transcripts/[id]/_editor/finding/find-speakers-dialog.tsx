"use client";

import { type FormEvent, useId, useState, useSyncExternalStore } from "react";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { Modal } from "@/app/_ui/modal";
import { Notice } from "@/app/_ui/notice";
import type { SpeakerEngineId } from "@/core/speech/speaker-engines";
import { mostSpeakers, type SpeakerCount } from "@/server/speakers/schema";
import type { DocumentDetail } from "@/server/transcripts/schema";
import { useEditor } from "../editor-context";
import { EngineChoice } from "./engine-choice";
import { useFinding } from "./use-finding";

type CountKind = "found" | "exactly" | "most";

const kinds: readonly [CountKind, string][] = [
  ["found", "Find out"],
  ["exactly", "Exactly"],
  ["most", "At most"],
];

type Expected = { min: number; max: number } | null;

/** As the submission said. Pure. */
function firstChoice(expected: Expected): { kind: CountKind; number: number } {
  if (!expected) return { kind: "found", number: 2 };
  return { kind: expected.min === expected.max ? "exactly" : "most", number: expected.max };
}

/** Asks for the speakers of a transcript, and says beforehand what becomes of those that are there. */
export function FindSpeakersDialog({ detail }: { detail: DocumentDetail }) {
  const { panels, list } = useEditor();
  const { start } = useFinding();
  const isOpen = useSyncExternalStore(
    panels.subscribe,
    () => panels.getState().dialog === "find-speakers",
    () => false,
  );
  const wasFound = detail.result !== null && detail.result.speakerCount !== null;
  return (
    <Modal
      open={isOpen}
      onOpenChange={(open) => {
        start.reset();
        panels.setDialog(open ? "find-speakers" : null);
      }}
      title={wasFound ? "Find speakers again" : "Find speakers"}
      description="Trax listens for the voices in the recording and gives each line to one of them. What you named or gave to somebody yourself stays so. The text does not change, but a line in which somebody else begins to speak is cut there. Undo takes it back, and later “Versions” does."
      onCloseAutoFocus={(event) => {
        // What opened it may be gone: the button of a notice, an entry of the palette.
        if (document.querySelector("[data-panel]")) return;
        event.preventDefault();
        list.focus(list.getActiveId() ?? undefined);
      }}
    >
      <CountForm
        documentId={detail.id}
        expected={detail.result?.speakersExpected ?? null}
        isFinding={detail.diarization !== null && detail.diarization.state !== "failed"}
        isUnderWay={
          detail.work !== null && detail.work.stage !== "failed" && detail.work.stage !== "cancelled"
        }
        start={start}
        onClose={() => panels.setDialog(null)}
      />
    </Modal>
  );
}

interface CountFormProps {
  documentId: string;
  expected: Expected;
  /** Of the speakers. */
  isFinding: boolean;
  /** Of a transcription. */
  isUnderWay: boolean;
  start: ReturnType<typeof useFinding>["start"];
  onClose: () => void;
}

function CountForm({ documentId, expected, isFinding, isUnderWay, start, onClose }: CountFormProps) {
  const id = useId();
  const [{ kind, number }, setCount] = useState(() => firstChoice(expected));
  const [engine, setEngine] = useState<SpeakerEngineId>();

  function submit(event: FormEvent) {
    event.preventDefault();
    const count: SpeakerCount =
      kind === "found" ? null : kind === "exactly" ? { exactly: number } : { most: number };
    start.mutate({ documentId, count, engine }, { onSuccess: onClose });
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 font-medium">How many people speak?</legend>
        {kinds.map(([one, text]) => (
          <div key={one} className="flex min-h-8 items-center gap-2">
            <input
              id={`${id}-${one}`}
              type="radio"
              name={`${id}-kind`}
              className="size-4 accent-accent"
              checked={kind === one}
              onChange={() => setCount({ kind: one, number })}
            />
            <label htmlFor={`${id}-${one}`}>{text}</label>
            {one !== "found" && kind === one && (
              <input
                type="number"
                aria-label={`${text} how many`}
                required
                min={1}
                max={mostSpeakers}
                step={1}
                value={Number.isNaN(number) ? "" : number}
                onChange={(event) => setCount({ kind, number: event.currentTarget.valueAsNumber })}
                className="h-8 w-20 rounded-md border border-line-strong bg-surface px-2 tabular-nums"
              />
            )}
          </div>
        ))}
        <p className="text-muted text-xs">
          A number that is right makes fewer mistakes than one that has to be found. People who only say a
          word or two may be left out.
        </p>
      </fieldset>
      <EngineChoice documentId={documentId} value={engine} onChange={setEngine} />
      {isUnderWay && (
        <Notice>This recording is being worked on. Its speakers can be found when that is done.</Notice>
      )}
      {isFinding && (
        <Notice>The speakers are being found already. Cancel that first to find another number.</Notice>
      )}
      {start.error && <Notice tone="danger">{describeError(start.error)}</Notice>}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" disabled={start.isPending || isUnderWay || isFinding}>
          Find speakers
        </Button>
      </div>
    </form>
  );
}
