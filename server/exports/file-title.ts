/** A title as a file name that every system takes: no separators, control or bidi characters, not too long. */
export function toFileTitle(title: string): string {
  const plain = title
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "")
    .replace(/\p{Surrogate}/gu, "\uFFFD")
    .replace(/[<>:"/\\|?*]/g, "-")
    .replace(/^\.+|[. ]+$/g, "")
    .trim();
  return Array.from(plain).slice(0, 60).join("").trim() || "transcript";
}
