"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTrpc, useTrpcClient } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import type { ExportFormat } from "@/server/exports/schema";

/** What is done with many transcripts: downloads, and transcribing again, one after the other; one that cannot be
 * transcribed stops no other, and is told. */
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
    /** Of one transcript its files, of many a zip for each format. */
    async download(documentIds: readonly string[], formats: readonly ExportFormat[]) {
      const [only] = documentIds;
      setBusy(true);
      try {
        for (const format of formats) {
          const made =
            only !== undefined && documentIds.length === 1
              ? await client.exports.create.mutate({ documentId: only, format })
              : await client.exports.createZip.mutate({ documentIds: [...documentIds], format });
          save(made.path, made.fileName);
        }
        showToast({
          text: `Downloads of ${count(documentIds.length)} are made. Those without a text are left out.`,
        });
      } catch (failure) {
        showToast({ text: describeError(failure), tone: "danger" });
      } finally {
        setBusy(false);
      }
    },
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
