"use client";

import { X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { IconButton } from "@/app/_ui/icon-button";
import { useEditor } from "../editor-context";

interface PanelFrameProps {
  title: string;
  /** At the right of the title. */
  buttons?: ReactNode;
  /** Stays in view above what scrolls. */
  head?: ReactNode;
  children: ReactNode;
}

/** Beside the text where there is room, over its lower part where there is not. Escape closes it, and the focus goes back
 * to where it was. */
export function PanelFrame({ title, buttons, head, children }: PanelFrameProps) {
  const { list, panels, tools } = useEditor();
  // Before the panel takes the focus; a menu or a dialog that it was opened from is gone by then.
  const [returnTo] = useState(() => document.activeElement);
  const titleId = useId();
  const frame = useRef<HTMLElement>(null);

  useEffect(() => {
    const element = frame.current;
    // A field that takes the focus by itself is nearer to what is wanted than the frame.
    if (element && !element.contains(document.activeElement)) {
      const first = element.querySelector<HTMLElement>("[data-panel-focus]") ?? element;
      first.focus({ preventScroll: true });
    }
  }, []);

  function close() {
    panels.setPanel(null);
    tools.overlays.setCommentPlace(null);
    const canReturn = returnTo instanceof HTMLElement && returnTo.isConnected && returnTo !== document.body;
    if (canReturn) returnTo.focus();
    else list.focus(list.getActiveId() ?? undefined);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Escape" || event.defaultPrevented || event.nativeEvent.isComposing) return;
    event.preventDefault();
    close();
  }

  return (
    <section
      ref={frame}
      aria-labelledby={titleId}
      tabIndex={-1}
      data-panel
      onKeyDown={onKeyDown}
      className="absolute inset-x-0 bottom-0 z-20 flex h-[min(28rem,70%)] min-h-56 flex-col border-line border-t bg-surface shadow-float outline-none @3xl:static @3xl:h-auto @3xl:min-h-0 @3xl:w-88 @3xl:shrink-0 @3xl:border-t-0 @3xl:border-l @3xl:shadow-none"
    >
      <header className="flex shrink-0 items-center gap-1 py-2 pr-2 pl-4">
        <h2 id={titleId} className="mr-auto font-semibold text-sm">
          {title}
        </h2>
        {buttons}
        <IconButton label={`Close ${title.toLowerCase()}`} keys="Escape" onClick={close}>
          <X aria-hidden />
        </IconButton>
      </header>
      {head && <div className="shrink-0 border-line border-b px-4 pb-3">{head}</div>}
      <div className="flex min-h-0 flex-1 flex-col">{children}</div>
    </section>
  );
}
