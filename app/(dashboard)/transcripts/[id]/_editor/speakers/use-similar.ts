"use client";

import { useTrpcClient } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import type { Speaker } from "@/core/transcript/types";
import { useEditor } from "../editor-context";
import { countLines } from "../rows/row-commands";
import { assignSpeaker, createSpeaker } from "./speaker-commands";

/** Gives a line to a speaker, one who is there or a new one by that name, and with it every line that the same voice
 * says. */
export function useSimilar(): (segmentId: string, to: Speaker | string) => Promise<void> {
  const { documentId, session } = useEditor();
  const client = useTrpcClient();
  return async (segmentId, to) => {
    const isGiven =
      typeof to === "string"
        ? createSpeaker({ session }, to, [segmentId])
        : session.segments.findSegment(segmentId)?.speakerId === to.id ||
          assignSpeaker({ session }, [segmentId], to.id);
    const speakerId = session.segments.findSegment(segmentId)?.speakerId;
    const speaker = speakerId ? session.speakers.find(speakerId) : null;
    if (!isGiven || !speaker) return;
    try {
      if (!(await session.flush())) {
        showToast({ text: "The line is not saved yet, so the others stay as they are.", tone: "danger" });
        return;
      }
      const { lines } = await client.speakers.reassignSimilar.mutate({
        documentId,
        segmentId,
        speakerId: speaker.id,
      });
      const others = lines === 0 ? "No other line has" : `${countLines(lines)} with`;
      const end = lines === 0 ? "." : ` now ${lines === 1 ? "is" : "are"} “${speaker.label}”.`;
      showToast({ text: `${others} the same voice${end}` });
    } catch (error) {
      showToast({ text: describeError(error), tone: "danger" });
    }
  };
}
