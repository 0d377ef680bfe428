"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Download, Upload } from "lucide-react";
import { type ChangeEvent, useRef, useState } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import { showToast } from "@/app/_ui/toast-store";

const mostBytes = 1_000_000;

interface GlossaryFilesProps {
  /** Null: terms of every kind of text. */
  domain: string | null;
  canSave: boolean;
}

/** Terms out of a file and into one. */
export function GlossaryFiles({ domain, canSave }: GlossaryFilesProps) {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const file = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<string[]>([]);
  const [failure, setFailure] = useState<string | null>(null);
  const add = useMutation(
    trpc.vocabulary.importFile.mutationOptions({
      onSuccess: (answer) => {
        setRefused(answer.refused);
        showToast({
          text: `Added ${answer.added.toLocaleString("en")}, ${answer.changed.toLocaleString("en")} were there already.`,
        });
      },
      onError: (error) => setFailure(describeError(error)),
      onSettled: () => queryClient.invalidateQueries(trpc.vocabulary.pathFilter()),
    }),
  );

  async function read(event: ChangeEvent<HTMLInputElement>) {
    const chosen = event.currentTarget.files?.[0];
    event.currentTarget.value = "";
    setRefused([]);
    setFailure(null);
    if (!chosen) return;
    if (chosen.size > mostBytes)
      setFailure("That file is larger than 1 MB. A list of terms is not: is it another file?");
    else add.mutate({ text: await chosen.text(), domain });
  }

  async function save() {
    setFailure(null);
    const wish = { format: "csv" as const, ...(domain !== null && { domain }) };
    try {
      const { fileName, text } = await queryClient.fetchQuery(
        trpc.vocabulary.exportFile.queryOptions(wish, { staleTime: 0 }),
      );
      const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
      const link = document.createElement("a");
      link.href = url;
      link.download = fileName;
      link.click();
      URL.revokeObjectURL(url);
    } catch (error) {
      setFailure(describeError(error));
    }
  }

  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-2">
        <input
          ref={file}
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          aria-label="File of terms"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => void read(event)}
        />
        <Button size="sm" disabled={add.isPending} onClick={() => file.current?.click()}>
          <Upload aria-hidden />
          From a file…
        </Button>
        {canSave && (
          <Button size="sm" onClick={() => void save()}>
            <Download aria-hidden />
            Save as CSV
          </Button>
        )}
      </div>
      {failure && <Notice tone="danger">{failure}</Notice>}
      {refused.length > 0 && (
        <Notice tone="warn">
          These lines are no terms: <bdi>{refused.slice(0, 5).join(" · ")}</bdi>
          {refused.length > 5 && ` and ${refused.length - 5} more`}
        </Notice>
      )}
    </div>
  );
}
