"use client";

import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button";

export const overlayClass = "fixed inset-0 z-40 bg-black/40 motion-safe:animate-[fade_120ms]";
export const panelClass =
  "-translate-x-1/2 -translate-y-1/2 fixed top-1/2 left-1/2 z-50 max-h-[85dvh] w-[min(30rem,calc(100vw-2rem))] overflow-y-auto rounded-xl border border-line bg-surface p-5 shadow-float motion-safe:animate-[fade_120ms]";

interface ModalProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  /** Where the focus goes, if not back to what opened it. */
  onCloseAutoFocus?: (event: Event) => void;
  children: ReactNode;
}

export function Modal({ open, onOpenChange, title, description, onCloseAutoFocus, children }: ModalProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={overlayClass} />
        <Dialog.Content
          className={panelClass}
          {...(onCloseAutoFocus ? { onCloseAutoFocus } : {})}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <Dialog.Title className="pr-8 font-semibold text-base">{title}</Dialog.Title>
          {description && <Dialog.Description className="mt-1 text-muted">{description}</Dialog.Description>}
          <div className="mt-4">{children}</div>
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
