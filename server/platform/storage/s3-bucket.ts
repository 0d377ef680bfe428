import { Readable } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { TraxError, toTraxError } from "../errors";
import { toS3Error } from "./s3-errors";

export interface S3Settings {
  bucket: string;
  /** Amazon's where it is left out. */
  endpoint?: string;
  region: string;
  /** Without both, where the SDK looks: its own variables, files, or the role of the machine. */
  accessKeyId?: string;
  secretAccessKey?: string;
  forcePathStyle: boolean;
}

/** One state of an object: an object that was written again has another version. */
export interface S3ObjectInfo {
  sizeBytes: number;
  version: string;
}

/** The few calls of S3 that a store needs, each failing with a sentence. Names are whole, with any prefix. */
export interface S3Bucket {
  find(name: string): Promise<S3ObjectInfo | null>;
  /** Null when the object is not of `version` any more. @throws STORAGE_MISSING */
  open(
    name: string,
    options?: { start?: number; end?: number; version?: string; signal?: AbortSignal },
  ): Promise<Readable | null>;
  /** The object appears whole or not at all. In memory are a few parts of it.
   * @param sizeBytes where it is known: parts become larger for a very large file */
  put(name: string, source: Readable | Buffer, sizeBytes?: number): Promise<S3ObjectInfo>;
  remove(name: string): Promise<void>;
  /** Objects below a prefix; with `shallow` those directly below, and `name/` for what lies deeper. */
  list(prefix: string, options?: { shallow?: boolean }): AsyncGenerator<{ name: string; sizeBytes: number }>;
  /** @throws S3_REFUSED, S3_BUCKET_MISSING, … */
  verify(): Promise<void>;
}

const PART_BYTES = 8 * 1024 ** 2;
/** S3 takes 10,000 parts. */
const MAX_PARTS = 9_000;
const PARTS_AT_ONCE = 3;
const ATTEMPTS = 5;
const CONNECT_MS = 5_000;
/** A socket on which nothing moves: a cable that was pulled out says nothing. */
const SILENT_MS = 30_000;
/** Every listener whose player waits holds one. */
const MAX_SOCKETS = 256;

