"use client";

import { ArrowUpToLine, ChevronDown, Pause, Play, RotateCcw, Trash2, X } from "lucide-react";
import { Button } from "@/app/_ui/button";
import { Confirm } from "@/app/_ui/confirm";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/app/_ui/menu";
import { PriorityItems } from "../priority-items";
import type { useBulkActions } from "../use-bulk-actions";
import type { SelectionState } from "./use-selection";

interface SelectionBarProps {
  selection: SelectionState;
  actions: ReturnType<typeof useBulkActions>;
}

/** What can be done with all that is chosen, in reach while anything is. */
export function SelectionBar({ selection, actions }: SelectionBarProps) {
  const { count } = selection;
  if (count === 0) return null;
  const selections = selection.toSelections();
  const name = `${count.toLocaleString("en-GB")} ${count === 1 ? "file" : "files"}`;
  const isBusy = Object.values(actions).some(({ isPending }) => isPending);
  return (
    <section
      aria-label="Chosen files"
      data-bottom-bar
      className="sticky bottom-3 z-20 mx-auto mt-4 flex w-fit max-w-full flex-wrap items-center gap-1.5 rounded-xl border border-line-strong/40 bg-surface p-2 shadow-float motion-safe:animate-[rise_160ms_ease-out]"
    >
      <p role="status" className="px-2 font-medium tabular-nums">
        {name} chosen
      </p>
      <Menu>
        <MenuTrigger asChild>
          <Button size="sm" disabled={isBusy}>
            <Pause aria-hidden />
            Pause
            <ChevronDown aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent>
          <MenuItem onSelect={() => actions.pause.mutate({ selections, stopRunning: false })}>
            Finish what runs
          </MenuItem>
          <MenuItem onSelect={() => actions.pause.mutate({ selections, stopRunning: true })}>
            Stop what runs soon, and keep what it has
          </MenuItem>
        </MenuContent>
      </Menu>
      <Button size="sm" disabled={isBusy} onClick={() => actions.resume.mutate({ selections })}>
        <Play aria-hidden />
        Resume
      </Button>
      <Button size="sm" disabled={isBusy} onClick={() => actions.retry.mutate({ selections })}>
        <RotateCcw aria-hidden />
        Retry
      </Button>
      <Menu>
        <MenuTrigger asChild>
          <Button size="sm" disabled={isBusy}>
            <ArrowUpToLine aria-hidden />
            Order
            <ChevronDown aria-hidden />
          </Button>
        </MenuTrigger>
        <MenuContent>
          <MenuItem onSelect={() => actions.move.mutate({ selections, to: "first" })}>
            Move to the front
          </MenuItem>
          <MenuItem onSelect={() => actions.move.mutate({ selections, to: "last" })}>
            Move to the end
          </MenuItem>
          <MenuSeparator />
          <PriorityItems
            value={null}
            onChange={(priority) => actions.setPriority.mutate({ selections, priority })}
          />
        </MenuContent>
      </Menu>
      <Confirm
        title={`Cancel the work on ${name}?`}
        text="What is finished stays. The rest stops, and can be started again later with Retry."
        action="Cancel the work"
        onConfirm={() => actions.cancel.mutate({ selections })}
      >
        <Button size="sm" disabled={isBusy}>
          Cancel
        </Button>
      </Confirm>
      <Button
        look="danger"
        size="sm"
        disabled={isBusy}
        onClick={() => {
          actions.remove.mutate({ selections });
          selection.clear();
        }}
      >
        <Trash2 aria-hidden />
        Delete
      </Button>
      <IconButton label="Clear the choice" keys="Escape" onClick={selection.clear}>
        <X aria-hidden />
      </IconButton>
    </section>
  );
}
