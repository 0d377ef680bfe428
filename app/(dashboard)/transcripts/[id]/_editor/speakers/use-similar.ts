"use client";

import { useTrpcClient } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import type { Speaker } from "@/core/transcript/types";
import { useEditor } from "../editor-context";
import { countLines } from "../rows/row-commands";
import { giveLines } from "./speaker-commands";

/** Gives a line to a speaker, one who is there or a new one by that name, and with it every line that the same voice
 * says: one step that can be taken back. */
export function useSimilar(): (segmentId: string, to: Speaker | string) => Promise<void> {
  const { documentId, session } = useEditor();
  const client = useTrpcClient();
  return async (segmentId, to) => {
    try {
      // Whose lines are whose now is what the answer rests on.
      if (!(await session.flush())) {
        showToast({ text: "What you changed is not saved yet. Try again when it is.", tone: "danger" });
        return;
      }
      const { segmentIds } = await client.speakers.similarLines.query({ documentId, segmentId });
      const given = giveLines({ session }, segmentIds, to);
      if (!given) return;
      await session.flush();
      const others = given.lines - 1;
      const who = others < 1 ? "No other line has" : `${countLines(others)} with`;
      const end = others < 1 ? "." : ` now ${others === 1 ? "is" : "are"} “${given.label}”, too.`;
      showToast({ text: `${who} the same voice${end}` });
    } catch (error) {
      showToast({ text: describeError(error), tone: "danger" });
    }
  };
}
