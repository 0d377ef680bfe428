import type { EditorParts } from "../editor-context";
import type { ActionPlace } from "./editor-action";

/** Where the reader is now: in which line, and where in its text while it is typed in. */
export function findPlace({ list }: EditorParts): ActionPlace {
  const field = document.activeElement;
  const isTyping = field instanceof HTMLTextAreaElement && field.dataset.lineText !== undefined;
  return {
    segmentId: list.getState().editingId ?? list.getActiveId(),
    caret: isTyping ? { start: field.selectionStart, end: field.selectionEnd } : null,
  };
}
