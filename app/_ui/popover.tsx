"use client";

import { Popover as RadixPopover } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { findPortalHome } from "./find-portal-home";

interface PopoverProps {
  trigger: ReactElement;
  title: string;
  children: ReactNode;
}

/** A few settings beside the button that opens them. */
export function Popover({ trigger, title, children }: PopoverProps) {
  return (
    <RadixPopover.Root>
      <RadixPopover.Trigger asChild>{trigger}</RadixPopover.Trigger>
      <RadixPopover.Portal container={findPortalHome()}>
        <RadixPopover.Content
          aria-label={title}
          sideOffset={6}
          align="end"
          collisionPadding={8}
          className="z-50 max-h-(--radix-popover-content-available-height) w-[min(19rem,calc(100vw-1rem))] overflow-y-auto rounded-lg border border-line bg-surface p-3 shadow-float motion-safe:animate-[fade_120ms]"
        >
          {children}
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}
