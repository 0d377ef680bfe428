"use client";

import { useEffect } from "react";
import { useEditor } from "../editor-context";
import { editorActions } from "./editor-actions";
import { matchesKey } from "./matches-key";

const textFields = "input:not([type=range]), textarea, select, [contenteditable=true]";
const elsewhere = "[role=dialog], [role=alertdialog], [role=menu]";

export function useEditorKeys(): void {
  const editor = useEditor();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const target = event.target as Element;
      if (event.defaultPrevented || event.isComposing) return;
      if (target.closest(textFields) || target.closest(elsewhere)) return;
      // A button that has the focus is pressed by these.
      if ((event.key === " " || event.key === "Enter") && target.closest("button, a, summary")) return;
      const isOnRow = target.matches("[data-segment-id]");
      const action = editorActions.find(
        ({ scope, keys }) => (scope === "page" || isOnRow) && keys.some((key) => matchesKey(event, key)),
      );
      if (!action) return;
      event.preventDefault();
      action.run(editor);
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [editor]);
}
