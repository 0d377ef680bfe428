import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import Busboy, { type BusboyHeaders } from "@fastify/busboy";
import { TraxError } from "@/server/platform/errors";
import { type IncomingFile, removeIncoming, writeIncoming } from "@/server/platform/storage/incoming";
import { requireFreeSpace, serializeBytes } from "@/server/platform/storage/require-free-space";

export interface ReceivedForm {
  file: IncomingFile & { fileName: string; mimeType: string };
  /** Last value of each field that was sent once, all values of those that end in []. */
  fields: Map<string, string[]>;
}

export interface FormLimits {
  /** Of the recording. */
  maxFileBytes: number;
  /** An upload that brings less than `stallBytes` in `stallMs` is given up. */
  stallMs: number;
  stallBytes: number;
}

const MAX_FIELDS = 40;
const MAX_FIELD_BYTES = 64 * 1024;
/** Room for everything of the form that is not the recording. */
const FORM_BYTES = MAX_FIELDS * MAX_FIELD_BYTES;

/** The client is gone: there is nobody to answer. */
export class ClientGone extends Error {
  override name = "ClientGone";
}

/** Reads a form with one recording, straight onto the disk. Whoever gets the form removes its file.
 * @throws TraxError API_TYPE_UNSUPPORTED, API_BODY_BROKEN, API_FILE_MISSING, API_FILE_TWICE, API_FIELD_INVALID,
 *   API_STALLED, UPLOAD_TOO_LARGE, UPLOAD_EMPTY, STORAGE_FULL; ClientGone */
export async function receiveForm(req: IncomingMessage, limits: FormLimits): Promise<ReceivedForm> {
  const type = req.headers["content-type"] ?? "";
  if (!/^multipart\/form-data\s*(?:;|$)/i.test(type)) {
    throw new TraxError("API_TYPE_UNSUPPORTED", { type: type.slice(0, 100) || "a request without a type" });
  }
  const announcedBytes = Number(req.headers["content-length"] ?? 0);
  if (announcedBytes > limits.maxFileBytes + FORM_BYTES) throw tooLarge(limits);
  await requireFreeSpace(announcedBytes);

  const form = openForm(req, limits);
  const fields = new Map<string, string[]>();
  let storing: Promise<ReceivedForm["file"]> | null = null;
  let recording: Readable | null = null;
  let failure: unknown = null;

  return new Promise<ReceivedForm>((resolve, reject) => {
    const stopWatching = watchPace(req, form, limits, fail);

    function fail(error: unknown): void {
      if (failure !== null) return;
      failure = error;
      stopWatching();
      req.unpipe(form);
      form.destroy();
      // It does not hear of the form's end by itself, and what it has written goes away with it.
      recording?.destroy();
      void Promise.resolve(storing)
        .then((file) => file && removeIncoming(file.path))
        .catch(() => {})
        .finally(() => reject(error));
    }

    form.on("file", (name, stream, fileName, _, mimeType) => {
      stream.on("error", fail);
      stream.once("limit", () => stream.destroy(tooLarge(limits)));
      if (name !== "file") {
        stream.resume();
        fail(fieldInvalid(name, "the recording belongs into the field file."));
        return;
      }
      recording = stream;
      storing = writeIncoming(stream).then((stored) => ({
        ...stored,
        fileName: (fileName ?? "").slice(0, 1_000) || "recording",
        mimeType: mimeType.slice(0, 200),
      }));
      storing.catch(fail);
    });
    form.on("field", (name, value, _, valueTruncated) => {
      if (valueTruncated) fail(fieldInvalid(name, `it is longer than ${MAX_FIELD_BYTES / 1024} kB.`));
      else fields.set(name, [...(fields.get(name) ?? []), value]);
    });
    form.once("filesLimit", () => fail(new TraxError("API_FILE_TWICE")));
    form.once("fieldsLimit", () => fail(tooManyFields()));
    form.once("partsLimit", () => fail(tooManyFields()));
    form.once("error", (error: Error) => fail(broken(`it is cut off or malformed (${error.message}).`)));
    form.once("finish", () => {
      stopWatching();
      if (failure !== null) return;
      if (!storing) {
        fail(fields.has("file") ? fileWithoutName() : new TraxError("API_FILE_MISSING"));
        return;
      }
      storing.then((file) => {
        if (failure !== null) return;
        if (file.sizeBytes === 0) fail(new TraxError("UPLOAD_EMPTY", { name: file.fileName }));
        else resolve({ file, fields });
      }, fail);
    });
    req.once("error", () => fail(new ClientGone()));
    req.once("close", () => {
      if (!req.complete) fail(new ClientGone());
    });
    req.pipe(form);
  });
}

function openForm(req: IncomingMessage, limits: FormLimits) {
  try {
    return new Busboy({
      headers: req.headers as BusboyHeaders,
      limits: {
        files: 1,
        fileSize: limits.maxFileBytes,
        fields: MAX_FIELDS,
        fieldSize: MAX_FIELD_BYTES,
        parts: MAX_FIELDS + 2,
        headerPairs: 20,
        headerSize: 16 * 1024,
      },
    });
  } catch {
    throw broken("its Content-Type names no boundary.");
  }
}

/** Gives up an upload that hardly moves. Time in which we ourselves could not take more does not count. */
function watchPace(
  req: IncomingMessage,
  form: { writableNeedDrain: boolean },
  limits: FormLimits,
  onStall: (error: TraxError) => void,
): () => void {
  let bytes = 0;
  req.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
  });
  const timer = setInterval(() => {
    if (bytes < limits.stallBytes && !form.writableNeedDrain && !req.complete) {
      onStall(
        new TraxError("API_STALLED", {
          bytes: serializeBytes(limits.stallBytes),
          seconds: limits.stallMs / 1_000,
        }),
      );
    }
    bytes = 0;
  }, limits.stallMs);
  return () => clearInterval(timer);
}

function tooLarge({ maxFileBytes }: FormLimits): TraxError {
  return new TraxError("UPLOAD_TOO_LARGE", { limit: serializeBytes(maxFileBytes) });
}

function broken(reason: string): TraxError {
  return new TraxError("API_BODY_BROKEN", { reason });
}

function fieldInvalid(name: string | undefined, reason: string): TraxError {
  return new TraxError("API_FIELD_INVALID", { param: name?.slice(0, 60) || "without a name", reason });
}

function tooManyFields(): TraxError {
  return broken(`it has more than ${MAX_FIELDS} fields.`);
}

function fileWithoutName(): TraxError {
  return fieldInvalid("file", "it holds text; send the recording itself, with curl: -F file=@talk.mp3.");
}
