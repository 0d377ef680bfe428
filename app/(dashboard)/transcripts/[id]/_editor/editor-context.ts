"use client";

import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import type { PanelStore } from "./actions/panel-store";
import type { Tools } from "./panels/tools";
import type { Playback } from "./player/playback";
import type { ListController } from "./rows/list-controller";
import type { EditorSession } from "./store/editor-session";
import type { RowView } from "./store/segment-store";

/** The parts of an open document that live outside React. */
export interface EditorParts {
  documentId: string;
  session: EditorSession;
  playback: Playback;
  list: ListController;
  panels: PanelStore;
  tools: Tools;
}

export const EditorContext = createContext<EditorParts | null>(null);

export function useEditor(): EditorParts {
  const parts = useContext(EditorContext);
  if (!parts) throw new Error("EditorContext is missing");
  return parts;
}

export function useEditorStatus() {
  const { session } = useEditor();
  return useSyncExternalStore(session.subscribe, session.getStatus, session.getStatus);
}

/** One part of a line; drawn again only when that becomes another one. */
export function useRow<T>(segmentId: string, select: (row: RowView) => T): T | null {
  const { segments } = useEditor().session;
  const subscribe = useCallback(
    (listener: () => void) => segments.subscribeRow(segmentId, listener),
    [segments, segmentId],
  );
  const find = () => {
    const row = segments.findRow(segmentId);
    return row && select(row);
  };
  return useSyncExternalStore(subscribe, find, find);
}

/** One fact of where the reader is; drawn again only when it changes. */
export function useList<T extends string | boolean | null>(select: (list: ListController) => T): T {
  const { list } = useEditor();
  const find = () => select(list);
  return useSyncExternalStore(list.subscribe, find, find);
}
