"use client";

import { FileAudio, LoaderCircle } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Button } from "@/app/_ui/button";
import { cn } from "@/app/_ui/cn";
import { showToast } from "@/app/_ui/toast-store";
import { listDroppedFiles } from "@/app/_uploads/list-dropped-files";
import { pickFiles } from "@/app/_uploads/pick-files";

/** React's types do not know it. */
const wholeFolder = { webkitdirectory: "" };

interface DropZoneProps {
  onFiles: (files: File[]) => void;
  isBusy: boolean;
  /** Low, where the page has more to show than this. */
  isCompact: boolean;
  /** The server that hears them; null: they are heard here. */
  sendsTo: string | null;
  children: ReactNode;
}

/** Takes files by the button, or dropped anywhere on the page. */
export function DropZone({ onFiles, isBusy, isCompact, sendsTo, children }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const hint = useId();
  const folder = useRef<HTMLInputElement>(null);
  const isOver = usePageDrop(onFiles);
  usePagePaste(onFiles);

  function takeChosen(from: HTMLInputElement | null) {
    // What the system hides (.DS_Store and the like) nobody meant to add with its folder.
    const files = [...(from?.files ?? [])].filter(
      ({ name }) => from === input.current || !name.startsWith("."),
    );
    if (files.length === 0 || !from) return;
    // The same file may be chosen again.
    from.value = "";
    onFiles(files);
  }

  async function choose() {
    const files = await pickFiles();
    if (files === null) input.current?.click();
    else if (files.length > 0) onFiles(files);
  }

  const takeEarly = useRef(takeChosen);
  // Files may be chosen before the page has come alive.
  useEffect(() => takeEarly.current(input.current), []);

  return (
    <section
      aria-label="Add recordings"
      className={cn(
        "flex flex-col items-center gap-4 rounded-xl border border-line-strong/60 border-dashed bg-surface px-4 py-8 text-center transition-colors",
        isCompact ? "sm:flex-row sm:flex-wrap sm:px-5 sm:py-5 sm:text-left" : "sm:py-10",
        isOver && "border-accent border-solid bg-accent-soft",
      )}
    >
      <FileAudio aria-hidden className="size-8 shrink-0 stroke-[1.5] text-accent" />
      <div className={cn(isCompact && "sm:flex-1")}>
        <p className="font-semibold text-lg tracking-tight">
          {isOver ? "Let go to add them" : "Drop audio or video files here"}
        </p>
        <p id={hint} className="text-muted">
          Whole folders are fine, and files that you paste.{" "}
          {sendsTo ? `Their sound is sent to ${sendsTo}.` : "They stay on this machine."}
        </p>
      </div>
      <div className="flex flex-wrap justify-center gap-2">
        <Button look="primary" size="lg" disabled={isBusy} onClick={() => void choose()}>
          {isBusy && <LoaderCircle aria-hidden className="animate-spin" />}
          Choose files
        </Button>
        <Button size="lg" disabled={isBusy} onClick={() => folder.current?.click()}>
          Choose a folder
        </Button>
      </div>
      <input
        ref={folder}
        type="file"
        {...wholeFolder}
        hidden
        aria-label="Choose a folder"
        onChange={() => takeChosen(folder.current)}
      />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Choose files"
        aria-describedby={hint}
        onChange={() => takeChosen(input.current)}
      />
      <div
        className={cn(
          "max-w-xl",
          isCompact && "sm:max-w-none sm:basis-full sm:border-line sm:border-t sm:pt-3",
        )}
      >
        {children}
      </div>
    </section>
  );
}

/** Files out of the clipboard, pasted anywhere but into a field for text. */
function usePagePaste(onFiles: (files: File[]) => void): void {
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    const controller = new AbortController();
    document.addEventListener(
      "paste",
      (event) => {
        const { clipboardData, target } = event;
        if (!clipboardData || clipboardData.files.length === 0 || isForText(target)) return;
        event.preventDefault();
        listDroppedFiles(clipboardData).then(
          (all) => {
            // Of a picture that was copied somewhere nobody wants a transcript.
            const files = all.filter(({ type }) => !type.startsWith("image/"));
            if (files.length > 0) latest.current(files);
            else showToast({ text: "What you pasted is a picture, not a recording." });
          },
          () =>
            showToast({ text: "The pasted files could not be read. Choose them instead.", tone: "danger" }),
        );
      },
      { signal: controller.signal },
    );
    return () => controller.abort();
  }, []);
}

function isForText(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, [contenteditable]") !== null;
}

function usePageDrop(onFiles: (files: File[]) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });

  useEffect(() => {
    // Entering a child fires before leaving its parent: count, and the page knows when the files are gone.
    let depth = 0;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const listeners = {
      dragenter(event: DragEvent) {
        if (!hasFiles(event)) return;
        event.preventDefault();
        depth += 1;
        setIsOver(true);
      },
      dragover(event: DragEvent) {
        if (hasFiles(event)) event.preventDefault();
      },
      dragleave(event: DragEvent) {
        if (!hasFiles(event)) return;
        depth = Math.max(0, depth - 1);
        if (depth === 0) setIsOver(false);
      },
      drop(event: DragEvent) {
        if (!hasFiles(event) || !event.dataTransfer) return;
        event.preventDefault();
        depth = 0;
        setIsOver(false);
        listDroppedFiles(event.dataTransfer).then(
          (files) => {
            if (files.length > 0) latest.current(files);
            else showToast({ text: "There were no files in what you dropped." });
          },
          () =>
            showToast({ text: "The dropped files could not be read. Choose them instead.", tone: "danger" }),
        );
      },
    };
    const controller = new AbortController();
    for (const [type, listener] of Object.entries(listeners)) {
      document.addEventListener(type, listener as EventListener, { signal: controller.signal });
    }
    return () => controller.abort();
  }, []);
  return isOver;
}
