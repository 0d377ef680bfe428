import { panelActions } from "../panels/panel-actions";
import { rowActions } from "../rows/row-actions";
import { speakerActions } from "../speakers/speaker-actions";
import { editActions } from "./edit-actions";
import type { EditorAction } from "./editor-action";
import { moveActions } from "./move-actions";
import { nudgeActions } from "./nudge-actions";
import { playActions } from "./play-actions";
import { viewActions } from "./view-actions";

/** Everything that keys, menus, buttons and the palette can do. Parts of the editor add theirs here. */
export const editorActions: readonly EditorAction[] = [
  ...playActions,
  ...moveActions,
  ...editActions,
  ...nudgeActions,
  ...rowActions,
  ...speakerActions,
  ...panelActions,
  ...viewActions,
];

const actionsById = new Map(editorActions.map((action) => [action.id, action]));

export const findAction = (id: string): EditorAction | null => actionsById.get(id) ?? null;
