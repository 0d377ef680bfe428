"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTrpc, useTrpcClient } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import { type ReplaceLine, replaceLimits } from "@/server/transcripts/replace-schema";

export interface Wish {
  text: string;
  matchesCase: boolean;
  wholeWord: boolean;
}

export interface DoneReplacement {
  id: string;
  text: string;
  replacement: string;
  changed: number;
  passedOver: number;
}

/** The preview of a replacement, what of it is left out, and carrying it out. */
export function useReplace() {
  const trpc = useTrpc();
  const client = useTrpcClient();
  const queryClient = useQueryClient();
  const [wish, setWish] = useState<Wish | null>(null);
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const [isBusy, setBusy] = useState(false);
  const [done, setDone] = useState<DoneReplacement | null>(null);
  const preview = useInfiniteQuery(
    trpc.transcripts.previewReplacement.infiniteQueryOptions(
      { ...(wish ?? { text: "-" }), limit: 100 },
      { enabled: wish !== null, getNextPageParam: (page) => page.nextCursor, staleTime: 0 },
    ),
  );
  const lines = wish ? (preview.data?.pages.flatMap((page) => page.lines) ?? []) : [];

  function look(next: Wish) {
    setDone(null);
    setLeftOut(new Set());
    setWish(next);
    void queryClient.invalidateQueries(trpc.transcripts.previewReplacement.pathFilter());
  }

  function toggle(keys: readonly string[], isLeftOut: boolean) {
    const next = new Set(leftOut);
    for (const key of keys) {
      if (isLeftOut) next.add(key);
      else next.delete(key);
    }
    setLeftOut(next);
  }

  function settle() {
    return Promise.all([
      queryClient.invalidateQueries(trpc.transcripts.pathFilter()),
      queryClient.invalidateQueries(trpc.search.pathFilter()),
    ]);
  }

  /** Of what is shown, all that is not left out: nothing is changed that nobody saw. */
  async function replace(replacement: string) {
    if (!wish) return;
    const chosen = lines.flatMap((line) => {
      const without = line.hits.flatMap((_, at) => (leftOut.has(hitKey(line, at)) ? [at] : []));
      const { documentId, segmentId, revision } = line;
      return without.length === line.hits.length
        ? []
        : [{ documentId, segmentId, revision, leftOut: without }];
    });
    const id = crypto.randomUUID();
    setBusy(true);
    let [changed, passedOver] = [0, 0];
    try {
      for (let start = 0; start < chosen.length; start += replaceLimits.linesAtOnce) {
        const part = chosen.slice(start, start + replaceLimits.linesAtOnce);
        const input = { replacementId: id, ...wish, replacement, lines: part };
        const answer = await client.transcripts.replaceEverywhere.mutate(input);
        changed += answer.changed;
        passedOver += answer.passedOver;
      }
    } catch (error) {
      showToast({ text: describeError(error), tone: "danger" });
    }
    setBusy(false);
    if (changed > 0 || passedOver > 0) setDone({ id, text: wish.text, replacement, changed, passedOver });
    setWish(null);
    await settle();
  }

  async function undo(replacementId: string) {
    setBusy(true);
    try {
      const { undone, kept } = await client.transcripts.undoReplacement.mutate({ replacementId });
      const rest =
        kept > 0
          ? ` ${countLines(kept)} stayed: near them something was changed since, or their transcript is in the trash.`
          : "";
      showToast({ text: `Took back ${countLines(undone)}.${rest}` });
      if (done?.id === replacementId) setDone(null);
    } catch (error) {
      showToast({ text: describeError(error), tone: "danger" });
    }
    setBusy(false);
    await settle();
  }

  return { wish, look, preview, lines, leftOut, toggle, replace, undo, isBusy, done };
}

export type Replacing = ReturnType<typeof useReplace>;

export function hitKey({ segmentId }: Pick<ReplaceLine, "segmentId">, at: number): string {
  return `${segmentId}:${at}`;
}

export function countLines(count: number): string {
  return count === 1 ? "1 line" : `${count.toLocaleString("en")} lines`;
}
