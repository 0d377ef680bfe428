"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import type { Speaker } from "@/core/transcript/types";
import { useEditor } from "../editor-context";

/** A name that a machine gave says nothing in another transcript. */
const numbered = /^Speaker \d+$/;

export const isNamed = ({ label }: Speaker): boolean => !numbered.test(label);

/** Keeps the voice of a speaker under the name that a person gave it. */
export function useRemember(): { remember: (speaker: Speaker) => Promise<void>; isPending: boolean } {
  const { documentId, session } = useEditor();
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const { mutate, isPending } = useMutation(
    trpc.speakers.remember.mutationOptions({
      onSuccess: (_, { name }) => {
        showToast({ text: `The voice of “${name}” is remembered: new recordings with it get the name.` });
        return Promise.all([
          queryClient.invalidateQueries(trpc.speakers.pathFilter()),
          queryClient.invalidateQueries(trpc.transcripts.get.pathFilter()),
        ]);
      },
      onError: (error) => showToast({ text: describeError(error), tone: "danger" }),
    }),
  );
  return {
    isPending,
    remember: async ({ id: speakerId, label: name }) => {
      // What was named or given just now counts.
      await session.flush();
      mutate({ documentId, speakerId, name });
    },
  };
}
