import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import type { ActionPlace, EditorAction } from "../actions/editor-action";
import { findStretch } from "../again/find-stretch";
import { findCommentPlace } from "../comments/find-comment-place";
import type { EditorParts } from "../editor-context";
import {
  insertLine,
  mergeLines,
  mergeWithNext,
  removeLines,
  setEdge,
  splitAtPlayhead,
  splitLine,
} from "./row-commands";

const start = (task: Promise<void>) =>
  void task.catch((error: unknown) => showToast({ text: describeError(error), tone: "danger" }));

/** The lines chosen, where the line concerned is one of them; else that line. */
export function listTargets({ list }: EditorParts, { segmentId }: ActionPlace): string[] {
  const selected = list.listSelected();
  if (segmentId === null || selected.includes(segmentId)) return selected;
  return [segmentId];
}

const hasLine = (_: EditorParts, { segmentId }: ActionPlace) => segmentId !== null;
const hasPlayer = ({ playback }: EditorParts, { segmentId }: ActionPlace) =>
  segmentId !== null && playback.getState().durationMs > 0;

function findStretchOf({ session, playback }: EditorParts, targets: readonly string[]) {
  const ids = session.segments.listIds();
  const lines = ids.map((id) => session.segments.findSegment(id) ?? { startMs: 0, endMs: 0 });
  const chosen = targets.map((id) => ids.indexOf(id)).filter((index) => index >= 0);
  return findStretch(lines, chosen, Math.floor(playback.getState().durationMs));
}

/** Where on the screen a line is, for what opens beside it. */
export function findAnchor(segmentId: string): DOMRect {
  const row = document.querySelector(`[data-segment-id="${CSS.escape(segmentId)}"]`);
  const part = row?.querySelector("[data-text-box]") ?? row;
  const { left = 16, top = 96, width = 0 } = part?.getBoundingClientRect() ?? {};
  return new DOMRect(left, top, Math.min(width, 240), 24);
}

export const rowActions: readonly EditorAction[] = [
  {
    id: "split",
    label: "Split the line",
    group: "Edit",
    scopes: ["row", "text"],
    keys: ["Mod+Shift+S"],
    words: "cut divide two caret playhead",
    isEnabled: hasLine,
    run: (editor, { segmentId, caret }) => {
      if (segmentId === null) return;
      const row = editor.session.segments.findRow(segmentId);
      const text = row?.draft ?? row?.segment.text ?? "";
      start(caret ? splitLine(editor, segmentId, text, caret.start) : splitAtPlayhead(editor, segmentId));
    },
  },
  {
    id: "merge-next",
    label: "Merge with the next line",
    group: "Edit",
    scopes: ["row", "text"],
    keys: ["Mod+Shift+M"],
    words: "join combine",
    isEnabled: ({ session }, { segmentId }) =>
      segmentId !== null && session.segments.listIds().at(-1) !== segmentId,
    run: (editor, { segmentId, caret }) => {
      const selected = editor.list.listSelected();
      if (selected.length > 1) start(mergeLines(editor, selected));
      else if (segmentId !== null) start(mergeWithNext(editor, segmentId, caret !== null));
    },
  },
  {
    id: "insert-after",
    label: "Insert a line after",
    group: "Edit",
    scopes: ["row", "text"],
    keys: ["Mod+Alt+Enter"],
    words: "new add below",
    run: (editor, { segmentId }) => insertLine(editor, segmentId, "after"),
  },
  {
    id: "insert-before",
    label: "Insert a line before",
    group: "Edit",
    scopes: ["row", "text"],
    keys: [],
    words: "new add above",
    isEnabled: hasLine,
    run: (editor, { segmentId }) => insertLine(editor, segmentId, "before"),
  },
  {
    id: "remove-line",
    label: "Delete the line",
    group: "Edit",
    scopes: ["row"],
    keys: ["Delete"],
    words: "remove lines selection",
    isEnabled: hasLine,
    run: (editor, place) => removeLines(editor, listTargets(editor, place)),
  },
  {
    id: "transcribe-lines",
    label: "Transcribe the line again…",
    group: "Edit",
    scopes: ["row"],
    keys: [],
    words: "retranscribe lines selection engine machine stretch",
    isEnabled: hasPlayer,
    run: (editor, place) => {
      const stretch = findStretchOf(editor, listTargets(editor, place));
      if (stretch) editor.panels.openAgain(stretch);
    },
  },
  {
    id: "set-start",
    label: "Set the start to the player",
    group: "Edit",
    scopes: ["row", "text"],
    keys: [],
    words: "time in playhead",
    isEnabled: hasPlayer,
    run: (editor, { segmentId }) => segmentId !== null && setEdge(editor, segmentId, "start"),
  },
  {
    id: "set-end",
    label: "Set the end to the player",
    group: "Edit",
    scopes: ["row", "text"],
    keys: [],
    words: "time out playhead",
    isEnabled: hasPlayer,
    run: (editor, { segmentId }) => segmentId !== null && setEdge(editor, segmentId, "end"),
  },
  {
    id: "select-line",
    label: "Choose or drop the line",
    group: "Edit",
    scopes: ["row"],
    keys: ["Shift+Space"],
    words: "select mark several",
    isEnabled: hasLine,
    run: ({ list }, { segmentId }) => segmentId !== null && list.toggle(segmentId),
  },
  {
    id: "select-down",
    label: "Choose down to the next line",
    group: "Edit",
    scopes: ["row"],
    keys: ["Shift+ArrowDown"],
    words: "select extend",
    run: ({ list }) => list.extend(1),
  },
  {
    id: "select-up",
    label: "Choose up to the line before",
    group: "Edit",
    scopes: ["row"],
    keys: ["Shift+ArrowUp"],
    words: "select extend",
    run: ({ list }) => list.extend(-1),
  },
  {
    id: "select-all",
    label: "Choose all lines",
    group: "Edit",
    scopes: ["row"],
    keys: ["Mod+A"],
    words: "select",
    run: ({ list }) => list.selectAll(),
  },
  {
    id: "select-none",
    label: "Choose no lines",
    group: "Edit",
    scopes: ["row"],
    keys: ["Escape"],
    words: "deselect clear selection",
    isEnabled: ({ list }) => list.getState().selected.size > 0,
    run: ({ list }) => list.clearSelection(),
  },
  {
    id: "row-menu",
    label: "Menu of the line",
    group: "Edit",
    scopes: ["row"],
    keys: ["ContextMenu", "Shift+F10"],
    isEnabled: hasLine,
    run: ({ tools }, { segmentId }) =>
      segmentId !== null && tools.overlays.openMenu(segmentId, findAnchor(segmentId)),
  },
  {
    id: "comment",
    label: "Comment…",
    group: "Edit",
    scopes: ["page", "row", "text"],
    keys: ["Mod+Alt+M"],
    words: "note remark",
    run: (editor, { segmentId }) => {
      const place = findCommentPlace(editor, segmentId);
      editor.panels.setPanel("comments");
      editor.tools.overlays.setCommentPlace(place);
    },
  },
];
