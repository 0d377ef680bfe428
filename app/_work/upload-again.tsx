"use client";

import { useRef, useState } from "react";
import { formatSize } from "@/app/_format/format-size";
import { Button } from "@/app/_ui/button";
import { addUploads } from "@/app/_uploads/uploads";
import type { SourceView } from "@/server/batches/schema";

/** Goes on with an upload that was cut off. Only the very same file will do. */
export function UploadAgain({ source, text }: { source: SourceView; text: string }) {
  const input = useRef<HTMLInputElement>(null);
  const [mismatch, setMismatch] = useState<string | null>(null);

  function choose(file: File | undefined) {
    if (!file) return;
    if (file.name !== source.fileName || file.size !== source.sizeBytes) {
      setMismatch(
        `That is another file. Choose ${source.fileName} with ${formatSize(source.sizeBytes)}, or cancel and add yours anew.`,
      );
      return;
    }
    setMismatch(null);
    const { mediaFileId, batchId, sourceIndex, fileName, sizeBytes } = source;
    addUploads([
      { file, source: { mediaFileId, batchId, sourceIndex, fileName, sizeBytes, isResumed: true } },
    ]);
  }

  return (
    <div className="mt-1 flex flex-wrap items-center gap-2">
      <p role={mismatch ? "alert" : undefined} className="text-warn text-xs">
        {mismatch ?? text}
      </p>
      <Button size="sm" onClick={() => input.current?.click()}>
        Choose the file
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={`Choose ${source.fileName} again`}
        onChange={(event) => {
          choose(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
