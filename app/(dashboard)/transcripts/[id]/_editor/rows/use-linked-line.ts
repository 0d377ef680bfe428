import { useEffect, useRef } from "react";
import { useEditor, useEditorStatus } from "../editor-context";

/** Shows the line that the address names (`?line=ID`), once, and puts the player there. */
export function useLinkedLine(): void {
  const { session, list, playback } = useEditor();
  const { isLoaded } = useEditorStatus();
  const wasShown = useRef(false);
  useEffect(() => {
    if (!isLoaded || wasShown.current) return;
    wasShown.current = true;
    const id = new URLSearchParams(window.location.search).get("line");
    const line = id && session.segments.findSegment(id);
    if (!line) return;
    list.show(line.id);
    playback.seek(line.startMs);
  }, [isLoaded, session, list, playback]);
}
