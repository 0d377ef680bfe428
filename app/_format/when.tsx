"use client";

import { useSyncExternalStore } from "react";

const noChange = () => () => {};
/** False on the server and during hydration, when the reader's clock and language are not known yet. */
function useIsHydrated(): boolean {
  return useSyncExternalStore(
    noChange,
    () => true,
    () => false,
  );
}

function formatWhen(at: Date): string {
  const today = new Date();
  const time = at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  if (at.toDateString() === today.toDateString()) return `Today, ${time}`;
  const sameYear = at.getFullYear() === today.getFullYear();
  const date = at.toLocaleDateString([], {
    day: "numeric",
    month: "short",
    year: sameYear ? undefined : "numeric",
  });
  return `${date}, ${time}`;
}

export function When({ at }: { at: Date }) {
  const hydrated = useIsHydrated();
  return (
    <time
      dateTime={at.toISOString()}
      title={hydrated ? at.toLocaleString() : undefined}
      className="whitespace-nowrap"
    >
      {hydrated ? formatWhen(at) : at.toISOString().slice(0, 16).replace("T", " ")}
    </time>
  );
}
