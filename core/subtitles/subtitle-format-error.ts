/** A file that is not what its name says. The message is a sentence for a person. */
export class SubtitleFormatError extends Error {
  override readonly name = "SubtitleFormatError";
}
