import type { SaveState } from "../autosave/save-queue";
import type { History } from "./history";

export interface EditorStatus {
  save: SaveState;
  canUndo: boolean;
  canRedo: boolean;
  undoLabel: string | null;
  redoLabel: string | null;
  /** Null while all lines are loaded or loading; else why the rest is missing. */
  loadFailure: string | null;
  isLoaded: boolean;
  /** Whether the browser keeps what is not saved yet. */
  keepsDrafts: boolean;
}

type Facts = Pick<EditorStatus, "loadFailure" | "isLoaded" | "keepsDrafts">;

/** Pure.
 * @param failure why saving does not go on */
export function deriveEditorStatus(
  { isTyping, isUnsaved, ...facts }: Facts & { isTyping: boolean; isUnsaved: boolean },
  history: Pick<History, "findLabel">,
  failure: { sentence: string } | null,
): EditorStatus {
  const undoLabel = isTyping ? "typing" : history.findLabel("undo");
  const redoLabel = history.findLabel("redo");
  const save: SaveState = !isUnsaved
    ? { kind: "saved" }
    : failure
      ? { kind: "failed", sentence: failure.sentence }
      : { kind: "saving" };
  return { ...facts, save, canUndo: undoLabel !== null, canRedo: redoLabel !== null, undoLabel, redoLabel };
}
