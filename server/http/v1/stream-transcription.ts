import type { ServerResponse } from "node:http";
import { getLiveHub } from "@/server/jobs/live-hub";
import { listPartial } from "@/server/transcripts/list-partial";
import { explainApiError, toApiError } from "./answer-api-error";

/** A comment this often keeps proxies from closing a stream on which nothing is heard. */
const PING_MS = 15_000;

export interface StreamedWork {
  ownerId: number;
  batchId: string;
  documentId: string;
  /** Settles when the work has ended: with the whole text, or with the error that it ended in. */
  text: Promise<string>;
}

/** Server-sent events of OpenAI's kind: `transcript.text.delta` as chunks are decoded, then `transcript.text.done`
 * with the whole text. An error comes as an event, since the status is sent before the work is done. The deltas, put
 * together, are the text of `done` as long as nothing of it was changed by the end of the work. */
export async function streamTranscription(res: ServerResponse, work: StreamedWork): Promise<void> {
  res.writeHead(200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
  });
  res.flushHeaders();
  const ping = setInterval(() => res.write(": waiting\n\n"), PING_MS);
  const deltas = createDeltas(res, work);
  try {
    const text = await work.text;
    await deltas.stop();
    if (text.startsWith(deltas.sent()) && text.length > deltas.sent().length) {
      writeEvent(res, { type: "transcript.text.delta", delta: text.slice(deltas.sent().length) });
    }
    writeEvent(res, { type: "transcript.text.done", text });
  } catch (error) {
    await deltas.stop();
    // A client that hung up hears nothing.
    if (!res.destroyed) writeEvent(res, toApiError(explainApiError(error)));
  } finally {
    clearInterval(ping);
    res.end();
  }
}

function createDeltas(res: ServerResponse, { ownerId, batchId, documentId }: StreamedWork) {
  let sent = "";
  let nextIndex = 0;
  let stopped = false;
  let busy: Promise<void> = Promise.resolve();
  let waiting = false;

  async function send(): Promise<void> {
    waiting = false;
    if (stopped) return;
    const { chunks } = await listPartial(ownerId, { documentId, fromIndex: nextIndex });
    for (const { index, text } of chunks) {
      // Chunks are decoded side by side; a later one waits for its elders.
      if (stopped || index !== nextIndex) return;
      nextIndex += 1;
      const plain = text.trim();
      if (plain === "") continue;
      const delta = sent === "" ? plain : ` ${plain}`;
      sent += delta;
      writeEvent(res, { type: "transcript.text.delta", delta });
    }
  }

  const unsubscribe = getLiveHub().subscribe(
    (notice) => {
      if (notice.kind === "edited" || waiting) return;
      if (notice.kind !== "gap" && notice.batchId !== batchId) return;
      waiting = true;
      busy = busy.then(send).catch(() => {});
    },
    { wantsProgress: true },
  );
  return {
    sent: () => sent,
    async stop() {
      stopped = true;
      unsubscribe();
      await busy;
    },
  };
}

function writeEvent(res: ServerResponse, event: object): void {
  res.write(`data: ${JSON.stringify(event)}\n\n`);
}
