"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { showToast } from "@/app/_ui/toast-store";
import { useEditor } from "../editor-context";
import { useDocumentVersion } from "../panels/use-document-version";
import { showPlace } from "../quality/show-place";

const mostShown = 8;

/** Words that a person corrected, to be terms from now on. */
export function TermOffers() {
  const editor = useEditor();
  const { documentId } = editor;
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  // Of what is saved, so a moment behind what is typed.
  const version = useDocumentVersion();
  const { data } = useQuery(
    trpc.vocabulary.offers.queryOptions({ documentId }, { staleTime: 5_000, enabled: version >= 0 }),
  );
  const add = useMutation(
    trpc.vocabulary.add.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.vocabulary.pathFilter()),
      onError: (error) => showToast({ text: describeError(error), tone: "danger" }),
    }),
  );
  const offers = data?.offers ?? [];
  if (offers.length === 0) return null;
  return (
    <section className="border-line border-t pt-2 pb-1">
      <h3 className="px-4 py-1 font-medium text-xs">Words you corrected</h3>
      <p className="px-4 pb-1 text-muted text-xs">As terms they are put right by themselves the next time.</p>
      <ul aria-label="Words you corrected">
        {offers.slice(0, mostShown).map(({ text, heard, count, startMs }) => (
          <li key={`${text} ${heard}`} className="flex items-center gap-2 px-4 py-0.5">
            <button
              type="button"
              className="min-w-0 flex-1 rounded px-1 text-left hover:bg-sunken"
              onClick={() => showPlace(editor, startMs)}
            >
              <bdi className="text-muted">{heard}</bdi>
              <span aria-hidden className="text-muted">
                {" → "}
              </span>
              <bdi className="font-medium">{text}</bdi>
              {count > 1 && <span className="ml-1 text-muted text-xs tabular-nums">{count} times</span>}
            </button>
            <Button
              size="sm"
              look="quiet"
              disabled={add.isPending}
              aria-label={`Add ${text} to the terms`}
              onClick={() => add.mutate({ terms: [{ text, soundsLike: [heard] }] })}
            >
              <Plus aria-hidden />
              Add
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
