/** What a spreadsheet takes for the beginning of a formula, in either width, behind any number of our own marks. */
const formula = /^'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

/** A cell that a spreadsheet shows and does not carry out: the mark ' says "this is text". `parseCell` takes it off. */
export function defuseCell(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

export function parseCell(text: string): string {
  return text.startsWith("'") && formula.test(text.slice(1)) ? text.slice(1) : text;
}
