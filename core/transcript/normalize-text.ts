/** Direction overrides and isolates (not the plain marks, which Hebrew and Arabic need): they can make a line read
 * as something else than what is stored. The byte order mark is no text either. */
const directionControls = /[\u202A-\u202E\u2066-\u2069\uFEFF]/g;

/** Spaces of other widths; those that do not break stay. */
const otherSpaces = /[\u1680\u2000-\u2006\u2008-\u200A\u205F\u3000]/g;

/** Printable ASCII with single spaces inside, which most text is and which nothing changes. */
const plain = /^[!-~]+(?: [!-~]+)*$/;

/** A line of a transcript as it is stored: one line, NFC, well-formed, without control characters; runs of
 * white space are one space. Non-breaking spaces inside stay. Idempotent. */
export function normalizeText(text: string): string {
  if (text === "" || plain.test(text)) return text;
  return text
    .replace(/\p{Surrogate}/gu, "\uFFFD")
    .replace(directionControls, "")
    .replace(/[\p{Cc}\u2028\u2029]/gu, " ")
    .replace(otherSpaces, " ")
    .normalize("NFC")
    .replace(/ {2,}/g, " ")
    .trim();
}
