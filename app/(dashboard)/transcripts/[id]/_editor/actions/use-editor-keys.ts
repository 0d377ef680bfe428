"use client";

import { useEffect } from "react";
import { useEditor } from "../editor-context";
import type { ActionScope } from "./editor-action";
import { editorActions } from "./editor-actions";
import { findPlace } from "./find-place";
import { isTypingKey, parseKey } from "./key-name";
import { matchesKey } from "./matches-key";

const textFields = "input:not([type=range]), textarea, select, [contenteditable=true]";
const elsewhere = "[role=dialog], [role=alertdialog], [role=menu]";

export function useEditorKeys(): void {
  const editor = useEditor();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const target = event.target as Element;
      if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
      if (target.closest(elsewhere)) return;
      const isInField = target.closest(textFields) !== null;
      const isLineText = target.matches("[data-line-text]");
      if (isInField && !isLineText) return;
      // A button that has the focus is pressed by these.
      if ((event.key === " " || event.key === "Enter") && target.closest("button, a, summary")) return;
      const heard: readonly ActionScope[] = isLineText
        ? ["text"]
        : target.matches("[data-segment-id]")
          ? ["row", "page"]
          : ["page"];
      const action = editorActions.find(
        ({ scopes, keys }) =>
          scopes.some((scope) => heard.includes(scope)) &&
          keys.some((key) => {
            const pattern = parseKey(key);
            return pattern && !(isLineText && isTypingKey(pattern)) && matchesKey(event, pattern);
          }),
      );
      if (!action) return;
      event.preventDefault();
      const place = findPlace(editor);
      if (action.isEnabled?.(editor, place) ?? true) action.run(editor, place);
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [editor]);
}
