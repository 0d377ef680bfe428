/** The line that JSON.parse gave up at: its message names a position, or the text came to its end. */
export function findErrorLine(text: string, error: unknown): number {
  const position = /at position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
  const read = position === undefined ? text : text.slice(0, Number(position));
  return read.split(/\r\n|\r|\n/).length;
}
