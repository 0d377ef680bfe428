"use client";

import { useEffect, useRef, useState } from "react";
import { useTrpcClient } from "@/app/_trpc/client";
import type { EngineId } from "@/server/batches/schema";
import { type CheckProgress, findRepeats, type Repeat } from "./find-repeats";
import { hashFile } from "./hash-file";

/** What a person decided, by the places of the files: those left out are not transcribed again. */
export type Choice = "existing" | "again";
export type Choices = ReadonlyMap<number, Choice>;

interface Question {
  repeats: Repeat[];
  totalFiles: number;
  answer: (choices: Choices) => void;
}

/** Asks, before anything is sent, what to do with files that were transcribed before. */
export function useRepeats() {
  const client = useTrpcClient();
  const [progress, setProgress] = useState<CheckProgress | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const checking = useRef<AbortController | null>(null);
  const pending = useRef<Question | null>(null);

  useEffect(
    () => () => {
      // The page is left: the submission goes on without an answer, and makes nothing twice that it knows of.
      checking.current?.abort();
      pending.current?.answer(new Map());
    },
    [],
  );

  async function find(files: readonly File[], engine: EngineId | undefined): Promise<Repeat[]> {
    const controller = new AbortController();
    checking.current = controller;
    try {
      return await findRepeats(files, {
        findSameSize: async (sizesBytes) =>
          (await client.submissions.findSameSize.mutate({ sizesBytes })).sizesBytes,
        findDuplicates: async (wanted) =>
          (await client.submissions.findDuplicates.mutate({ files: wanted, engine })).duplicates,
        hashFile: (file, onProgress) => hashFile(file, { signal: controller.signal, onProgress }),
        onProgress: setProgress,
      });
    } catch (error) {
      if (controller.signal.aborted) return [];
      throw error;
    } finally {
      checking.current = null;
      setProgress(null);
    }
  }

  function ask(repeats: Repeat[], totalFiles: number): Promise<Choices> {
    return new Promise((resolve) => {
      const asked: Question = {
        repeats,
        totalFiles,
        answer: (choices) => {
          pending.current = null;
          setQuestion(null);
          resolve(choices);
        },
      };
      pending.current = asked;
      setQuestion(asked);
    });
  }

  return { progress, question, find, ask, skip: () => checking.current?.abort() };
}
