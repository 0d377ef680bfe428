"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import type { BatchLimits, BatchSettings } from "@/server/batches/schema";
import type { Repeat } from "./find-repeats";
import { pairTexts } from "./pair-texts";
import { addUploads } from "./uploads";
import { useRepeats } from "./use-repeats";
import { useTexts } from "./use-texts";

const maxFiles = 10_000;

export interface SubmitOptions {
  settings: BatchSettings;
  limits: Partial<BatchLimits>;
  /** Else named after its files. */
  name: string | undefined;
}

/** Asks about files that were transcribed before, announces the others as one batch and starts sending them. */
export function useSubmit() {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const router = useRouter();
  const create = useMutation(trpc.batches.create.mutationOptions());
  const retry = useMutation(trpc.batches.retrySource.mutationOptions());
  const repeats = useRepeats();
  const bringIn = useTexts();
  const [isPending, setIsPending] = useState(false);

  async function submit(all: readonly File[], options: SubmitOptions): Promise<void> {
    const { recordings: files, beside, alone } = pairTexts(all);
    if (files.length > maxFiles) {
      showToast({
        text: `That is more than ${maxFiles.toLocaleString("en")} files. Add them in several goes.`,
        tone: "danger",
      });
      return;
    }
    const found = await repeats.find(files, options.settings.engine);
    const choices = found.length > 0 ? await repeats.ask(found, files.length) : new Map();
    const existing = found.filter(({ index }) => choices.get(index) !== "again");
    const leftOut = new Set(existing.map(({ index }) => index));
    const rest = files.filter((_, index) => !leftOut.has(index));
    const documentIds = new Map<File, string | null>();
    for (const { index, earlier } of existing) {
      const file = files[index];
      if (file) documentIds.set(file, earlier?.documentId ?? null);
    }
    if (rest.length > 0) {
      const created = await send(rest, options);
      for (const [index, file] of rest.entries()) {
        documentIds.set(file, created.sources[index]?.documentId ?? null);
      }
    }
    for (const { index, text } of beside) {
      await bringIn(text, documentIds.get(files[index] as File) ?? null);
    }
    for (const text of alone) await bringIn(text, null);
    await takeExisting(existing, rest.length === 0 && beside.length + alone.length === 0);
    await Promise.all([
      queryClient.invalidateQueries(trpc.batches.pathFilter()),
      queryClient.invalidateQueries(trpc.transcripts.list.pathFilter()),
    ]);
  }

  async function send(files: readonly File[], { settings, limits, name }: SubmitOptions) {
    const { priority, ...others } = limits;
    const created = await create.mutateAsync({
      files: files.map((file) => ({
        fileName: file.name,
        sizeBytes: file.size,
        mimeType: file.type.slice(0, 200) || undefined,
      })),
      settings,
      name,
      priority,
      limits: others,
    });
    addUploads(
      files.flatMap((file, index) => {
        const source = created.sources[index];
        // Of an empty file there is nothing to send; the server knows it from its size.
        if (!source || file.size === 0) return [];
        const { mediaFileId, sourceIndex } = source;
        const { batchId } = created;
        const facts = { fileName: file.name, sizeBytes: file.size, isResumed: false };
        return [{ file, source: { mediaFileId, batchId, sourceIndex, ...facts } }];
      }),
    );
    return created;
  }

  /** Goes on with what had stopped, and opens what is alone. */
  async function takeExisting(existing: readonly Repeat[], isAll: boolean): Promise<void> {
    const before = new Map(
      existing.flatMap(({ earlier }) => (earlier ? [[earlier.documentId, earlier] as const] : [])),
    );
    for (const { state, source } of before.values()) {
      if (source && (state === "failed" || state === "cancelled")) await retry.mutateAsync(source);
    }
    const [only] = before.values();
    if (isAll && only && before.size === 1) router.push(`/transcripts/${only.documentId}`);
    else if (existing.length > 0) {
      showToast({
        text:
          existing.length === 1
            ? "1 file is not transcribed again."
            : `${existing.length} files are not transcribed again.`,
        action: { label: "Transcripts", run: () => router.push("/transcripts") },
      });
    }
  }

  return {
    isPending,
    /** How far reading the files is that may have been transcribed before; null while none is read. */
    check: repeats.progress,
    skipCheck: repeats.skip,
    question: repeats.question,
    /** Never rejects: a failure is told by a toast. */
    submit(files: readonly File[], options: SubmitOptions): void {
      if (files.length === 0) return;
      setIsPending(true);
      submit(files, options)
        .catch((error: unknown) => showToast({ text: describeError(error), tone: "danger" }))
        .finally(() => setIsPending(false));
    },
  };
}
