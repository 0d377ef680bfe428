"use client";

import { Redo2, Undo2 } from "lucide-react";
import { IconButton } from "@/app/_ui/icon-button";
import type { DocumentDetail } from "@/server/transcripts/schema";
import { findAction } from "../actions/editor-actions";
import { findPlace } from "../actions/find-place";
import { useKeysOf } from "../actions/use-keys-of";
import { useEditor, useEditorStatus } from "../editor-context";
import { CommandButtons } from "./command-buttons";
import { DocumentTitle } from "./document-title";
import { DownloadMenu } from "./download-menu";
import { PanelButtons } from "./panel-buttons";
import { SaveStatus } from "./save-status";

export function Toolbar({ detail }: { detail: DocumentDetail }) {
  const editor = useEditor();
  const runAction = (id: string) => findAction(id)?.run(editor, findPlace(editor));
  const { canUndo, canRedo } = useEditorStatus();
  return (
    <div className="shrink-0 border-line border-b py-2">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-3 gap-y-1 px-3 sm:px-5">
        <div className="min-w-0 flex-1 basis-60">
          <DocumentTitle documentId={detail.id} title={detail.title} />
        </div>
        <SaveStatus />
        <div className="ml-auto flex items-center gap-0.5">
          <IconButton
            label="Undo"
            keys={useKeysOf("undo")}
            disabled={!canUndo}
            onClick={() => runAction("undo")}
          >
            <Undo2 aria-hidden />
          </IconButton>
          <IconButton
            label="Redo"
            keys={useKeysOf("redo")}
            disabled={!canRedo}
            onClick={() => runAction("redo")}
          >
            <Redo2 aria-hidden />
          </IconButton>
          <PanelButtons />
          <CommandButtons />
          <span className="ml-1.5">
            <DownloadMenu />
          </span>
        </div>
      </div>
    </div>
  );
}
