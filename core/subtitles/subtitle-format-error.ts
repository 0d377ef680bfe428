/** A file that is not what its name says. The message is a sentence for a person; `line` is where it went wrong,
 * from 1, null where that is nowhere in particular. */
export class SubtitleFormatError extends Error {
  override readonly name = "SubtitleFormatError";

  constructor(
    message: string,
    readonly line: number | null = null,
  ) {
    super(line === null ? message : `Line ${line}: ${message}`);
  }
}
