"use client";

import { useEffect, useRef } from "react";
import { isMostlyLinks } from "@/core/links/parse-links";

/** Takes links that are pasted anywhere on the page but in a field. Prose with a link in it is left alone. */
export function usePagePaste(onLinks: (text: string) => void): void {
  const latest = useRef(onLinks);
  useEffect(() => {
    latest.current = onLinks;
  });
  useEffect(() => {
    function take(event: ClipboardEvent) {
      const { clipboardData, target } = event;
      if (event.defaultPrevented || !clipboardData || clipboardData.files.length > 0) return;
      if (
        target instanceof Element &&
        target.closest("input, textarea, select, [contenteditable], [role=dialog]")
      )
        return;
      const text = clipboardData.getData("text/plain");
      if (!isMostlyLinks(text)) return;
      event.preventDefault();
      latest.current(text);
    }
    document.addEventListener("paste", take);
    return () => document.removeEventListener("paste", take);
  }, []);
}
