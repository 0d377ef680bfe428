"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState, useSyncExternalStore } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { Modal } from "@/app/_ui/modal";
import { Notice } from "@/app/_ui/notice";
import { EngineChoice } from "@/app/_work/engine-choice";
import type { EngineId } from "@/server/batches/schema";
import { useEditor } from "../editor-context";

/** Asks for the recording to be heard anew, and says beforehand what becomes of the text. */
export function AgainDialog() {
  const { documentId, panels } = useEditor();
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const isOpen = useSyncExternalStore(
    panels.subscribe,
    () => panels.getState().dialog === "again",
    () => false,
  );
  const [engine, setEngine] = useState<EngineId>();
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
    start.mutate({ documentId, settings: { engine } });
  }

  return (
    <Modal
      open={isOpen}
      onOpenChange={(open) => {
        start.reset();
        panels.setDialog(open ? "again" : null);
      }}
      title="Transcribe again"
      description="The text stays as it is, and can be worked on, until the new one is there. Your corrections are then carried over to it; those that find no sure place are listed for you. The old text stays among the versions."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <EngineChoice value={engine} onChange={setEngine} />
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
