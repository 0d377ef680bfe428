/** A token between the punctuation that it carries. `lead + body + trail` is the token. */
export type SignedText = { lead: string; body: string; trail: string };

const leading = /^["“”„«»‘([{¿¡…–—]+/u;
const trailing = /["“”«»’)\]}.,;:!?…–—。、!?]+$/u;

/** A token of nothing but signs is all body. */
export function splitSigns(text: string): SignedText {
  const lead = leading.exec(text)?.[0] ?? "";
  const rest = text.slice(lead.length);
  const trail = trailing.exec(rest)?.[0] ?? "";
  const body = rest.slice(0, rest.length - trail.length);
  return body === "" ? { lead: "", body: text, trail: "" } : { lead, body, trail };
}