/** The SDK is loaded with the first call: who keeps to the local disk never pays for it. */
export function createS3Bucket(settings: S3Settings): S3Bucket {
  const { bucket: Bucket } = settings;
  let loading: ReturnType<typeof load> | null = null;

  async function load() {
    const [sdk, { Upload }] = await Promise.all([
      import("@aws-sdk/client-s3"),
      import("@aws-sdk/lib-storage"),
    ]);
    return { sdk, Upload, client: new sdk.S3Client(clientOptions(settings)) as S3Client };
  }

  async function call<T>(act: (s3: Awaited<ReturnType<typeof load>>) => Promise<T>): Promise<T> {
    try {
      loading ??= load();
      return await act(await loading);
    } catch (error) {
      throw toS3Error(error, Bucket);
    }
  }

  const find: S3Bucket["find"] = (name) =>
    call(async ({ sdk, client }) => client.send(new sdk.HeadObjectCommand({ Bucket, Key: name }))).then(
      (head) => ({
        sizeBytes: head.ContentLength ?? 0,
        version: head.ETag ?? `${head.LastModified?.toISOString()}`,
      }),
      (error: TraxError) => {
        if (error.code === "STORAGE_MISSING") return null;
        throw error;
      },
    );

  return {
    find,

    async open(name, { start, end, version, signal } = {}) {
      const Range = start === undefined ? undefined : `bytes=${start}-${end ?? ""}`;
      // Only an ETag can be asked for.
      const IfMatch = version?.includes('"') ? version : undefined;
      try {
        const answer = await call(({ sdk, client }) =>
          client.send(new sdk.GetObjectCommand({ Bucket, Key: name, Range, IfMatch }), {
            abortSignal: signal,
          }),
        );
        return answer.Body as Readable;
      } catch (error) {
        if (httpStatusOf(error) === 412) return null;
        throw error;
      }
    },

    async put(name, source, sizeBytes) {
      const body = Buffer.isBuffer(source) ? null : countBytes(source);
      try {
        const { ETag } = await call(({ sdk, client, Upload }) =>
          Buffer.isBuffer(source)
            ? client.send(new sdk.PutObjectCommand({ Bucket, Key: name, Body: source }))
            : new Upload({
                client,
                params: { Bucket, Key: name, Body: body?.stream },
                partSize: Math.max(PART_BYTES, Math.ceil((sizeBytes ?? 0) / MAX_PARTS)),
                queueSize: PARTS_AT_ONCE,
              }).done(),
        );
        const written = Buffer.isBuffer(source) ? source.length : (body?.count() ?? 0);
        return ETag ? { sizeBytes: written, version: ETag } : await found(name, find);
      } catch (error) {
        const failure = body?.failure();
        throw failure ? toTraxError(failure, "INTERNAL") : error;
      } finally {
        if (!Buffer.isBuffer(source)) source.destroy();
      }
    },

    async remove(name) {
      await call(({ sdk, client }) => client.send(new sdk.DeleteObjectCommand({ Bucket, Key: name }))).catch(
        (error: TraxError) => {
          if (error.code !== "STORAGE_MISSING") throw error;
        },
      );
    },

    async *list(prefix, { shallow = false } = {}) {
      let token: string | undefined;
      do {
        const page = await call(({ sdk, client }) =>
          client.send(
            new sdk.ListObjectsV2Command({
              Bucket,
              Prefix: prefix,
              Delimiter: shallow ? "/" : undefined,
              ContinuationToken: token,
            }),
          ),
        );
        for (const { Key, Size } of page.Contents ?? []) if (Key) yield { name: Key, sizeBytes: Size ?? 0 };
        for (const { Prefix } of page.CommonPrefixes ?? []) if (Prefix) yield { name: Prefix, sizeBytes: 0 };
        token = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (token);
    },

    // A list names what is wrong; the answer to a HEAD has no words.
    async verify() {
      await call(({ sdk, client }) =>
        client.send(new sdk.ListObjectsV2Command({ Bucket, MaxKeys: 1 })),
      ).catch((error: TraxError) => {
        if (error.code !== "STORAGE_MISSING") throw error;
        throw new TraxError("S3_BUCKET_MISSING", { bucket: Bucket }, { cause: error });
      });
    },
  };
}

function clientOptions(settings: S3Settings) {
  const { accessKeyId, secretAccessKey, endpoint, region, forcePathStyle } = settings;
  return {
    region,
    forcePathStyle,
    ...(endpoint ? { endpoint } : {}),
    ...(accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey } } : {}),
    maxAttempts: ATTEMPTS,
    // Servers other than Amazon's do not know the newer checksums.
    requestChecksumCalculation: "WHEN_REQUIRED" as const,
    responseChecksumValidation: "WHEN_REQUIRED" as const,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      socketTimeout: SILENT_MS,
      httpAgent: { maxSockets: MAX_SOCKETS, keepAlive: true },
      httpsAgent: { maxSockets: MAX_SOCKETS, keepAlive: true },
    },
  };
}

function httpStatusOf(error: unknown): number | undefined {
  const cause = (error as { cause?: { $metadata?: { httpStatusCode?: number } } }).cause;
  return cause?.$metadata?.httpStatusCode;
}

async function found(name: string, find: S3Bucket["find"]): Promise<S3ObjectInfo> {
  const info = await find(name);
  if (!info) throw new TraxError("STORAGE_MISSING");
  return info;
}

/** A source that breaks is not the S3 server's fault: its own error is kept apart. */
function countBytes(source: Readable) {
  let bytes = 0;
  let failure: unknown = null;
  const stream = Readable.from(
    (async function* () {
      try {
        for await (const chunk of source) {
          const buffer = Buffer.from(chunk);
          bytes += buffer.length;
          yield buffer;
        }
      } catch (error) {
        failure = error;
        throw error;
      }
    })(),
    { objectMode: false },
  );
  return { stream, count: () => bytes, failure: () => failure };
}
