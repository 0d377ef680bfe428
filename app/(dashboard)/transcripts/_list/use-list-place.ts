"use client";

import { useSearchParams } from "next/navigation";
import { type ListPlace, parseListPlace, serializeListPlace } from "./list-place";

/** Where the list stands, and the way to another place. Next follows the address without asking the server for the page
 * again. */
export function useListPlace(): [ListPlace, (change: Partial<ListPlace>) => void] {
  const place = parseListPlace(Object.fromEntries(useSearchParams()));
  function go(change: Partial<ListPlace>) {
    window.history.replaceState(null, "", serializeListPlace({ ...place, ...change }));
  }
  return [place, go];
}
