"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { readBase64 } from "@/app/_imports/read-base64";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";

/** Brings in texts that were added among recordings, and says of each where it is or why it is not. */
export function useTexts() {
  const trpc = useTrpc();
  const router = useRouter();
  const create = useMutation(trpc.imports.create.mutationOptions());

  /** Never rejects. @param documentId a transcript of the recording that it belongs to; null: it stands alone */
  return async function bringIn(file: File, documentId: string | null): Promise<void> {
    try {
      const content = await readBase64(file);
      const made = await create.mutateAsync({ fileName: file.name, content, documentId });
      showToast({
        text: `Brought in “${file.name}”.`,
        action: { label: "Open", run: () => router.push(`/transcripts/${made.documentId}`) },
      });
    } catch (error) {
      showToast({ text: `${file.name}: ${describeError(error)}`, tone: "danger" });
    }
  };
}
