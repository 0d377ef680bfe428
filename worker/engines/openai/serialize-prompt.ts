import type { EngineRequestOptions } from "../engine";

/** Models read some two hundred tokens of what came before, the end of it where it is more. */
const promptCharacters = 600;

/** What could have been said right before: the terms as a sentence, and behind it the text before. Terms that find no
 * room are left out. Null where there is neither. */
export function serializePrompt({
  terms = [],
  textBefore,
}: Pick<EngineRequestOptions, "terms" | "textBefore">): string | null {
  const before = textBefore ?? "";
  let named = "";
  for (const term of terms) {
    const longer = named === "" ? term : `${named}, ${term}`;
    if (longer.length + before.length > promptCharacters) break;
    named = longer;
  }
  const sentence = named === "" ? "" : `${named}.`;
  return [sentence, before].filter((part) => part !== "").join(" ") || null;
}
