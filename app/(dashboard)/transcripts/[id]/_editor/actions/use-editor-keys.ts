"use client";

import { useEffect } from "react";
import { useEditor } from "../editor-context";
import { isHeardWhileTyping, listKeysInForce } from "./derive-key-map";
import type { ActionScope, EditorAction } from "./editor-action";
import { editorActions } from "./editor-actions";
import { findPlace } from "./find-place";
import { isMac } from "./is-mac";
import { keySettings } from "./key-settings";
import { isAltGraph, isInputMethodKey, matchesKey } from "./matches-key";
import { findKeyMap } from "./use-keys-of";

const textFields = "input:not([type=range]), textarea, select, [contenteditable=true]";
const elsewhere = "[role=dialog], [role=alertdialog], [role=menu]";

function listScopes(target: Element): readonly ActionScope[] {
  if (target.closest(elsewhere)) return [];
  if (target.matches("[data-line-text]")) return ["text"];
  if (target.closest(textFields)) return [];
  return target.matches("[data-segment-id]") ? ["row", "page"] : ["page"];
}

/** The actions a key press may mean, those of the narrower place first. */
function listMeant(event: KeyboardEvent, scopes: readonly ActionScope[]): EditorAction[] {
  const map = findKeyMap();
  const settings = keySettings.getSnapshot();
  return scopes.flatMap((scope) =>
    editorActions.filter(
      (action) =>
        action.scopes.includes(scope) &&
        listKeysInForce(map.get(action.id) ?? [], settings).some(
          (name) => (scope !== "text" || isHeardWhileTyping(name)) && matchesKey(event, name, isMac()),
        ),
    ),
  );
}

export function useEditorKeys(): void {
  const editor = useEditor();
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const held = new Map<string, EditorAction>();
    const releaseAll = () => {
      for (const action of held.values()) action.release?.(editor);
      held.clear();
    };

    function onKeyDown(event: KeyboardEvent, isTyping: boolean) {
      const target = event.target as Element;
      if (event.defaultPrevented || isInputMethodKey(event)) return;
      const scopes = listScopes(target);
      if (scopes.includes("text") !== isTyping) return;
      // A button that has the focus is pressed by these, and a slider moved.
      const isPressing = event.key === " " || event.key === "Enter";
      if (isPressing && !event.ctrlKey && target.closest("button, a, summary")) return;
      if (isTyping && isAltGraph(event)) return;
      const place = findPlace(editor);
      const action = listMeant(event, scopes).find(({ isEnabled }) => isEnabled?.(editor, place) ?? true);
      if (!action) return;
      event.preventDefault();
      if (isTyping) event.stopPropagation();
      if (event.repeat && !action.repeats) return;
      if (action.release) held.set(event.code, action);
      action.run(editor, place);
    }

    function onKeyUp(event: KeyboardEvent) {
      const action = held.get(event.code);
      if (!action) return;
      held.delete(event.code);
      action.release?.(editor);
    }

    // While typing before the field hears it: Escape may be "play" there. Elsewhere after whatever has the focus.
    document.addEventListener("keydown", (event) => onKeyDown(event, true), { signal, capture: true });
    document.addEventListener("keydown", (event) => onKeyDown(event, false), { signal });
    document.addEventListener("keyup", onKeyUp, { signal, capture: true });
    // Nobody tells of a key that is let go elsewhere.
    window.addEventListener("blur", releaseAll, { signal });
    return () => {
      controller.abort();
      releaseAll();
    };
  }, [editor]);
}
