import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import type { EditorParts } from "../editor-context";
import { findLastBegun } from "../rows/find-word-at";

export interface EditorAction {
  id: string;
  /** As the list of keys shows it. */
  label: string;
  /** `Mod` is Ctrl, or Command on a Mac. The first is the one that is shown. */
  keys: readonly string[];
  /** `row`: only while a line has the focus. */
  scope: "page" | "row";
  run: (editor: EditorParts) => void;
}

const skipMs = 5_000;

function travel({ session, list }: EditorParts, direction: "undo" | "redo") {
  session.travel(direction).then(
    (segmentId) => segmentId && list.focus(segmentId),
    (error: unknown) => showToast({ text: describeError(error), tone: "danger" }),
  );
}

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

export const editorActions: readonly EditorAction[] = [
  {
    id: "play",
    label: "Play or pause",
    keys: ["Space", "K"],
    scope: "page",
    run: ({ playback }) => playback.toggle(),
  },
  {
    id: "back",
    label: "Back 5 seconds",
    keys: ["J"],
    scope: "page",
    run: ({ playback }) => playback.skip(-skipMs),
  },
  {
    id: "forward",
    label: "Forward 5 seconds",
    keys: ["L"],
    scope: "page",
    run: ({ playback }) => playback.skip(skipMs),
  },
  {
    id: "slower",
    label: "Slower",
    keys: ["<"],
    scope: "page",
    run: ({ playback }) => playback.changeRate(-1),
  },
  {
    id: "faster",
    label: "Faster",
    keys: [">"],
    scope: "page",
    run: ({ playback }) => playback.changeRate(1),
  },
  { id: "undo", label: "Undo", keys: ["Mod+Z"], scope: "page", run: (editor) => travel(editor, "undo") },
  {
    id: "redo",
    label: "Redo",
    keys: ["Mod+Shift+Z", "Mod+Y"],
    scope: "page",
    run: (editor) => travel(editor, "redo"),
  },
  {
    id: "edit",
    label: "Edit the line",
    keys: ["Enter", "E"],
    scope: "row",
    run: ({ list }) => {
      const segmentId = list.getActiveId();
      if (segmentId) list.edit(segmentId);
    },
  },
  {
    id: "play-line",
    label: "Play from the line",
    keys: ["P"],
    scope: "row",
    run: ({ session, playback, list }) => {
      const segment = session.segments.findSegment(list.getActiveId() ?? "");
      if (!segment) return;
      playback.seek(segment.startMs);
      playback.play();
    },
  },
  {
    id: "next-word",
    label: "Next word",
    keys: ["ArrowRight"],
    scope: "row",
    run: (editor) => stepWord(editor, 1),
  },
  {
    id: "last-word",
    label: "Word before",
    keys: ["ArrowLeft"],
    scope: "row",
    run: (editor) => stepWord(editor, -1),
  },
  { id: "down", label: "Next line", keys: ["ArrowDown"], scope: "row", run: ({ list }) => list.move(1) },
  { id: "up", label: "Line before", keys: ["ArrowUp"], scope: "row", run: ({ list }) => list.move(-1) },
  {
    id: "first",
    label: "First line",
    keys: ["Home"],
    scope: "row",
    run: ({ list }) => list.move(Number.NEGATIVE_INFINITY),
  },
  {
    id: "last",
    label: "Last line",
    keys: ["End"],
    scope: "row",
    run: ({ list }) => list.move(Number.POSITIVE_INFINITY),
  },
];
