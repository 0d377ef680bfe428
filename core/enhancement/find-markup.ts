/** What makes more of a text than words: links, tags, signs of Markdown, letters that cannot be seen. */
const markup: readonly RegExp[] = [
  /[a-z][a-z0-9+.-]*:\/\//giu,
  /\bwww\./giu,
  /\b(?:javascript|data|vbscript|mailto):\S/giu,
  /\]\s?\(/gu,
  /<\/?[a-z!?][^>]{0,200}>?/giu,
  /`/gu,
  /\*\*|__|~~/gu,
  /^\s*(?:#{1,6}|>|[-*+]|\d{1,3}[.)])\s/gmu,
  /\{\{|\}\}|<%|%>/gu,
  /&(?:#x?[0-9a-f]{1,6}|[a-z]{2,8});/giu,
  /[\p{Cc}\p{Cf}\p{Co}]/gu,
];

/** Signs of markup that stand in a text more often than in what it came from.
 * @param text paragraphs parted by a blank line */
export function findMarkup(text: string, source: string): string[] {
  const allowed = new Map<string, number>();
  const seen = source.replace(/\n/g, " ");
  for (const pattern of markup) for (const [sign] of seen.matchAll(pattern)) add(allowed, sign);
  const found: string[] = [];
  for (const pattern of markup) {
    for (const [sign] of text.replace(/\n+/g, pattern.flags.includes("m") ? "\n" : " ").matchAll(pattern)) {
      const left = allowed.get(sign.trim()) ?? 0;
      if (left > 0) allowed.set(sign.trim(), left - 1);
      else found.push(sign.trim() || sign);
    }
  }
  return found;
}

function add(counts: Map<string, number>, sign: string): void {
  counts.set(sign.trim(), (counts.get(sign.trim()) ?? 0) + 1);
}
