import type { SaveState } from "../autosave/save-queue";

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
