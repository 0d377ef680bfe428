import { useEffect, useRef } from "react";
import { useEditor, useEditorStatus } from "../editor-context";

/** Shows the line that the address names (`?line=ID`, or the second as `?t=12.5`), once, and puts the player there; with
 * `play=1` it plays. */
export function useLinkedLine(): void {
  const { session, list, playback } = useEditor();
  const { isLoaded } = useEditorStatus();
  const wasShown = useRef(false);
  useEffect(() => {
    if (!isLoaded || wasShown.current) return;
    wasShown.current = true;
    const address = new URLSearchParams(window.location.search);
    const id = address.get("line");
    const seconds = Number(address.get("t") || Number.NaN);
    const line = id && session.segments.findSegment(id);
    if (line) list.show(line.id);
    if (line) playback.seek(line.startMs);
    else if (seconds >= 0 && Number.isFinite(seconds)) playback.seek(seconds * 1_000);
    else return;
    if (address.get("play") === "1") playback.play();
  }, [isLoaded, session, list, playback]);
}
