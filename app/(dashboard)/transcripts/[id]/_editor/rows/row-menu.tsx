"use client";

import { useSyncExternalStore } from "react";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/app/_ui/menu";
import { findAction } from "../actions/editor-actions";
import { useKeysOf } from "../actions/use-keys-of";
import { useEditor } from "../editor-context";
import { AnchorBox } from "../panels/anchor-box";
import type { Anchor } from "../panels/overlays";

const groups = [
  ["edit", "split", "merge-next", "insert-after", "insert-before"],
  ["set-start", "set-end", "loop-line"],
  ["assign-speaker", "assign-similar", "split-speaker"],
  ["comment", "select-line", "transcribe-lines"],
  ["remove-line"],
] as const;

/** What can be done to a line. One menu for all rows, opened where its button is. */
export function RowMenu() {
  const { overlays } = useEditor().tools;
  const find = () => overlays.getState().menu;
  const menu = useSyncExternalStore(overlays.subscribe, find, find);
  return menu && <OpenMenu key={menu.segmentId} segmentId={menu.segmentId} anchor={menu.anchor} />;
}

function OpenMenu({ segmentId, anchor }: { segmentId: string; anchor: Anchor }) {
  const { list, tools, panels } = useEditor();
  return (
    <Menu open modal={false} onOpenChange={(open) => open || tools.overlays.closeMenu()}>
      <MenuTrigger asChild>
        <AnchorBox anchor={anchor} />
      </MenuTrigger>
      <MenuContent
        aria-label="Line"
        className="min-w-60"
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          const { editingId } = list.getState();
          const { picker, commentPlace } = tools.overlays.getState();
          const isElsewhere = picker || commentPlace || panels.getState().dialog !== null;
          if (editingId === null && !isElsewhere) list.focus(list.getActiveId() ?? undefined);
        }}
      >
        {groups.map((ids, index) => (
          <div key={ids[0]}>
            {index > 0 && <MenuSeparator />}
            {ids.map((id) => (
              <ActionItem key={id} id={id} segmentId={segmentId} />
            ))}
          </div>
        ))}
      </MenuContent>
    </Menu>
  );
}

function ActionItem({ id, segmentId }: { id: string; segmentId: string }) {
  const editor = useEditor();
  const keys = useKeysOf(id);
  const action = findAction(id);
  if (!action) return null;
  const place = { segmentId, caret: null };
  return (
    <MenuItem
      disabled={!(action.isEnabled?.(editor, place) ?? true)}
      onSelect={() => action.run(editor, place)}
    >
      <span className="mr-auto">{action.label}</span>
      {keys && <span className="pl-4 text-muted text-xs">{keys}</span>}
    </MenuItem>
  );
}
