import type { ReactNode } from "react";
import { cn } from "./cn";

/** The width and the margins of an ordinary page. */
export function Sheet({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn("mx-auto w-full max-w-6xl px-3 pt-6 pb-24 sm:px-5", className)}>{children}</div>;
}
