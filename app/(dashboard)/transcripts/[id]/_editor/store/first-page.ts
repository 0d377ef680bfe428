/** The segments that come with the page itself, so that the first lines need no further question. */
export function firstPageOf(documentId: string) {
  return { documentId, cursor: null, limit: 200 };
}
