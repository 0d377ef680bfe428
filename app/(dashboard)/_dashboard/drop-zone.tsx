"use client";

import { FileAudio, LoaderCircle } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { Button } from "@/app/_ui/button";
import { cn } from "@/app/_ui/cn";
import { showToast } from "@/app/_ui/toast-store";
import { listDroppedFiles } from "@/app/_uploads/list-dropped-files";

interface DropZoneProps {
  onFiles: (files: File[]) => void;
  isBusy: boolean;
  /** Low, where the page has more to show than this. */
  isCompact: boolean;
  children: ReactNode;
}

/** Takes files by the button, or dropped anywhere on the page. */
export function DropZone({ onFiles, isBusy, isCompact, children }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const hint = useId();
  const isOver = usePageDrop(onFiles);

  function takeChosen() {
    const files = [...(input.current?.files ?? [])];
    if (files.length === 0 || !input.current) return;
    // The same file may be chosen again.
    input.current.value = "";
    onFiles(files);
  }

  const takeEarly = useRef(takeChosen);
  // Files may be chosen before the page has come alive.
  useEffect(() => takeEarly.current(), []);

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
          Several at once are fine. They stay on this machine.
        </p>
      </div>
      <Button look="primary" size="lg" disabled={isBusy} onClick={() => input.current?.click()}>
        {isBusy && <LoaderCircle aria-hidden className="animate-spin" />}
        Choose files
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Choose files"
        aria-describedby={hint}
        onChange={takeChosen}
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
