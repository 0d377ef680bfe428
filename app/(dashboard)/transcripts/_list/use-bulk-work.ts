"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTrpc, useTrpcClient } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import type { ExportFormat } from "@/server/exports/schema";

/** What is done with many transcripts one after the other: downloads, and transcribing again. One that cannot be done
 * stops no other, and is told. */
export function useBulkWork() {
  const client = useTrpcClient();
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const [isBusy, setBusy] = useState(false);

  async function forEach(
    documentIds: readonly string[],
    act: (documentId: string) => Promise<void>,
    describe: (done: number) => string,
  ) {
    setBusy(true);
    let done = 0;
    let failure: unknown = null;
    for (const documentId of documentIds) {
      try {
        await act(documentId);
        done += 1;
      } catch (error) {
        failure = error;
      }
    }
    setBusy(false);
    if (done > 0) showToast({ text: describe(done) });
    if (failure) {
      const left = documentIds.length - done;
      const which = left === 1 ? "One could not" : `${left.toLocaleString("en")} could not`;
      showToast({ text: `${which}: ${describeError(failure)}`, tone: "danger" });
    }
  }

  return {
    isBusy,
    download: (documentIds: readonly string[], formats: readonly ExportFormat[]) =>
      forEach(
        documentIds,
        async (documentId) => {
          for (const format of formats) {
            const made = await client.exports.create.mutate({ documentId, format });
            save(made.path, made.fileName);
          }
        },
        (done) => `Downloads of ${count(done)} are made. Each transcript lists its own, to fetch again.`,
      ),
    async transcribeAgain(documentIds: readonly string[]) {
      await forEach(
        documentIds,
        async (documentId) => {
          await client.batches.transcribeAgain.mutate({ documentId });
        },
        (done) => `${count(done)} will be transcribed again. Your corrections are carried over.`,
      );
      await queryClient.invalidateQueries(trpc.transcripts.list.pathFilter());
    },
  };
}

function save(path: string, fileName: string) {
  const link = document.createElement("a");
  link.href = path;
  link.download = fileName;
  link.click();
}

function count(documents: number): string {
  return documents === 1 ? "1 transcript" : `${documents.toLocaleString("en")} transcripts`;
}
