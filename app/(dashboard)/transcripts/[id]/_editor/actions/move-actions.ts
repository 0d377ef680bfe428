import type { EditorParts } from "../editor-context";
import { findLastBegun } from "../rows/find-word-at";
import type { EditorAction } from "./editor-action";

/** To the next word of the recording, or the one before, whatever line it is in. */
function stepWord({ session, playback, list }: EditorParts, step: 1 | -1) {
  const segment = session.segments.findSegment(list.getActiveId() ?? "");
  if (!segment) return;
  const words = segment.words ?? [];
  const now = findLastBegun(words.length, (index) => words[index], playback.timeMs);
  const isInside = playback.timeMs >= segment.startMs && playback.timeMs <= segment.endMs;
  const next = words[isInside ? Math.min(words.length - 1, Math.max(0, now + step)) : 0];
  if (next) playback.seek(next.startMs);
}

export const moveActions: readonly EditorAction[] = [
  {
    id: "next-word",
    label: "Next word",
    group: "Move",
    scopes: ["row"],
    keys: ["ArrowRight"],
    repeats: true,
    run: (editor) => stepWord(editor, 1),
  },
  {
    id: "last-word",
    label: "Word before",
    group: "Move",
    scopes: ["row"],
    keys: ["ArrowLeft"],
    repeats: true,
    run: (editor) => stepWord(editor, -1),
  },
  {
    id: "down",
    label: "Next line",
    group: "Move",
    scopes: ["row"],
    keys: ["ArrowDown"],
    repeats: true,
    run: ({ list }) => list.move(1),
  },
  {
    id: "up",
    label: "Line before",
    group: "Move",
    scopes: ["row"],
    keys: ["ArrowUp"],
    repeats: true,
    run: ({ list }) => list.move(-1),
  },
  {
    id: "first",
    label: "First line",
    group: "Move",
    scopes: ["row"],
    keys: ["Home"],
    repeats: true,
    run: ({ list }) => list.move(Number.NEGATIVE_INFINITY),
  },
  {
    id: "last",
    label: "Last line",
    group: "Move",
    scopes: ["row"],
    keys: ["End"],
    repeats: true,
    run: ({ list }) => list.move(Number.POSITIVE_INFINITY),
  },
];
