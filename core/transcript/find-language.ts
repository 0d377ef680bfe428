const englishNames = new Intl.DisplayNames(["en"], { type: "language" });

/** The known primary tag that somebody means by "en", "en-GB", "EN_us" or "English". Null when it is none of them.
 * @param known BCP 47 primary tags */
export function findLanguage(wanted: string, known: readonly string[]): string | null {
  const plain = wanted.trim().toLowerCase();
  const primary = plain.split(/[-_]/)[0];
  return known.find((tag) => tag === primary || englishNames.of(tag)?.toLowerCase() === plain) ?? null;
}

/** "en" as "english": the way that Whisper's results name a language. */
export function serializeLanguageName(tag: string): string {
  return englishNames.of(tag)?.toLowerCase() ?? tag;
}

/** "en" as "English". */
export function nameLanguage(tag: string): string {
  return englishNames.of(tag) ?? tag;
}
