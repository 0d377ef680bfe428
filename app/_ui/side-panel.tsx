"use client";

import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button";
import { overlayClass } from "./modal";

interface SidePanelProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: string;
  /** Where the focus goes when it closes, where that is not what had it before. */
  onReturnFocus?: () => void;
  children: ReactNode;
}

/** Something to read beside a list, at the edge of the page. */
export function SidePanel({
  open,
  onOpenChange,
  title,
  description,
  onReturnFocus,
  children,
}: SidePanelProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayClass} />
        <Dialog.Content
          onCloseAutoFocus={(event) => {
            if (!onReturnFocus) return;
            event.preventDefault();
            onReturnFocus();
          }}
          className="fixed inset-y-0 right-0 z-50 flex w-[min(28rem,100vw)] flex-col border-line border-l bg-surface shadow-float motion-safe:animate-[fade_120ms]"
        >
          <header className="border-line border-b px-4 py-3 pr-12">
            <Dialog.Title className="truncate font-semibold text-base">{title}</Dialog.Title>
            <Dialog.Description className="text-muted text-xs">{description}</Dialog.Description>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">{children}</div>
          <Dialog.Close asChild>
            <Button look="quiet" size="icon" aria-label="Close" className="absolute top-3 right-3">
              <X aria-hidden />
            </Button>
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
