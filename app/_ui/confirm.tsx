"use client";

import { AlertDialog } from "radix-ui";
import type { ReactElement } from "react";
import { Button } from "./button";
import { overlayClass, panelClass } from "./modal";

interface ConfirmProps {
  /** The button that opens the question. */
  children: ReactElement;
  title: string;
  text: string;
  /** What happens, as a verb: "Delete for ever". */
  action: string;
  onConfirm: () => void;
}

export function Confirm({ children, title, text, action, onConfirm }: ConfirmProps) {
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger asChild>{children}</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={overlayClass} />
        <AlertDialog.Content className={panelClass}>
          <AlertDialog.Title className="font-semibold text-base">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-muted">{text}</AlertDialog.Description>
          <div className="mt-5 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>Keep</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button look="danger" onClick={onConfirm}>
                {action}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
