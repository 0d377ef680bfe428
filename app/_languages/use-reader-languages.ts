"use client";

import { useSyncExternalStore } from "react";

const none: readonly string[] = [];
let kept: readonly string[] = none;

/** As the browser is set to, the dearest first; none while the page is made on the server. */
export function useReaderLanguages(): readonly string[] {
  return useSyncExternalStore(subscribe, read, () => none);
}

function subscribe(listener: () => void) {
  window.addEventListener("languagechange", listener);
  return () => window.removeEventListener("languagechange", listener);
}

function read(): readonly string[] {
  const now = navigator.languages ?? none;
  // The browser makes a new list with every question.
  if (now.join() !== kept.join()) kept = [...now];
  return kept;
}
