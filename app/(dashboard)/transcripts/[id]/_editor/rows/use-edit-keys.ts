"use client";

import type { ClipboardEvent, KeyboardEvent } from "react";
import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import { useEditor } from "../editor-context";
import { mergeWithNext, splitLine } from "./row-commands";

interface EditKeys {
  /** Whether the key was one of these. */
  onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  onPaste: (event: ClipboardEvent<HTMLTextAreaElement>) => void;
}

/** What makes the lines feel like one text while typing: Enter splits, Backspace and Delete at the ends merge, arrows at
 * the ends and Tab go on to the neighbours. */
export function useEditKeys(segmentId: string): EditKeys {
  const editor = useEditor();
  const { session, list } = editor;

  const start = (task: Promise<void>) =>
    void task.catch((error: unknown) => showToast({ text: describeError(error), tone: "danger" }));

  function goTo(by: 1 | -1, caret: number | null): boolean {
    const ids = session.segments.listIds();
    const id = ids[ids.indexOf(segmentId) + by];
    if (id === undefined || session.segments.findRow(id)?.conflict) return false;
    list.edit(id, caret);
    return true;
  }

  /** `at` is the caret; null while something is marked. */
  function press(event: KeyboardEvent<HTMLTextAreaElement>, at: number | null): boolean {
    const { value } = event.currentTarget;
    const isAtStart = at === 0;
    const isAtEnd = at === value.length;
    // Asked for by the arrows alone: the answer makes the browser lay out what the last key changed.
    const isRtl = () => getComputedStyle(event.currentTarget).direction === "rtl";
    switch (event.key) {
      case "Enter":
        if (at === null) return false;
        start(splitLine(editor, segmentId, value, at));
        return true;
      case "Tab":
        return goTo(event.shiftKey ? -1 : 1, null);
      case "Backspace": {
        const ids = session.segments.listIds();
        const before = ids[ids.indexOf(segmentId) - 1];
        if (!isAtStart || before === undefined) return false;
        start(mergeWithNext(editor, before, true));
        return true;
      }
      case "Delete":
        if (!isAtEnd || session.segments.listIds().at(-1) === segmentId) return false;
        start(mergeWithNext(editor, segmentId, true));
        return true;
      case "ArrowUp":
        return isAtStart && goTo(-1, null);
      case "ArrowDown":
        return isAtEnd && goTo(1, 0);
      case "ArrowLeft":
        if (!isAtStart && !isAtEnd) return false;
        return isRtl() ? isAtEnd && goTo(1, 0) : isAtStart && goTo(-1, null);
      case "ArrowRight":
        if (!isAtStart && !isAtEnd) return false;
        return isRtl() ? isAtStart && goTo(-1, null) : isAtEnd && goTo(1, 0);
      default:
        return false;
    }
  }

  return {
    onKeyDown(event) {
      if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
      if (event.shiftKey && event.key !== "Tab") return false;
      const { selectionStart, selectionEnd } = event.currentTarget;
      if (!press(event, selectionStart === selectionEnd ? selectionStart : null)) return false;
      event.preventDefault();
      return true;
    },
    // A line is one line: broken ones become spaces at once, not only when it is saved.
    onPaste(event) {
      const text = event.clipboardData.getData("text/plain");
      if (!/[\p{Cc}\u2028\u2029]/u.test(text)) return;
      event.preventDefault();
      const line = text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
      // So that the field's own undo knows of it; where a browser has it no more, the text is put in all the same.
      if (document.execCommand("insertText", false, line)) return;
      const field = event.currentTarget;
      field.setRangeText(line, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    },
  };
}
