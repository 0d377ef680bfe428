"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useTrpc } from "@/app/_trpc/client";
import type { UnfinishedUpload } from "@/server/submissions/schema";
import { forgetFiles, type KeptFile, listKeptFiles, rememberHandle } from "./kept-files";
import { type MatchedFiles, matchFiles } from "./match-files";
import { addUploads, listLockedUploads, uploads } from "./uploads";

const askEveryMs = 10_000;
const lookEveryMs = 3_000;
/** One tab of the browser takes up what was cut off. */
const returnLock = "trax-return-to-uploads";

/** Of FileSystemFileHandle, where the browser asks before it reads a file again. */
interface AskingHandle {
  queryPermission?: (how: { mode: "read" }) => Promise<PermissionState>;
  requestPermission?: (how: { mode: "read" }) => Promise<PermissionState>;
}

/** Uploads that were cut off and that no tab of this browser is sending. Where the browser lets, they go on by
 * themselves. */
export function useUnfinished() {
  const trpc = useTrpc();
  const options = trpc.submissions.listUnfinished.queryOptions(undefined, { refetchInterval: askEveryMs });
  const unfinished = useQuery(options);
  const locked = useQuery({
    queryKey: ["locked-uploads"],
    queryFn: listLockedUploads,
    enabled: (unfinished.data?.total ?? 0) > 0,
    refetchInterval: lookEveryMs,
    staleTime: 1_000,
  });
  const own = useSyncExternalStore(uploads.subscribe, uploads.countFiles, uploads.countFiles);
  const [kept, setKept] = useState<ReadonlyMap<string, KeptFile>>(new Map());
  const returned = useRef<Promise<void> | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `own` says that this tab's uploads became others
  const cutOff = useMemo(
    () => listCutOff(unfinished.data?.uploads ?? [], locked.data, unfinished.dataUpdatedAt),
    [unfinished.data, locked.data, own],
  );

  useEffect(() => {
    if (!unfinished.data || !locked.data || returned.current) return;
    returned.current = goOnByThemselves(unfinished.data.uploads).then(async () =>
      setKept(await listKeptFiles()),
    );
  }, [unfinished.data, locked.data]);

  const asking = cutOff.filter(({ mediaFileId }) => kept.get(mediaFileId)?.handle);

  return {
    cutOff,
    /** Those that go on when the browser is allowed to read their files again. */
    asking,
    async goOn(): Promise<void> {
      resume(await readHandles(asking, kept, "requestPermission"));
    },
    /** Goes on with what the files belong to. */
    async choose(files: readonly File[]): Promise<Omit<MatchedFiles<File>, "matches"> & { count: number }> {
      const known = await listKeptFiles();
      const { matches, ...rest } = matchFiles(cutOff, files, modifiedTimes(known));
      resume(matches);
      return { ...rest, count: matches.length };
    },
    /** Goes on with those files that surely are the ones that were cut off. @returns the others */
    async take(files: readonly File[]): Promise<File[]> {
      if (cutOff.length === 0) return [...files];
      const known = await listKeptFiles();
      const sure = cutOff.filter(({ mediaFileId }) => known.has(mediaFileId));
      const { matches } = matchFiles(sure, files, modifiedTimes(known));
      resume(matches);
      const taken = new Set(matches.map(({ file }) => file));
      return files.filter((file) => !taken.has(file));
    },
  };
}

/** @param askedAt when they were listed: what was cancelled since is not cut off */
function listCutOff(
  all: readonly UnfinishedUpload[],
  locked: Awaited<ReturnType<typeof listLockedUploads>> | undefined,
  askedAt: number,
): UnfinishedUpload[] {
  if (!locked) return [];
  return all.filter(
    ({ mediaFileId, batchId, sourceIndex }) =>
      uploads.find(mediaFileId) === undefined &&
      (uploads.findRemovedAt(mediaFileId) ?? 0) <= askedAt &&
      !locked.some(
        (range) => range.batchId === batchId && range.from <= sourceIndex && sourceIndex <= range.to,
      ),
  );
}

const modifiedTimes = (kept: ReadonlyMap<string, KeptFile>) =>
  new Map([...kept].map(([id, { lastModified }]) => [id, lastModified]));

/** Goes on with every upload whose file may be read without a question. */
async function goOnByThemselves(all: readonly UnfinishedUpload[]): Promise<void> {
  const kept = await listKeptFiles();
  const waiting = new Set(all.map(({ mediaFileId }) => mediaFileId));
  // What is whole, or cancelled, or was never ours to send.
  await forgetFiles([...kept.keys()].filter((id) => !waiting.has(id) && uploads.find(id) === undefined));
  if (![...kept.values()].some(({ handle }) => handle)) return;
  const act = async () => {
    const cutOff = listCutOff(all, await listLockedUploads(), Number.POSITIVE_INFINITY);
    resume(await readHandles(cutOff, kept, "queryPermission"));
  };
  // Another tab that was opened in the same moment does the same.
  if (navigator.locks) await navigator.locks.request(returnLock, act);
  else await act();
}

/** The files of uploads that can be read and are what they were. */
async function readHandles(
  cutOff: readonly UnfinishedUpload[],
  kept: ReadonlyMap<string, KeptFile>,
  ask: keyof AskingHandle,
): Promise<{ upload: UnfinishedUpload; file: File }[]> {
  const found: { upload: UnfinishedUpload; file: File }[] = [];
  for (const upload of cutOff) {
    const { handle, lastModified } = kept.get(upload.mediaFileId) ?? {};
    if (!handle) continue;
    try {
      const permission = await (handle as AskingHandle)[ask]?.({ mode: "read" });
      if (permission !== undefined && permission !== "granted") continue;
      const file = await handle.getFile();
      if (file.size !== upload.sizeBytes || file.lastModified !== lastModified) continue;
      rememberHandle(file, handle);
      found.push({ upload, file });
    } catch {
      // It was moved or deleted, or the question was closed: the file can be chosen by hand.
    }
  }
  return found;
}

function resume(matches: readonly { upload: UnfinishedUpload; file: File }[]): void {
  const byBatch = new Map<string, Parameters<typeof addUploads>[0][number][]>();
  for (const { upload, file } of matches) {
    const { receivedBytes: _, ...source } = upload;
    const files = byBatch.get(upload.batchId) ?? [];
    files.push({ file, source: { ...source, isResumed: true } });
    byBatch.set(upload.batchId, files);
  }
  for (const files of byBatch.values()) addUploads(files);
}
