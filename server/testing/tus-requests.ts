/** The requests of the upload protocol, one at a time, for tests of a server. */

export interface TusTarget {
  base: string;
  owner?: number;
}

const common = (target: TusTarget) => ({
  "Tus-Resumable": "1.0.0",
  ...(target.owner === undefined ? {} : { "x-test-owner": String(target.owner) }),
});

export async function beginUpload(target: TusTarget, id: string, sizeBytes: number): Promise<Response> {
  return fetch(`${target.base}/uploads`, {
    method: "POST",
    headers: {
      ...common(target),
      "Upload-Length": String(sizeBytes),
      "Upload-Metadata": `mediaFileId ${Buffer.from(id).toString("base64")}`,
    },
  });
}

export async function sendPart(
  target: TusTarget,
  id: string,
  offset: number,
  body: Uint8Array<ArrayBuffer>,
): Promise<Response> {
  return fetch(`${target.base}/uploads/${id}`, {
    method: "PATCH",
    headers: {
      ...common(target),
      "Upload-Offset": String(offset),
      "Content-Type": "application/offset+octet-stream",
    },
    body,
  });
}

/** How far the server is; null where it knows of no such upload. */
export async function findOffset(target: TusTarget, id: string): Promise<number | null> {
  const response = await fetch(`${target.base}/uploads/${id}`, { method: "HEAD", headers: common(target) });
  const offset = response.headers.get("upload-offset");
  return response.status === 200 && offset !== null ? Number(offset) : null;
}
