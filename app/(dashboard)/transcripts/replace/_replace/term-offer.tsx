"use client";

import { useMutation } from "@tanstack/react-query";
import { useTrpcClient } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import { showToast } from "@/app/_ui/toast-store";
import { normalizeTerm, termLimits } from "@/core/transcript/parse-terms";
import { countLines, type DoneReplacement, type Replacing } from "./use-replace";

interface TermOfferProps {
  done: DoneReplacement;
  replacing: Replacing;
}

/** What a replacement did, the way back, and the offer to have the pair heard right from now on. */
export function TermOffer({ done, replacing }: TermOfferProps) {
  const client = useTrpcClient();
  const { text, replacement, changed, passedOver } = done;
  const term = normalizeTerm(replacement);
  const heard = normalizeTerm(text);
  const isPair = term !== null && heard !== null && term !== heard;
  const keep = useMutation({
    mutationFn: async (pair: { term: string; heard: string }) => {
      // What is known of the term already stays.
      const { terms } = await client.vocabulary.list.query({ filter: pair.term.slice(0, 200) });
      const known = terms.find((each) => each.text === pair.term)?.soundsLike ?? [];
      const soundsLike = [...new Set([...known, pair.heard])].slice(-termLimits.soundsLike);
      await client.vocabulary.add.mutate({ terms: [{ text: pair.term, soundsLike }] });
    },
    onSuccess: (_, pair) =>
      showToast({
        text: `New transcriptions know “${pair.term}”, also where it sounds like “${pair.heard}”.`,
      }),
  });
  return (
    <Notice
      className="mt-4"
      action={
        <>
          {isPair && !keep.isSuccess && (
            <Button size="sm" disabled={keep.isPending} onClick={() => keep.mutate({ term, heard })}>
              Add to names and terms
            </Button>
          )}
          <Button size="sm" disabled={replacing.isBusy} onClick={() => void replacing.undo(done.id)}>
            Undo
          </Button>
        </>
      }
    >
      Replaced in {countLines(changed)}.
      {passedOver > 0 && ` ${countLines(passedOver)} stayed: somebody changed them meanwhile.`}
      {isPair && !keep.isSuccess && ` Is “${replacement}” often heard as “${text}”?`}
    </Notice>
  );
}
