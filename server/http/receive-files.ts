import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import Busboy, { type BusboyHeaders } from "@fastify/busboy";
import { TraxError } from "@/server/platform/errors";
import { type IncomingFile, removeIncoming, writeIncoming } from "@/server/platform/storage/incoming";
import { requireFreeSpace, serializeBytes } from "@/server/platform/storage/require-free-space";

export interface ReceivedFile extends IncomingFile {
  fileName: string;
  mimeType: string;
}

export interface ReceivedFiles {
  /** In the order of the form; at least one. */
  files: ReceivedFile[];
  /** Last value of each field that was sent once, all values of those that end in []. */
  fields: Map<string, string[]>;
}

export interface FormLimits {
  maxFiles: number;
  /** Names of the fields that hold recordings. */
  fileFields: readonly string[];
  /** Of a recording. */
  maxFileBytes: number;
  /** Of all together; `tooMuch` says what is in the way. */
  maxBytes?: number;
  tooMuch?: () => TraxError;
  /** An upload that brings less than `stallBytes` in `stallMs` is given up. */
  stallMs: number;
  stallBytes: number;
}

const MAX_FIELDS = 40;
const MAX_FIELD_BYTES = 64 * 1024;
/** Room for everything of the form that is not a recording. */
const FORM_BYTES = MAX_FIELDS * MAX_FIELD_BYTES;
/** Files that are on their way to the disk: a form may hold thousands of small ones. */
const MOST_STORING = 32;

/** The client is gone: there is nobody to answer. */
export class ClientGone extends Error {
  override name = "ClientGone";
}

/** Reads a form with recordings, straight onto the disk. Whoever gets the form removes its files; of one that is cut
 * off or refused nothing is left.
 * @throws TraxError API_TYPE_UNSUPPORTED, API_BODY_BROKEN, API_FILE_MISSING, API_FILE_TWICE, API_FIELD_INVALID,
 *   API_STALLED, UPLOAD_TOO_LARGE, STORAGE_FULL, what `tooMuch` gives; ClientGone */
export async function receiveFiles(req: IncomingMessage, limits: FormLimits): Promise<ReceivedFiles> {
  const type = req.headers["content-type"] ?? "";
  if (!isForm(type)) {
    throw new TraxError("API_TYPE_UNSUPPORTED", { type: type.slice(0, 100) || "a request without a type" });
  }
  const announcedBytes = Number(req.headers["content-length"] ?? 0);
  if (announcedBytes > limits.maxFileBytes * limits.maxFiles + FORM_BYTES) throw tooLarge(limits);
  if (limits.tooMuch && announcedBytes > (limits.maxBytes ?? Infinity) + FORM_BYTES) throw limits.tooMuch();
  await requireFreeSpace(announcedBytes);

  const form = openForm(req, limits);
  const fields = new Map<string, string[]>();
  const storing: Promise<ReceivedFile>[] = [];
  let storingNow = 0;
  let recording: Readable | null = null;
  let receivedBytes = 0;
  let failure: unknown = null;

  return new Promise<ReceivedFiles>((resolve, reject) => {
    const stopWatching = watchPace(req, form, limits, fail);

    function fail(error: unknown): void {
      if (failure !== null) return;
      failure = error;
      stopWatching();
      req.unpipe(form);
      form.destroy();
      // It does not hear of the form's end by itself, and what it has written goes away with it.
      recording?.destroy();
      void Promise.allSettled(storing)
        .then((stored) =>
          Promise.all(stored.map((each) => each.status === "fulfilled" && removeIncoming(each.value.path))),
        )
        .catch(() => {})
        .finally(() => reject(error));
    }

    function store(stream: Readable, fileName: string, mimeType: string): Promise<ReceivedFile> {
      storingNow += 1;
      if (storingNow === MOST_STORING) req.unpipe(form);
      return writeIncoming(bounded(stream))
        .then((stored) => ({
          ...stored,
          fileName: fileName.slice(0, 1_000) || "recording",
          mimeType: mimeType.slice(0, 200),
        }))
        .finally(() => {
          storingNow -= 1;
          if (storingNow === MOST_STORING - 1 && failure === null) req.pipe(form);
        });
    }

    async function* bounded(stream: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
      for await (const chunk of stream) {
        receivedBytes += chunk.length;
        if (limits.tooMuch && receivedBytes > (limits.maxBytes ?? Infinity)) {
          const error = limits.tooMuch();
          // Before the stream says that nobody reads it any more.
          fail(error);
          throw error;
        }
        yield chunk;
      }
    }

    form.on("file", (name, stream, fileName, _, mimeType) => {
      stream.on("error", fail);
      stream.once("limit", () => stream.destroy(tooLarge(limits)));
      if (!limits.fileFields.includes(name ?? "")) {
        stream.resume();
        fail(fieldInvalid(name, "the recording belongs into the field file."));
        return;
      }
      recording = stream;
      const stored = store(stream, fileName ?? "", mimeType);
      stored.catch(fail);
      storing.push(stored);
    });
    form.on("field", (name, value, _, valueTruncated) => {
      if (valueTruncated) fail(fieldInvalid(name, `it is longer than ${MAX_FIELD_BYTES / 1024} kB.`));
      else fields.set(name, [...(fields.get(name) ?? []), value]);
    });
    form.once("filesLimit", () =>
      fail(
        limits.maxFiles === 1
          ? new TraxError("API_FILE_TWICE")
          : broken(`it has more than ${limits.maxFiles} files.`),
      ),
    );
    form.once("fieldsLimit", () => fail(tooManyFields()));
    form.once("partsLimit", () => fail(tooManyFields()));
    form.once("error", (error: Error) => fail(broken(`it is cut off or malformed (${error.message}).`)));
    form.once("finish", () => {
      stopWatching();
      if (failure !== null) return;
      if (storing.length === 0) {
        const asText = limits.fileFields.find((name) => fields.has(name));
        fail(asText === undefined ? new TraxError("API_FILE_MISSING") : fileWithoutName(asText));
        return;
      }
      Promise.all(storing).then((files) => {
        if (failure === null) resolve({ files, fields });
      }, fail);
    });
    req.once("error", () => fail(new ClientGone()));
    req.once("close", () => {
      if (!req.complete) fail(new ClientGone());
    });
    req.pipe(form);
  });
}

/** Whether a Content-Type is that of a form with files. */
export function isForm(type: string | undefined): boolean {
  return /^multipart\/form-data\s*(?:;|$)/i.test(type ?? "");
}

function openForm(req: IncomingMessage, limits: FormLimits) {
  try {
    return new Busboy({
      headers: req.headers as BusboyHeaders,
      limits: {
        files: limits.maxFiles,
        fileSize: limits.maxFileBytes,
        fields: MAX_FIELDS,
        fieldSize: MAX_FIELD_BYTES,
        parts: MAX_FIELDS + limits.maxFiles + 1,
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

function fileWithoutName(name: string): TraxError {
  return fieldInvalid(name, `it holds text; send the recording itself, with curl: -F ${name}=@talk.mp3.`);
}
