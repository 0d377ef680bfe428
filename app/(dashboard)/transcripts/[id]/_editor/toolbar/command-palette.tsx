"use client";

import { Dialog } from "radix-ui";
import { type KeyboardEvent, useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { overlayClass } from "@/app/_ui/modal";
import { listKeysInForce } from "../actions/derive-key-map";
import type { ActionPlace, EditorAction } from "../actions/editor-action";
import { editorActions } from "../actions/editor-actions";
import { filterActions } from "../actions/filter-actions";
import { findPlace } from "../actions/find-place";
import { KeyCap } from "../actions/key-cap";
import { useKeyMap } from "../actions/use-keys-of";
import { useEditor } from "../editor-context";

const notHere = new Set(["palette"]);

/** All that can be done, found by typing. */
export function CommandPalette() {
  const editor = useEditor();
  const { panels, list } = editor;
  const state = useSyncExternalStore(panels.subscribe, panels.getState, panels.getState);
  const isOpen = state.dialog === "palette";
  const place = useRef<ActionPlace | null>(null);
  const chosen = useRef<EditorAction | null>(null);
  if (isOpen) place.current = state.place;

  function onClosed(event: Event) {
    const at = place.current ?? findPlace(editor);
    const action = chosen.current;
    chosen.current = null;
    // The line that was typed in is typed in again, with the caret where it was.
    if (at.caret && at.segmentId) {
      event.preventDefault();
      list.edit(at.segmentId, at.caret.start);
    }
    if (!action) return;
    // Once the focus is back where it was.
    requestAnimationFrame(() => requestAnimationFrame(() => action.run(editor, at)));
  }

  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && panels.setDialog(null)}>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayClass} />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={onClosed}
          className="-translate-x-1/2 fixed top-[10dvh] left-1/2 z-50 flex max-h-[70dvh] w-[min(34rem,calc(100vw-1rem))] flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-float motion-safe:animate-[fade_120ms]"
        >
          <Dialog.Title className="sr-only">Find a command</Dialog.Title>
          <PaletteList
            place={state.place}
            onChoose={(action) => {
              chosen.current = action;
              panels.setDialog(null);
            }}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface PaletteListProps {
  place: ActionPlace | null;
  onChoose: (action: EditorAction) => void;
}

function PaletteList({ place, onChoose }: PaletteListProps) {
  const editor = useEditor();
  const { settings, map } = useKeyMap();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const listId = useId();
  const at0 = place ?? findPlace(editor);
  const possible = editorActions.filter(
    ({ id, isEnabled }) => !notHere.has(id) && (isEnabled?.(editor, at0) ?? true),
  );
  const found = filterActions(possible, typed);
  const current = found[Math.min(at, found.length - 1)];

  useEffect(() => {
    if (current) document.getElementById(`${listId}-${current.id}`)?.scrollIntoView({ block: "nearest" });
  }, [current, listId]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const step = steps[event.key];
    if (step !== undefined && found.length > 0) {
      event.preventDefault();
      const isOne = Math.abs(step) === 1;
      setAt((now) => {
        const next = Math.min(now, found.length - 1) + step;
        return isOne ? (next + found.length) % found.length : Math.max(0, Math.min(found.length - 1, next));
      });
    } else if (event.key === "Enter" && current) {
      event.preventDefault();
      onChoose(current);
    }
  }

  return (
    <>
      <input
        role="combobox"
        aria-label="Find a command"
        aria-expanded={true}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={current && `${listId}-${current.id}`}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        placeholder="Type what you want to do"
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className="border-line border-b bg-surface px-4 py-3 text-base outline-offset-[-2px]"
      />
      <div id={listId} role="listbox" aria-label="Commands" className="min-h-0 flex-1 overflow-y-auto p-1">
        {found.map((action) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which points here
          <div
            key={action.id}
            id={`${listId}-${action.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={action === current}
            onClick={() => onChoose(action)}
            className="flex cursor-pointer items-center gap-2 rounded px-3 py-1.5 hover:bg-sunken aria-selected:bg-accent-soft"
          >
            <span className="min-w-0 flex-1">{action.label}</span>
            <span className="hidden text-muted text-xs sm:inline">{action.group}</span>
            <span className="flex gap-1">
              {listKeysInForce(map.get(action.id) ?? [], settings)
                .slice(0, 2)
                .map((name) => (
                  <KeyCap key={name} name={name} />
                ))}
            </span>
          </div>
        ))}
      </div>
      <p role="status" className="border-line border-t px-4 py-1.5 text-muted text-xs">
        {found.length === 0
          ? "Nothing here is called that."
          : `${found.length} ${found.length === 1 ? "command" : "commands"}. Arrows choose, Enter does it.`}
      </p>
    </>
  );
}
