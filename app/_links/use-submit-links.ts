"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import type { Choices } from "@/app/_uploads/use-repeats";
import type { SubmitOptions } from "@/app/_uploads/use-submit";
import type { Link } from "@/core/links/parse-link";
import { parseLinks } from "@/core/links/parse-links";
import type { BatchCreateFromLinksInput } from "@/server/batches/schema";
import type { KnownVideo } from "@/server/submissions/schema";
import type { ChooseAnswer } from "./choose-dialog";

interface Looking {
  links: Link[];
  others: number;
  answer: (answer: ChooseAnswer | null) => void;
}

interface KnownLink {
  index: number;
  fileName: string;
  earlier: KnownVideo;
}

interface Question {
  repeats: KnownLink[];
  total: number;
  answer: (choices: Choices) => void;
}

type WantedLink = BatchCreateFromLinksInput["links"][number];

/** Reads the links of a text, opens what holds many to choose from, asks about videos that are here already, and submits
 * the rest as one batch. */
export function useSubmitLinks({ settings, limits, name }: SubmitOptions, onSent: () => void) {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const router = useRouter();
  const create = useMutation(trpc.batches.createFromLinks.mutationOptions());
  const retry = useMutation(trpc.batches.retrySource.mutationOptions());
  const follow = useMutation(trpc.feeds.follow.mutationOptions());
  const findKnown = useMutation(trpc.submissions.findKnownVideos.mutationOptions());
  const [captions, setCaptions] = useState(false);
  const [notes, setNotes] = useState<string[]>([]);
  const [isPending, setIsPending] = useState(false);
  const [looking, setLooking] = useState<Looking | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);

  async function add(text: string): Promise<boolean> {
    const parsed = parseLinks(text);
    setNotes(parsed.notes);
    if (parsed.links.length === 0) return false;
    // Many pages at once are recordings; a single one is worth a look.
    const isAlone = parsed.links.length === 1;
    const isLooked = ({ kind }: Link) => kind === "list" || kind === "feed" || (isAlone && kind === "site");
    const looked = parsed.links.filter(isLooked);
    const plain = parsed.links.filter((link) => !isLooked(link));
    const answer = looked.length > 0 ? await askWhich(looked, plain.length) : nothing;
    if (!answer) return false;
    const { singles, follow: feeds } = answer;
    const { rest, existing } = await askAboutKnown([...plain, ...singles]);
    const wanted: WantedLink[] = [
      ...rest.map(({ url }) => ({ url })),
      ...answer.entries.map(({ url, title, isMedia }) => ({ url, title, isMedia })),
    ];
    for (const url of feeds) {
      const { feed } = await follow.mutateAsync({ url, settings });
      showToast({
        text: `You follow ${feed.title}.`,
        action: { label: "Settings", run: () => router.push("/settings#podcasts") },
      });
    }
    if (wanted.length > 0) await send(wanted);
    await takeExisting(existing, wanted.length === 0);
    await Promise.all([
      queryClient.invalidateQueries(trpc.batches.pathFilter()),
      queryClient.invalidateQueries(trpc.transcripts.list.pathFilter()),
      queryClient.invalidateQueries(trpc.feeds.pathFilter()),
    ]);
    return true;
  }

  const askWhich = (links: Link[], others: number) =>
    new Promise<ChooseAnswer | null>((resolve) =>
      setLooking({
        links,
        others,
        answer: (answer) => {
          setLooking(null);
          resolve(answer);
        },
      }),
    );

  /** Closing the question takes nothing away: what is here already is opened, as with files. */
  async function askAboutKnown(links: Link[]): Promise<{ rest: Link[]; existing: KnownVideo[] }> {
    const youtubeIds = links.flatMap(({ youtubeId }) => youtubeId ?? []);
    if (youtubeIds.length === 0) return { rest: links, existing: [] };
    const { videos } = await findKnown.mutateAsync({ youtubeIds });
    const byId = new Map(videos.map((video) => [video.youtubeId, video]));
    const known = links.flatMap(({ url, youtubeId }, index) => {
      const earlier = byId.get(youtubeId ?? "");
      return earlier ? [{ index, fileName: url, earlier }] : [];
    });
    if (known.length === 0) return { rest: links, existing: [] };
    const choices = await new Promise<Choices>((resolve) =>
      setQuestion({
        repeats: known,
        total: links.length,
        answer: (answer) => {
          setQuestion(null);
          resolve(answer);
        },
      }),
    );
    const existing = known.filter(({ index }) => choices.get(index) !== "again");
    const leftOut = new Set(existing.map(({ index }) => index));
    return {
      rest: links.filter((_, index) => !leftOut.has(index)),
      existing: existing.map(({ earlier }) => earlier),
    };
  }

  async function send(links: WantedLink[]): Promise<void> {
    const { priority, ...others } = limits;
    await create.mutateAsync({ name, links, settings, priority, limits: others, captions });
    onSent();
    showToast({ text: links.length === 1 ? "The link is added." : `${links.length} recordings are added.` });
  }

  async function takeExisting(existing: KnownVideo[], isAll: boolean): Promise<void> {
    for (const { state, source } of existing) {
      if (source && (state === "failed" || state === "cancelled")) await retry.mutateAsync(source);
    }
    const [only] = existing;
    if (isAll && only && existing.length === 1) router.push(`/transcripts/${only.documentId}`);
    else if (only) {
      showToast({
        text:
          existing.length === 1
            ? "1 link is not transcribed again."
            : `${existing.length} links are not transcribed again.`,
        action: { label: "Transcripts", run: () => router.push("/transcripts") },
      });
    }
  }

  return {
    isPending,
    captions,
    setCaptions,
    /** What of the last text could not be used. */
    notes,
    looking,
    question,
    /** Whether anything came of it. Never rejects: a failure is told by a toast. */
    async submit(text: string): Promise<boolean> {
      // One question at a time.
      if (isPending) return false;
      setIsPending(true);
      try {
        return await add(text);
      } catch (error) {
        showToast({ text: describeError(error), tone: "danger" });
        return false;
      } finally {
        setIsPending(false);
      }
    },
  };
}

const nothing: ChooseAnswer = { entries: [], singles: [], follow: [] };

export type SubmitLinks = ReturnType<typeof useSubmitLinks>;
