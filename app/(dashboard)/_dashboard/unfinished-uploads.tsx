"use client";

import { FileWarning } from "lucide-react";
import { useRef, useState } from "react";
import { formatSize } from "@/app/_format/format-size";
import { Button } from "@/app/_ui/button";
import { Confirm } from "@/app/_ui/confirm";
import { toSelections } from "@/app/_uploads/to-selections";
import type { useUnfinished } from "@/app/_uploads/use-unfinished";
import { useBulkActions } from "@/app/_work/use-bulk-actions";

const shown = 50;

/** Uploads that a closed page, another browser or a crash cut off: all of them go on by one choice of files. */
export function UnfinishedUploads({ unfinished }: { unfinished: ReturnType<typeof useUnfinished> }) {
  const { cutOff, asking, goOn, choose } = unfinished;
  const input = useRef<HTMLInputElement>(null);
  const [message, setMessage] = useState<string | null>(null);
  const { cancel } = useBulkActions();
  // A choice that fitted nothing is told also when nothing is left.
  if (cutOff.length === 0) return null;
  const one = cutOff.length === 1;

  async function takeChosen(files: File[]) {
    if (files.length === 0) return;
    setMessage(describeChoice(await choose(files)));
  }

  return (
    <section
      aria-labelledby="unfinished"
      className="mt-6 rounded-xl border border-warn/40 bg-surface px-4 py-3"
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
        <FileWarning aria-hidden className="hidden size-6 shrink-0 stroke-[1.5] text-warn sm:block" />
        <div className="min-w-0 flex-1 basis-64">
          <h2 id="unfinished" className="font-semibold">
            {one ? "An upload was cut off" : `${cutOff.length} uploads were cut off`}
          </h2>
          <p className="text-pretty text-muted">
            Choose the same {one ? "file" : "files"} again to go on where {one ? "it" : "they"} stopped.
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {asking.length > 0 && (
            <Button look="primary" onClick={() => void goOn()}>
              {asking.length === cutOff.length ? "Go on" : `Go on with ${asking.length}`}
            </Button>
          )}
          <Button onClick={() => input.current?.click()}>
            {one ? "Choose the file" : "Choose the files"}
          </Button>
          <Confirm
            title={one ? "Cancel this upload?" : `Cancel ${cutOff.length} uploads?`}
            text="What is here of them is removed after some days. A retry brings them back until then."
            action={one ? "Cancel the upload" : "Cancel the uploads"}
            onConfirm={() => cancel.mutate({ selections: toSelections(cutOff) })}
          >
            <Button look="quiet">{one ? "Cancel it" : "Cancel them"}</Button>
          </Confirm>
        </div>
        <input
          ref={input}
          type="file"
          multiple={!one}
          hidden
          aria-label="Files that were cut off"
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            event.currentTarget.value = "";
            void takeChosen(files);
          }}
        />
      </div>
      {message && (
        <p role="alert" className="mt-2 text-pretty text-warn text-xs">
          {message}
        </p>
      )}
      <ul className="mt-2 max-h-40 overflow-y-auto text-xs">
        {cutOff.slice(0, shown).map(({ mediaFileId, fileName, sizeBytes, receivedBytes }) => (
          <li key={mediaFileId} className="flex items-baseline gap-2 py-0.5">
            <span className="min-w-0 truncate" title={fileName}>
              {fileName}
            </span>
            <span className="shrink-0 text-muted tabular-nums">
              {formatSize(receivedBytes)} of {formatSize(sizeBytes)} is here
            </span>
          </li>
        ))}
        {cutOff.length > shown && <li className="py-0.5 text-muted">And {cutOff.length - shown} more.</li>}
      </ul>
    </section>
  );
}

/** Null where every file found its upload. */
function describeChoice({ others, unclear }: { others: string[]; unclear: string[] }): string | null {
  const [other] = others;
  const [same] = unclear;
  if (same) {
    return `More than one upload waits for a file called ${same} of this size. Choose it in the line of the one that is meant.`;
  }
  if (!other) return null;
  return others.length === 1
    ? `${other} is none of these: its name, its size or the time of its last change differs. Choose it in its own line if it is the one all the same, or drop it above to add it anew.`
    : `${others.length} of the files are none of these. Drop them above to add them anew.`;
}
