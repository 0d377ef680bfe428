"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { parseWorkPlace, serializeWorkPlace, type WorkPlace } from "./work-place";

/** The filter, read from the address and written to it. A choice can be taken back by the back button; typing leaves
 * one entry only. */
export function useWorkPlace() {
  const path = usePathname();
  const parameters = useSearchParams();
  const place = parseWorkPlace(Object.fromEntries(parameters));
  const go = useCallback(
    (change: Partial<WorkPlace>, { isTyping = false } = {}) => {
      const now = parseWorkPlace(Object.fromEntries(new URLSearchParams(window.location.search)));
      const address = serializeWorkPlace(path, { ...now, ...change });
      // Next follows the address without asking the server for the page again.
      if (isTyping) window.history.replaceState(null, "", address);
      else window.history.pushState(null, "", address);
    },
    [path],
  );
  return { place, go };
}
