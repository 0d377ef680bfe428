"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import type { VersionRef } from "@/server/transcripts/version-schema";

const refusal = "This was changed again since, so it cannot be taken back on its own.";

/** What can be done to the versions of a document; each says what came of it. */
export function useVersionActions(documentId: string) {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries(trpc.transcripts.pathFilter());
  const onError = (error: unknown) => showToast({ text: describeError(error), tone: "danger" });

  const apply = useMutation(
    trpc.transcripts.applyEdits.mutationOptions({
      onError,
      onSuccess: ({ outcomes: [outcome] }) => {
        if (outcome?.outcome === "applied") showToast({ text: "Taken back." });
        else showToast({ text: refusal, tone: "danger" });
      },
      onSettled: refresh,
    }),
  );
  const takeBack = (commandId: string) =>
    apply.mutate({
      documentId,
      commands: [{ commandId: crypto.randomUUID(), bases: {}, command: { type: "change.undo", commandId } }],
    });

  const restoring = useMutation(
    trpc.transcripts.restoreVersion.mutationOptions({
      onError,
      onSuccess: ({ isChanged }, { commandId }) => {
        if (!isChanged) showToast({ text: "The text is this version already." });
        else
          showToast({
            text: "The text is what it was then.",
            action: { label: "Take back", run: () => takeBack(commandId) },
          });
      },
      onSettled: refresh,
    }),
  );
  const creating = useMutation(
    trpc.transcripts.createVersion.mutationOptions({ onError, onSettled: refresh }),
  );
  const removing = useMutation(
    trpc.transcripts.removeVersion.mutationOptions({ onError, onSettled: refresh }),
  );

  return {
    takeBack,
    restore: (ref: VersionRef) => restoring.mutate({ documentId, ref, commandId: crypto.randomUUID() }),
    create: (name: string) => creating.mutate({ documentId, name }),
    remove: (versionId: string) => removing.mutate({ documentId, versionId }),
  };
}
