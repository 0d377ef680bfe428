"use client";

import { useCallback, useEffect, useState } from "react";
import { useTrpcClient } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import type { Link } from "@/core/links/parse-link";
import type { LinkEntries } from "@/server/submissions/schema";

/** One link that is looked at. */
export interface EntryList {
  link: Link;
  state:
    | { kind: "waiting" }
    | { kind: "reading"; sinceMs: number }
    | { kind: "failed"; sentence: string }
    | ReadList;
}
type ReadList = { kind: "read"; found: LinkEntries };

/** Reads what is behind links, one after the other, until the component goes. */
export function useEntryLists(links: readonly Link[]) {
  const client = useTrpcClient();
  const [lists, setLists] = useState<EntryList[]>(() =>
    links.map((link) => ({ link, state: { kind: "waiting" } })),
  );
  const [round, setRound] = useState(0);

  const setState = useCallback(
    (at: number, state: EntryList["state"]) =>
      setLists((before) => before.map((list, index) => (index === at ? { ...list, state } : list))),
    [],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a round reads what it finds unread when it begins
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    void (async () => {
      for (const [at, { link, state }] of lists.entries()) {
        if (state.kind === "read" || signal.aborted) continue;
        setState(at, { kind: "reading", sinceMs: Date.now() });
        try {
          const found = await client.submissions.listLinkEntries.mutate({ url: link.url }, { signal });
          if (!signal.aborted) setState(at, { kind: "read", found });
        } catch (error) {
          if (!signal.aborted) setState(at, { kind: "failed", sentence: describeError(error) });
        }
      }
    })();
    return () => controller.abort();
  }, [client, round, setState]);

  return { lists, retry: () => setRound((before) => before + 1) };
}
