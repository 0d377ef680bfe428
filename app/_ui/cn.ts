import { type ClassValue, clsx } from "clsx";
import { twMerge } from "tailwind-merge";

/** Class names, where a later one of the same kind wins. */
export function cn(...values: ClassValue[]): string {
  return twMerge(clsx(values));
}
