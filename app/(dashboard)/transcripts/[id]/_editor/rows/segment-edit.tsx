"use client";

import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useEditor } from "../editor-context";
import { useEditKeys } from "./use-edit-keys";

const longText = 20_000;
/** Then the browser keeps the field as high as its text. To ask for that height costs two layouts a key. */
const growsByItself = typeof CSS !== "undefined" && CSS.supports("field-sizing", "content");

interface SegmentEditProps {
  segmentId: string;
  /** As it stands in the document; what was typed and is no part of it yet is shown all the same. */
  text: string;
}

/** The text of a line while it is typed in. Leaving it saves, Escape puts back what stood there. */
export function SegmentEdit({ segmentId, text }: SegmentEditProps) {
  const { session, list } = useEditor();
  const editKeys = useEditKeys(segmentId);
  const field = useRef<HTMLTextAreaElement>(null);
  const [begun] = useState(() => ({ text, draft: session.segments.findRow(segmentId)?.draft ?? null }));
  const initial = begun.draft ?? begun.text;
  // The page cannot lay out a book anew with every key: such a line scrolls within itself.
  const [isLong] = useState(initial.length > longText);

  useEffect(() => {
    const caret = list.takeCaret() ?? field.current?.value.length ?? 0;
    field.current?.focus({ preventScroll: true });
    field.current?.setSelectionRange(caret, caret);
    return list.readCaretFrom(() => {
      const element = field.current;
      return element && { segmentId, offset: element.selectionStart, endOffset: element.selectionEnd };
    });
  }, [list, segmentId]);

  function fitHeight() {
    const element = field.current;
    if (!element || isLong || growsByItself) return;
    element.style.height = "0";
    element.style.height = `${element.scrollHeight + 2}px`;
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: also when somebody else changes what stands there
  useLayoutEffect(fitHeight, [text]);

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.nativeEvent.isComposing || editKeys.onKeyDown(event)) return;
    if (event.key === "Escape") session.revert(segmentId, initial);
    else if (!(event.key === "Enter" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    list.stopEditing(true);
    void session.flush();
  }

  function onBlur() {
    void session.flush();
    // Another window has the focus now, this field still has it in the page: typing goes on later.
    if (document.activeElement !== field.current) list.stopEditing(false);
  }

  return (
    <div className="-my-1">
      <textarea
        ref={field}
        data-line-text
        dir="auto"
        onPaste={editKeys.onPaste}
        aria-label="Text of this line"
        aria-describedby="edit-keys"
        rows={isLong ? 20 : 1}
        style={isLong ? { overflow: "auto" } : { overflow: "hidden", fieldSizing: "content" }}
        maxLength={1_000_000}
        defaultValue={text === begun.text ? initial : text}
        onChange={(event) => {
          fitHeight();
          session.edit(segmentId, event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
        className="block w-full resize-none rounded-md border border-line-strong bg-surface px-2 py-0.5 leading-6"
      />
      <p id="edit-keys" className="pt-0.5 text-muted text-xs">
        Enter splits, Tab goes on, Ctrl+Enter saves, Escape puts back what was there.
      </p>
    </div>
  );
}
