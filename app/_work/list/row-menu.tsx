"use client";

import {
  ArrowDownToLine,
  ArrowUpToLine,
  CircleStop,
  EllipsisVertical,
  FileText,
  Pause,
  Play,
  RotateCcw,
  ScrollText,
  Trash2,
  X,
} from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Button } from "@/app/_ui/button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/app/_ui/menu";
import type { SourceView } from "@/server/batches/schema";
import { canRetry, isStep, isWorking } from "../describe-stage";
import { PriorityItems } from "../priority-items";
import type { useBulkActions } from "../use-bulk-actions";

export type BulkActions = ReturnType<typeof useBulkActions>;

interface RowMenuProps {
  source: SourceView;
  getActions: () => BulkActions;
  onLog: () => void;
  tabIndex: number;
}

/** The button of the menu; the menu itself is made when it is first asked for, or scrolling would make thousands. */
export function RowMenu(props: RowMenuProps) {
  const [isMade, setIsMade] = useState(false);
  const { source, tabIndex } = props;
  const button = (
    <Button
      look="quiet"
      size="icon"
      tabIndex={tabIndex}
      aria-label={`Actions for ${source.fileName}`}
      aria-haspopup="menu"
      onClick={isMade ? undefined : () => setIsMade(true)}
    >
      <EllipsisVertical aria-hidden />
    </Button>
  );
  if (!isMade) return button;
  return (
    <Menu defaultOpen>
      <MenuTrigger asChild>{button}</MenuTrigger>
      <RowMenuContent {...props} />
    </Menu>
  );
}

/** Everything that can be done to one source. */
function RowMenuContent({ source, getActions, onLog }: RowMenuProps) {
  const actions = getActions();
  const { batchId, sourceIndex, stage, documentId } = source;
  const selections = [{ batchId, sourceIndexes: [sourceIndex] }];
  const works = isWorking(stage);
  const runs = isStep(stage);
  return (
    <MenuContent className="min-w-52">
      {documentId && (
        <MenuItem asChild>
          <Link href={`/transcripts/${documentId}`}>
            <FileText aria-hidden />
            Open the transcript
          </Link>
        </MenuItem>
      )}
      <MenuItem onSelect={onLog}>
        <ScrollText aria-hidden />
        Show the log
      </MenuItem>
      {works && <MenuSeparator />}
      {works && !source.isPaused && (
        <MenuItem onSelect={() => actions.pause.mutate({ selections, stopRunning: false })}>
          <Pause aria-hidden />
          {runs ? "Pause after this step" : "Pause"}
        </MenuItem>
      )}
      {runs && (
        <MenuItem onSelect={() => actions.pause.mutate({ selections, stopRunning: true })}>
          <CircleStop aria-hidden />
          Stop soon, keep what it has
        </MenuItem>
      )}
      {works && source.isPaused && (
        <MenuItem onSelect={() => actions.resume.mutate({ selections })}>
          <Play aria-hidden />
          Resume
        </MenuItem>
      )}
      {works && !runs && stage !== "stopping" && (
        <>
          <MenuItem onSelect={() => actions.move.mutate({ selections, to: "first" })}>
            <ArrowUpToLine aria-hidden />
            Move to the front
          </MenuItem>
          <MenuItem onSelect={() => actions.move.mutate({ selections, to: "last" })}>
            <ArrowDownToLine aria-hidden />
            Move to the end
          </MenuItem>
          <MenuSeparator />
          <PriorityItems
            value={source.priority}
            onChange={(priority) => actions.setPriority.mutate({ selections, priority })}
          />
        </>
      )}
      <MenuSeparator />
      {canRetry(stage) && (
        <MenuItem onSelect={() => actions.retry.mutate({ selections })}>
          <RotateCcw aria-hidden />
          Retry
        </MenuItem>
      )}
      {works && (
        <MenuItem onSelect={() => actions.cancel.mutate({ selections })}>
          <X aria-hidden />
          Cancel
        </MenuItem>
      )}
      <MenuItem className="text-danger" onSelect={() => actions.remove.mutate({ selections })}>
        <Trash2 aria-hidden />
        Delete
      </MenuItem>
    </MenuContent>
  );
}
