"use client";

import { Combine, MessageSquarePlus, RotateCcw, Trash2, UserRound, X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { findAction } from "../actions/editor-actions";
import { useEditor } from "../editor-context";
import { countLines } from "./row-commands";

/** What can be done to the lines that are chosen together. */
export function SelectionBar() {
  const editor = useEditor();
  const { list } = editor;
  const find = () => list.getState().selected;
  const selected = useSyncExternalStore(list.subscribe, find, find);
  const ids = selected.size > 0 ? list.listSelected() : [];
  const run = (id: string) => findAction(id)?.run(editor, { segmentId: ids[0] ?? null, caret: null });
  return (
    <>
      <p role="status" className="sr-only">
        {ids.length > 0 && `${countLines(ids.length)} chosen`}
      </p>
      {ids.length > 0 && (
        <div
          role="toolbar"
          aria-label="Lines chosen"
          className="absolute inset-x-2 bottom-3 z-10 mx-auto flex w-fit max-w-full flex-wrap items-center justify-center gap-1 rounded-lg border border-line bg-surface p-1.5 shadow-float"
        >
          <span className="px-2 text-muted text-xs tabular-nums">{countLines(ids.length)}</span>
          <Button size="sm" look="quiet" onClick={() => run("assign-speaker")}>
            <UserRound aria-hidden />
            Speaker
          </Button>
          {ids.length > 1 && (
            <Button size="sm" look="quiet" onClick={() => run("merge-next")}>
              <Combine aria-hidden />
              Merge
            </Button>
          )}
          {ids.length === 1 && (
            <Button size="sm" look="quiet" onClick={() => run("comment")}>
              <MessageSquarePlus aria-hidden />
              Comment
            </Button>
          )}
          <Button size="sm" look="quiet" onClick={() => run("transcribe-lines")}>
            <RotateCcw aria-hidden />
            Transcribe again…
          </Button>
          <Button size="sm" look="quiet" onClick={() => run("remove-line")}>
            <Trash2 aria-hidden />
            Delete
          </Button>
          <IconButton
            label="Choose none"
            size="sm"
            className="px-1.5"
            onClick={() => {
              list.clearSelection();
              list.focus(list.getActiveId() ?? undefined);
            }}
          >
            <X aria-hidden />
          </IconButton>
        </div>
      )}
    </>
  );
}
