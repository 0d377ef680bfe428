"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FileInput } from "lucide-react";
import Link from "next/link";
import { useRef, useState } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { Button, buttonClass } from "@/app/_ui/button";
import { Modal } from "@/app/_ui/modal";
import { showToast } from "@/app/_ui/toast-store";
import type { ImportView } from "@/server/imports/schema";
import { readBase64 } from "./read-base64";

const endings = ".srt,.vtt,.ass,.ssa,.ttml,.dfxp,.xml,.csv,.tsv,.json";

interface ImportButtonProps {
  /** A transcript whose recording the text belongs to. */
  documentId?: string;
  label?: string;
}

/** Brings a subtitle or transcript file in as a new transcript, and tells what had to be put right. */
export function ImportButton({ documentId, label = "Bring in a file" }: ImportButtonProps) {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const chooser = useRef<HTMLInputElement>(null);
  const [made, setMade] = useState<ImportView | null>(null);
  const create = useMutation(
    trpc.imports.create.mutationOptions({
      onSuccess: (view) => {
        setMade(view);
        void queryClient.invalidateQueries({ queryKey: trpc.transcripts.list.pathKey() });
      },
    }),
  );

  async function start(file: File) {
    const content = await readBase64(file).catch(() => null);
    if (content === null) {
      showToast({ text: `${file.name} could not be read. Choose it again.`, tone: "danger" });
      return;
    }
    create.mutate({ fileName: file.name, content, documentId: documentId ?? null });
  }

  return (
    <>
      <input
        ref={chooser}
        type="file"
        accept={endings}
        aria-label={label}
        className="hidden"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          // The same file may be chosen again, once it was mended.
          event.currentTarget.value = "";
          if (file) void start(file);
        }}
      />
      <Button disabled={create.isPending} onClick={() => chooser.current?.click()}>
        <FileInput aria-hidden />
        {create.isPending ? "Bringing in…" : label}
      </Button>
      <Modal
        open={made !== null}
        onOpenChange={(open) => !open && setMade(null)}
        title={made ? `“${made.title}” is here` : ""}
        description={made ? describeImport(made) : ""}
      >
        {made && made.mended.length > 0 && (
          <>
            <p>Some things had to be put right:</p>
            <ul className="mt-1 list-disc space-y-1 pl-5">
              {made.mended.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </>
        )}
        {made && (
          <Link
            href={`/transcripts/${made.documentId}`}
            className={buttonClass({ look: "primary", className: "mt-4" })}
          >
            Open the transcript
          </Link>
        )}
      </Modal>
    </>
  );
}

function describeImport({ lines, speakers }: ImportView): string {
  const count = (amount: number, one: string, many: string) =>
    amount === 1 ? `1 ${one}` : `${amount.toLocaleString("en")} ${many}`;
  const who = speakers === 0 ? "" : `, ${count(speakers, "speaker", "speakers")}`;
  return `${count(lines, "line", "lines")}${who}.`;
}
