"use client";

import { useEffect, useState } from "react";
import { useEditor } from "../editor-context";

const pauseMs = 250;

/** Draws the caller again a moment after the lines have changed, whichever they were. */
export function useDocumentVersion(): number {
  const { session } = useEditor();
  const [version, setVersion] = useState(0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setVersion((last) => last + 1), pauseMs);
    };
    const stops = [session.subscribe(later), session.segments.subscribeList(later)];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [session]);
  return version;
}
