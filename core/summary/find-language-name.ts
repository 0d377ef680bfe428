/** The English name of a language, of those that models know by it; null of what is no language.
 * @param tag BCP 47 */
export function findLanguageName(tag: string): string | null {
  try {
    return new Intl.DisplayNames("en", { type: "language", fallback: "none" }).of(tag) ?? null;
  } catch {
    return null;
  }
}
