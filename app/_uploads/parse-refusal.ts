/** The server's sentence out of the body of a refused upload: JSON with a message, or plain text. Null where it
 * says nothing that a person could read. */
export function parseRefusal(body: string): string | null {
  const text = body.trim();
  if (text === "" || text.startsWith("<")) return null;
  if (!text.startsWith("{")) return text.length <= 1_000 && text.includes(" ") ? text : null;
  try {
    const parsed: unknown = JSON.parse(text);
    return findMessage(parsed);
  } catch {
    return null;
  }
}

function findMessage(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  const { message, sentence, error } = value as { message?: unknown; sentence?: unknown; error?: unknown };
  for (const candidate of [sentence, message, error]) {
    if (typeof candidate === "string" && candidate !== "") return candidate;
  }
  return findMessage(error);
}
