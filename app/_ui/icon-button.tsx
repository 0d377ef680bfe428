"use client";

import type { ComponentProps } from "react";
import { Button } from "./button";
import { Tip } from "./tip";

type IconButtonProps = Omit<ComponentProps<typeof Button>, "aria-label" | "asChild"> & {
  /** Its name for a screen reader and the hint shown on hover. */
  label: string;
  keys?: string;
};

export function IconButton({ label, keys, size = "icon", look = "quiet", ...rest }: IconButtonProps) {
  return (
    <Tip label={keys ? `${label} (${keys})` : label}>
      <Button aria-label={label} size={size} look={look} {...rest} />
    </Tip>
  );
}
