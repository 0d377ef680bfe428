import * as tus from "tus-js-client";
import { parseRefusal } from "./parse-refusal";
import type { StartTransfer } from "./upload-store";

const endpoint = "/uploads";
/** Small enough that a proxy with a limit lets it pass, large enough that asking for the next costs nothing. */
const chunkSizeBytes = 32 * 1024 * 1024;
const retryDelaysMs = [300, 1_000, 3_000, 5_000];

function statusOf(error: Error | tus.DetailedError): number {
  return "originalResponse" in error ? (error.originalResponse?.getStatus() ?? 0) : 0;
}

/** Whether the same may pass later: nobody answered, the server stumbled, or a request that was cut off still
 * holds the upload. */
function mayPass(error: tus.DetailedError): boolean {
  const status = statusOf(error);
  if (status === 409) return error.originalRequest?.getMethod() === "PATCH";
  return status === 0 || status === 423 || (status >= 500 && status !== 507);
}

/** Sends one file by tus. Its upload id is the media file's id, so one that was cut off is found again. */
export const startTusUpload: StartTransfer = (file, source, handlers) => {
  const upload = new tus.Upload(file, {
    endpoint,
    uploadUrl: source.isResumed ? `${endpoint}/${source.mediaFileId}` : undefined,
    metadata: { mediaFileId: source.mediaFileId, filename: source.fileName, filetype: file.type },
    chunkSize: chunkSizeBytes,
    retryDelays: retryDelaysMs,
    storeFingerprintForResuming: false,
    onShouldRetry: mayPass,
    onProgress: (sentBytes) => handlers.onProgress(sentBytes),
    onSuccess: () => handlers.onDone(),
    onError: (error) => {
      const detailed = error as tus.DetailedError;
      const body = "originalResponse" in error ? (error.originalResponse?.getBody() ?? "") : "";
      handlers.onError({ mayPass: mayPass(detailed), sentence: parseRefusal(body) });
    },
  });
  upload.start();
  return () => void upload.abort();
};
