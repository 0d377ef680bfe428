/** Signs that mean something wherever they stand, then what means something at the beginning of a line (a list, a heading
 * underlined), and the dot of a bare "www." */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>()#|~&:@!$^"']/g, "\\$&")
    .replace(/^[-+=]/, "\\$&")
    .replace(/^(\d+)([.)])/, "$1\\$2")
    .replace(/\bwww\./gi, (www) => `${www.slice(0, -1)}\\.`);
}
