"use client";

import { type RefObject, useEffect, useEffectEvent } from "react";
import type { RowSelection } from "./use-row-selection";

interface ListKeysInput {
  searchField: RefObject<HTMLInputElement | null>;
  selection: RowSelection;
  onDelete: (documentIds: string[]) => void;
}

/** Keys of the whole page: / goes to the search, j and k or the arrows from row to row, x or space chooses one, with
 * shift all up to it, Ctrl+A all, Escape none, Delete deletes. Enter opens, as on any link. */
export function useListKeys({ searchField, selection, onDelete }: ListKeysInput): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    // A dialog or a menu has keys of its own.
    if (target.closest("[role=dialog],[role=alertdialog],[role=menu]")) return;
    const isTyping = target.matches("input:not([type=checkbox]),textarea,select,[contenteditable]");
    if (isTyping) {
      if (target !== searchField.current || event.key !== "ArrowDown") return;
    }
    const withControl = event.ctrlKey || event.metaKey;
    const id = target.closest<HTMLElement>("[data-document-id]")?.dataset.documentId;
    if (withControl) {
      if (event.key.toLowerCase() !== "a") return;
      selection.chooseAll();
    } else if (event.key === "/") {
      searchField.current?.focus();
      searchField.current?.select();
    } else if (event.key === "ArrowDown" || event.key === "j") {
      if (!moveFocus(target, 1)) return;
    } else if (event.key === "ArrowUp" || event.key === "k") {
      if (!moveFocus(target, -1)) return;
    } else if (event.key.toLowerCase() === "x" && id) selection.toggle(id, event.shiftKey);
    else if (event.key === "Escape" && selection.ids.length > 0) selection.clear();
    else if (event.key === "Delete" && (selection.ids.length > 0 || id)) {
      onDelete(selection.ids.length > 0 ? selection.ids : [id as string]);
    } else return;
    event.preventDefault();
  });
  useEffect(() => {
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}

/** To the next of the rows, or to the first; whether there was one. */
function moveFocus(from: HTMLElement, step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>("main [data-row]")];
  const here = rows.findIndex((row) => row === from || row.closest("[data-document-id]")?.contains(from));
  const next = rows[here < 0 ? 0 : here + step];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return next !== undefined;
}
