"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { showToast } from "@/app/_ui/toast-store";
import type { EngineId } from "@/server/batches/schema";
import { uploads } from "./uploads";

const maxFiles = 1_000;

/** Announces the files as one batch and starts sending them. */
export function useSubmit() {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const create = useMutation(trpc.batches.create.mutationOptions());

  async function submit(files: readonly File[], engine: EngineId | undefined): Promise<void> {
    if (files.length === 0) return;
    if (files.length > maxFiles) {
      showToast({ text: `That is more than ${maxFiles} files. Add them in several goes.`, tone: "danger" });
      return;
    }
    const created = await create.mutateAsync({
      files: files.map((file) => ({
        fileName: file.name,
        sizeBytes: file.size,
        mimeType: file.type.slice(0, 200) || undefined,
      })),
      settings: { engine },
    });
    files.forEach((file, index) => {
      const source = created.sources[index];
      // Of an empty file there is nothing to send; the server knows it from its size.
      if (!source || file.size === 0) return;
      uploads.add(file, {
        mediaFileId: source.mediaFileId,
        batchId: created.batchId,
        sourceIndex: source.sourceIndex,
        fileName: file.name,
        sizeBytes: file.size,
        isResumed: false,
      });
    });
    await Promise.all([
      queryClient.invalidateQueries(trpc.batches.pathFilter()),
      queryClient.invalidateQueries(trpc.transcripts.list.pathFilter()),
    ]);
  }

  return {
    isPending: create.isPending,
    /** Never rejects: a failure is told by a toast. */
    submit: (files: readonly File[], engine?: EngineId) => void submit(files, engine).catch(() => {}),
  };
}
