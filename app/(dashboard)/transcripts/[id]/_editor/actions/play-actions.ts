import type { EditorParts } from "../editor-context";
import type { ActionPlace, EditorAction } from "./editor-action";

const skipMs = 5_000;

function findSegment({ session }: EditorParts, { segmentId }: ActionPlace) {
  return segmentId === null ? null : session.segments.findSegment(segmentId);
}

export const playActions: readonly EditorAction[] = [
  {
    id: "play",
    label: "Play or pause",
    group: "Play",
    scopes: ["page", "text"],
    // Where Apple's keyboards have the signs for it; no browser needs them.
    keys: ["F8", "Ctrl+Space", "Space", "K"],
    words: "stop start",
    run: ({ playback }) => playback.toggle(),
  },
  {
    id: "back",
    label: "Back",
    group: "Play",
    scopes: ["page", "text"],
    keys: ["F7", "J"],
    words: "rewind skip",
    run: ({ playback }) => playback.skip(-skipMs),
  },
  {
    id: "forward",
    label: "Forward",
    group: "Play",
    scopes: ["page", "text"],
    keys: ["F9", "L"],
    words: "skip",
    run: ({ playback }) => playback.skip(skipMs),
  },
  {
    id: "slower",
    label: "Slower",
    group: "Play",
    scopes: ["page", "text"],
    keys: ["Shift+F7", "<"],
    words: "speed",
    run: ({ playback }) => playback.changeRate(-1),
  },
  {
    id: "faster",
    label: "Faster",
    group: "Play",
    scopes: ["page", "text"],
    keys: ["Shift+F9", ">"],
    words: "speed",
    run: ({ playback }) => playback.changeRate(1),
  },
  {
    id: "play-line",
    label: "Play from the line",
    group: "Play",
    scopes: ["row", "text"],
    keys: ["Mod+F8", "P"],
    isEnabled: (editor, place) => findSegment(editor, place) !== null,
    run: (editor, place) => {
      const segment = findSegment(editor, place);
      if (!segment) return;
      editor.playback.seek(segment.startMs);
      editor.playback.play();
    },
  },
];
