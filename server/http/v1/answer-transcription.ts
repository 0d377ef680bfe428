import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { getSourceResult, listEndedSources, listSources, type SourceResult } from "@/server/batches/data";
import { cancelSource } from "@/server/batches/service";
import { findModelFetch } from "@/server/models/data";
import { getSettings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";
import { getLogger } from "@/server/platform/logger";
import { removeIncoming } from "@/server/platform/storage/incoming";
import { ClientGone } from "../receive-files";
import { receiveForm } from "./receive-form";
import type { RequestInterest } from "./request-interest";
import { serializeTranscription } from "./serialize-transcription";
import type { SourceWatch } from "./source-watch";
import { streamTranscription } from "./stream-transcription";
import { type SubmittedRecording, submitRecording } from "./submit-recording";
import { parseTranscriptionOptions, type TranscriptionOptions } from "./transcription-options";

/** Requests under way at once; each holds a connection and waits for its turn in the queue. */
const MAX_REQUESTS = 1_000;
const STALL_MS = 30_000;
const STALL_BYTES = 4 * 1024;
/** Clients of Node give up when no header has come for five minutes; an interim answer begins that anew. */
const INTERIM_MS = 60_000;

export interface TranscriptionServices {
  watch: SourceWatch;
  interest: RequestInterest;
  /** Requests under way in this process. */
  open: { count: number };
}

/** POST /v1/audio/transcriptions: takes a recording, puts it into the pipeline, waits and answers.
 * @throws TraxError, ClientGone: nothing has been answered then */
export async function answerTranscription(
  { watch, interest, open }: TranscriptionServices,
  ownerId: number,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  if (open.count >= MAX_REQUESTS) throw new TraxError("API_BUSY", { count: open.count });
  const startedMs = performance.now();
  const hangUp = new AbortController();
  const onClose = () => {
    if (!res.writableFinished) hangUp.abort(new ClientGone());
  };
  res.once("close", onClose);
  open.count += 1;
  let outcome = "refused";
  try {
    const { options, source } = await take(ownerId, req);
    outcome = "failed";
    await refuseWhileFetched(ownerId, options, source);
    res.setHeader("x-request-id", randomUUID());
    res.setHeader("X-Trax-Batch", source.batchId);
    res.setHeader("X-Trax-Transcript", source.documentId);
    // Nothing moves on the connection while the work runs; that is no reason to close it.
    req.setTimeout(0);
    const leave = interest.join(source, { mayCancel: source.isOwn, keep: isSet(req, "x-trax-keep") });
    const stopInterim = sendInterim(req, res, options);
    try {
      const result = waitForResult(watch, ownerId, source, hangUp.signal);
      if (options.stream) {
        const text = result.then((found) => found.text);
        await streamTranscription(res, { ...source, ownerId, text });
      } else {
        const { type, body } = serializeTranscription(await result, options);
        stopInterim();
        res.writeHead(200, { "Content-Type": type, "Cache-Control": "no-store" });
        res.end(body);
      }
      outcome = hangUp.signal.aborted ? "gone" : "answered";
    } finally {
      stopInterim();
      if (leave(hangUp.signal.aborted)) await cancelSource(ownerId, source);
    }
  } catch (error) {
    if (error instanceof ClientGone) outcome = "gone";
    throw error;
  } finally {
    open.count -= 1;
    res.off("close", onClose);
    getLogger().info(
      { outcome, durationMs: Math.round(performance.now() - startedMs) },
      "transcription request",
    );
  }
}

async function take(
  ownerId: number,
  req: IncomingMessage,
): Promise<{ options: TranscriptionOptions; source: SubmittedRecording }> {
  const { file, fields } = await receiveForm(req, {
    maxFileBytes: getSettings().TRAX_MAX_UPLOAD_BYTES,
    stallMs: STALL_MS,
    stallBytes: STALL_BYTES,
  });
  try {
    const options = parseTranscriptionOptions(fields);
    refuseLoop(req, options);
    const source = await submitRecording(ownerId, file, { ...options, fresh: isSet(req, "x-trax-fresh") });
    return { options, source };
  } finally {
    // Taken over by the store, or not wanted.
    await removeIncoming(file.path);
  }
}

/** A Trax whose speech server is this one would ask itself, and that again, without end. */
function refuseLoop(req: IncomingMessage, { engine }: TranscriptionOptions): void {
  if ((engine ?? getSettings().TRAX_ENGINE) === "openai" && isSet(req, "x-trax-relay")) {
    throw new TraxError("ENGINE_LOOP", { param: "model" });
  }
}

/** A model of gigabytes takes longer to come than clients wait, and they would hear nothing meanwhile: they are told, and the
 * work waits for it without them.
 * @throws TraxError MODEL_FETCHING */
async function refuseWhileFetched(
  ownerId: number,
  { engine }: TranscriptionOptions,
  { batchId, sourceIndex }: SubmittedRecording,
): Promise<void> {
  const fetching = await findModelFetch(engine ?? getSettings().TRAX_ENGINE);
  if (!fetching) return;
  const ended = await listEndedSources(ownerId, [batchId]);
  if (ended.some((each) => each.sourceIndex === sourceIndex)) return;
  const percent = Math.floor(fetching.progress * 100);
  throw new TraxError("MODEL_FETCHING", { model: fetching.name, percent, param: "model" });
}

async function waitForResult(
  watch: SourceWatch,
  ownerId: number,
  source: SubmittedRecording,
  signal: AbortSignal,
): Promise<SourceResult> {
  await watch.waitForEnd(ownerId, source, signal);
  const { batchId, sourceIndex } = source;
  const views = await listSources(ownerId, { batchIds: [batchId] });
  const ended = views.find((each) => each.sourceIndex === sourceIndex);
  if (ended?.stage === "failed") {
    const { code, sentence } = ended.error ?? { code: "INTERNAL" as const, sentence: "" };
    const error = new TraxError(code, code.startsWith("MEDIA_") ? { param: "file" } : { reference: batchId });
    // The sentence as it was written then, with its figures.
    throw Object.assign(error, sentence ? { message: sentence } : {});
  }
  if (ended?.stage === "cancelled") throw new TraxError("WORK_CANCELLED");
  return getSourceResult(ownerId, source);
}

/** Only for clients that are known to understand it: others take any interim answer for the answer. */
function sendInterim(
  req: IncomingMessage,
  res: ServerResponse,
  { stream }: TranscriptionOptions,
): () => void {
  if (stream || req.headers["x-stainless-lang"] !== "js" || req.httpVersion !== "1.1") return () => {};
  const timer = setInterval(() => {
    if (!res.headersSent) res.writeProcessing();
  }, INTERIM_MS);
  return () => clearInterval(timer);
}

function isSet(req: IncomingMessage, header: string): boolean {
  const value = req.headers[header];
  return value === "1" || value === "true";
}
