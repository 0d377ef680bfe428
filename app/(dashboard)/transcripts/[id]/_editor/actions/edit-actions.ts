import { formatClock } from "@/app/_format/format-clock";
import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import type { EditorParts } from "../editor-context";
import type { EditorAction } from "./editor-action";

function travel({ session, list }: EditorParts, direction: "undo" | "redo") {
  session.travel(direction).then(
    (segmentId) => segmentId && list.focus(segmentId),
    (error: unknown) => showToast({ text: describeError(error), tone: "danger" }),
  );
}

export const editActions: readonly EditorAction[] = [
  {
    id: "undo",
    label: "Undo",
    group: "Edit",
    scopes: ["page"],
    keys: ["Mod+Z"],
    repeats: true,
    isEnabled: ({ session }) => session.getStatus().canUndo,
    run: (editor) => travel(editor, "undo"),
  },
  {
    id: "redo",
    label: "Redo",
    group: "Edit",
    scopes: ["page"],
    keys: ["Mod+Y", "Mod+Shift+Z"],
    repeats: true,
    isEnabled: ({ session }) => session.getStatus().canRedo,
    run: (editor) => travel(editor, "redo"),
  },
  {
    id: "edit",
    label: "Edit the line",
    group: "Edit",
    scopes: ["row"],
    keys: ["Enter", "E"],
    isEnabled: (_, { segmentId }) => segmentId !== null,
    run: ({ list }, { segmentId }) => {
      if (segmentId) list.edit(segmentId);
    },
  },
  {
    id: "timestamp",
    label: "Write the time into the text",
    group: "Edit",
    scopes: ["text"],
    keys: [],
    words: "timestamp insert",
    isEnabled: (_, { caret }) => caret !== null,
    run: ({ playback }) => {
      const field = document.activeElement;
      if (!(field instanceof HTMLTextAreaElement) || field.dataset.lineText === undefined) return;
      // As if typed, so that the field's own undo knows of it.
      document.execCommand("insertText", false, `[${formatClock(playback.timeMs)}] `);
    },
  },
];
