/** Files that hold a text by what they are. */
const texts = /\.(?:srt|vtt|ass|ssa|ttml|dfxp)$/i;
/** Files that may hold one: beside a recording of the same name they do. */
const maybeTexts = /\.(?:json|csv|tsv)$/i;

interface PairedTexts<Named> {
  recordings: Named[];
  /** Texts of a recording, by its place among the recordings. */
  beside: { index: number; text: Named }[];
  /** Texts without a recording. */
  alone: Named[];
}

/** Tells texts from recordings that were added together. A text belongs to the recording of its name: `talk.srt`, and
 * `talk.en.srt` too, to `talk.mp4`. Pure. */
export function pairTexts<Named extends { name: string }>(files: readonly Named[]): PairedTexts<Named> {
  const isText = ({ name }: Named) => texts.test(name) || maybeTexts.test(name);
  const recordings = files.filter((file) => !isText(file));
  const byName = new Map(recordings.map((file, index) => [withoutEnding(file.name), index]));
  const paired: PairedTexts<Named> = { recordings, beside: [], alone: [] };
  for (const text of files.filter(isText)) {
    const name = withoutEnding(text.name);
    const index = byName.get(name) ?? byName.get(withoutEnding(name));
    if (index !== undefined) paired.beside.push({ index, text });
    else if (texts.test(text.name)) paired.alone.push(text);
    // Who knows what that is: it is sent like any other file, and refused with the reason.
    else recordings.push(text);
  }
  return paired;
}

function withoutEnding(name: string): string {
  return name.toLowerCase().replace(/\.[^.]*$/, "");
}
