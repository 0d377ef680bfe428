import type { ComponentProps } from "react";
import type { Anchor } from "./overlays";

/** Nothing to see: it stands where something was pressed, so that a menu can open there. */
export function AnchorBox({ anchor, ...rest }: ComponentProps<"span"> & { anchor: Anchor }) {
  const { left, top, width, height } = anchor;
  return (
    <span
      {...rest}
      aria-hidden
      style={{ position: "fixed", left, top, width, height, pointerEvents: "none", visibility: "hidden" }}
    />
  );
}
