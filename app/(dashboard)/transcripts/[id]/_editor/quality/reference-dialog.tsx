import { FileText } from "lucide-react";
import { type DragEvent, type FormEvent, useId, useRef, useState } from "react";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { cn } from "@/app/_ui/cn";
import { Modal } from "@/app/_ui/modal";
import { Notice } from "@/app/_ui/notice";
import { maxReferenceLength } from "@/server/quality/schema";
import { useEditor } from "../editor-context";
import type { QualityActions } from "./use-quality";

/** Of a file; no letter takes more than four bytes. */
const maxBytes = maxReferenceLength * 4;

interface ReferenceDialogProps {
  open: boolean;
  onClose: () => void;
  setReference: QualityActions["setReference"];
}

/** Takes what was really said, pasted, dropped or chosen. */
export function ReferenceDialog({ open, onClose, setReference }: ReferenceDialogProps) {
  const { documentId } = useEditor();
  const [text, setText] = useState("");
  const [refusal, setRefusal] = useState<string | null>(null);
  const [isOver, setOver] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const hintId = useId();

  function close() {
    setText("");
    setRefusal(null);
    setReference.reset();
    onClose();
  }

  async function take(chosen: File | undefined) {
    if (!chosen) return;
    setRefusal(null);
    if (chosen.size > maxBytes) return setRefusal(`${chosen.name} is too large: a plain text is wanted.`);
    try {
      // Bytes that are no text are told apart: a recording or a document of a word processor.
      const words = new TextDecoder("utf-8", { fatal: true }).decode(await chosen.arrayBuffer());
      if (words.includes("\u0000")) throw new Error("no text");
      setText(words);
    } catch {
      setRefusal(`${chosen.name} is no plain text in UTF-8. Save it as a .txt file, or paste its words.`);
    }
  }

  function drop(event: DragEvent) {
    const [dropped] = event.dataTransfer.files;
    setOver(false);
    if (!dropped) return;
    event.preventDefault();
    event.stopPropagation();
    void take(dropped);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (text.length > maxReferenceLength) {
      setRefusal("That is more than two million letters: leave out what was not said.");
      return;
    }
    setReference.mutate({ documentId, text }, { onSuccess: close });
  }

  return (
    <Modal
      open={open}
      onOpenChange={(next) => !next && close()}
      title="Compare with a reference"
      description="Paste what was really said, word for word. Case, punctuation and spelled numbers do not matter."
    >
      <form onSubmit={submit} className="flex flex-col gap-3">
        <textarea
          aria-label="What was really said"
          aria-describedby={hintId}
          dir="auto"
          rows={8}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onDragOver={(event) => {
            if (!event.dataTransfer.types.includes("Files")) return;
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
          className={cn(
            "max-h-[40dvh] w-full resize-y rounded-md border border-line-strong bg-surface px-2 py-1",
            isOver && "border-accent bg-accent-soft",
          )}
        />
        <div className="flex flex-wrap items-center gap-2">
          <Button size="sm" onClick={() => file.current?.click()}>
            <FileText aria-hidden />
            Choose a text file
          </Button>
          <p id={hintId} className="min-w-0 flex-1 basis-40 text-muted text-xs">
            Or drop a .txt here. It stays with this transcript until you take it away.
          </p>
          <input
            ref={file}
            type="file"
            accept=".txt,text/plain"
            aria-label="Text file"
            className="hidden"
            onChange={(event) => {
              void take(event.currentTarget.files?.[0]);
              event.currentTarget.value = "";
            }}
          />
        </div>
        {(refusal ?? setReference.error) && (
          <Notice tone="danger">{refusal ?? describeError(setReference.error)}</Notice>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={close}>Cancel</Button>
          <Button look="primary" type="submit" disabled={setReference.isPending || text.trim() === ""}>
            Compare
          </Button>
        </div>
      </form>
    </Modal>
  );
}
