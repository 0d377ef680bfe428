/** Far above what a chunk can say. */
const mostBytes = 8 * 1024 ** 2;

export class AnswerTooLongError extends Error {
  override name = "AnswerTooLongError";
}

/** `fetch` that ends an answer which does not end by itself, and follows no redirection: key and sound go to the server
 * that was set and to no other. */
export function createBoundedFetch(limitBytes = mostBytes) {
  return async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const response = await fetch(url, { ...init, redirect: "manual" });
    if (!response.body) return response;
    let bytes = 0;
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform(part, controller) {
        bytes += part.byteLength;
        if (bytes > limitBytes) controller.error(new AnswerTooLongError(`more than ${limitBytes} bytes`));
        else controller.enqueue(part);
      },
    });
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(counted), { status, statusText, headers });
  };
}
