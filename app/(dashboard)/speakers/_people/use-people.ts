"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";

/** What can be done to the people whose voices are known. */
export function usePeopleActions() {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const options = {
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries(trpc.speakers.pathFilter()),
        queryClient.invalidateQueries(trpc.transcripts.get.pathFilter()),
      ]),
    onError: (error: unknown) => showToast({ text: describeError(error), tone: "danger" }),
  };
  return {
    rename: useMutation(trpc.speakers.rename.mutationOptions(options)),
    merge: useMutation(trpc.speakers.merge.mutationOptions(options)),
    remove: useMutation(trpc.speakers.remove.mutationOptions(options)),
    nameUnknown: useMutation(trpc.speakers.nameUnknown.mutationOptions(options)),
    removeSample: useMutation(trpc.speakers.removeSample.mutationOptions(options)),
    setRecognition: useMutation(trpc.speakers.setRecognition.mutationOptions(options)),
  };
}
