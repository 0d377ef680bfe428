"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { describeLayout } from "@/app/_subtitles/layout-names";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { Badge } from "@/app/_ui/badge";
import { Button } from "@/app/_ui/button";
import { showToast } from "@/app/_ui/toast-store";
import type { SubtitleProfileView } from "@/server/exports/schema";
import { LayoutForm } from "./layout-form";

/** A layout of one's own, to be changed or removed. */
export function LayoutRow({ layout }: { layout: SubtitleProfileView }) {
  const { id, name, profile } = layout;
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const options = {
    onSettled: () => queryClient.invalidateQueries(trpc.exports.subtitleProfiles.pathFilter()),
    onError: (error: unknown) => showToast({ text: describeError(error), tone: "danger" }),
  };
  const save = useMutation(trpc.exports.saveSubtitleProfile.mutationOptions(options));
  const remove = useMutation(
    trpc.exports.removeSubtitleProfile.mutationOptions({
      ...options,
      onSuccess: () =>
        showToast({
          text: `Removed “${name}”. Transcripts that had it are laid out as usual.`,
          action: { label: "Undo", run: () => save.mutate(layout) },
        }),
    }),
  );
  return (
    <li className="flex flex-col gap-2 px-1 py-2">
      <div className="flex flex-wrap items-center gap-2">
        <div className="min-w-0 flex-1 basis-48">
          <span className="flex items-center gap-1.5">
            <bdi className="min-w-0 break-words font-medium">{name}</bdi>
            <Badge>Yours</Badge>
          </span>
          <span className="block text-muted text-xs tabular-nums">{describeLayout(profile)}</span>
        </div>
        <Button
          size="sm"
          aria-label={`Change ${name}`}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          Change
        </Button>
        <Button
          size="sm"
          look="quiet"
          aria-label={`Remove ${name}`}
          disabled={remove.isPending}
          onClick={() => remove.mutate({ id })}
        >
          Remove
        </Button>
      </div>
      {isOpen && <LayoutForm layout={layout} onDone={() => setOpen(false)} />}
    </li>
  );
}
