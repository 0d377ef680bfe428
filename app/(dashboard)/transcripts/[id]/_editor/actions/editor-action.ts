import type { EditorParts } from "../editor-context";

/** In the order in which lists show them. */
export const actionGroups = ["Play", "Move", "Edit", "Speakers", "Find", "View", "Document"] as const;
export type ActionGroup = (typeof actionGroups)[number];

/** Where the keys of an action are heard. `page`: anywhere but in a text field; `row`: while a line has the focus;
 * `text`: while a line is typed in. The palette offers every action everywhere. */
export type ActionScope = "page" | "row" | "text";

/** What an action is about, told before a menu or a dialog took the focus. */
export interface ActionPlace {
  /** The line that has the focus or is typed in, else the one that had it last. */
  segmentId: string | null;
  /** What is selected of its text while it is typed in. */
  caret: { start: number; end: number } | null;
}

export interface EditorAction {
  /** Stable: stored keys refer to it. */
  id: string;
  /** As menus and the list of keys show it. */
  label: string;
  group: ActionGroup;
  scopes: readonly ActionScope[];
  /** Of the preset "Trax". `Mod` is Ctrl, or Command on a Mac. The first that is in force is the one that is shown. */
  keys: readonly string[];
  /** More words by which the palette finds it. */
  words?: string;
  /** Whether a key that stays down does it again and again. */
  repeats?: boolean;
  isEnabled?: (editor: EditorParts, place: ActionPlace) => boolean;
  run: (editor: EditorParts, place: ActionPlace) => void;
  /** When the key is let go: for pedals. */
  release?: (editor: EditorParts) => void;
}
