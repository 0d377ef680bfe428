/** An embedding as it is stored: Float32, little endian, in base64. */
export function serializeEmbedding(embedding: Float32Array): string {
  const view = new DataView(new ArrayBuffer(embedding.length * 4));
  embedding.forEach((value, index) => {
    view.setFloat32(index * 4, value, true);
  });
  let bytes = "";
  for (let at = 0; at < view.byteLength; at++) bytes += String.fromCharCode(view.getUint8(at));
  return btoa(bytes);
}

/** Null where the text is no embedding: other programs may have written another thing there. */
export function parseEmbedding(text: string | null | undefined): Float32Array | null {
  if (!text) return null;
  let bytes: string;
  try {
    bytes = atob(text);
  } catch {
    return null;
  }
  if (bytes.length === 0 || bytes.length % 4 !== 0) return null;
  const view = new DataView(new ArrayBuffer(bytes.length));
  for (let at = 0; at < bytes.length; at++) view.setUint8(at, bytes.charCodeAt(at));
  const embedding = Float32Array.from({ length: bytes.length / 4 }, (_, index) =>
    view.getFloat32(index * 4, true),
  );
  return embedding.every(Number.isFinite) ? embedding : null;
}
