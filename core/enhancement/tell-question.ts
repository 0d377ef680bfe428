import { englishSyntax } from "./english-syntax";

const { auxiliaries, questionWords, beforeQuestion, determiners } = englishSyntax;
const plainSubjects = new Set(
  "i you he she it we they there anybody anyone somebody someone everybody everyone this that these those nobody".split(
    " ",
  ),
);
const inverting =
  /^(?:is|are|was|were|do|does|did|have|has|had|can|could|will|would|shall|should|may|might|must|am)(?:n't)?$|^(?:won't|can't)$/;
const longestSearch = 5;

/** How questions surely begin in other languages. */
const otherQuestions: Readonly<Record<string, RegExp>> = {
  fr: /^(?:et |mais |alors |donc )?(?:pourquoi|comment|combien|est-ce|qu'est-ce|quand est-ce|où est)\b|^(?:\S+ ){0,4}\S+-(?:vous|tu|il|elle|on|nous|ils|elles)\b/u,
  de: /^(?:und |aber |also )?(?:warum|wieso|weshalb|wann|wie (?:lange|viel|viele|oft|kommt|geht)|was (?:hat|ist|sind|haben|war|machen|macht|meinen)|wer (?:ist|hat|war))\b/u,
};

/** Whether a sentence asks: by its first words, in English also by the tag at its end.
 * @param bares its words in lower case, without punctuation */
export function tellQuestion(bares: readonly string[], language: string | null): boolean {
  if (language === null) return false;
  if (language !== "en") return otherQuestions[language]?.test(bares.slice(0, 8).join(" ")) ?? false;
  if (/^(?:mr|mrs|ms|dr|doctor|professor)$/.test(bares[0] ?? ""))
    return bares.length > 4 && tellEnglishQuestion(bares.slice(2));
  return tellEnglishQuestion(bares);
}

function tellEnglishQuestion(bares: readonly string[]): boolean {
  let at = 0;
  while (at < bares.length - 1 && at < 3 && beforeQuestion.has(bares[at] ?? "")) at++;
  const [first = "", second = "", third = ""] = bares.slice(at, at + 3);
  if (bares.length - at < 2)
    return bares.length === 1 && /^(?:why|really|who|what)$/.test(first) && questionWords.has(first);
  if (isTag(bares)) return true;
  if (inverting.test(first)) return isInverted(first, second, third);
  if (/^what's|^who's|^where's|^how's|^why's|^when's/.test(first)) return true;
  if (!questionWords.has(first)) return false;
  // "What he wanted was money", "when I was young": a clause, no question.
  if (/^(?:what|who|why|how|where|when|which|whose)$/.test(first) && auxiliaries.has(second)) {
    return first !== "when" || plainSubjects.has(third) || determiners.has(third);
  }
  if (first === "when" || first === "where") return false;
  if (first === "why") return second !== "" && !plainSubjects.has(second);
  if (
    first === "who" ||
    (first === "what" && /^(?:happens|happened|makes|made|about|if|kind|sort|else)$/.test(second))
  )
    return true;
  if (first === "how" && second === "about") return true;
  for (let by = at + 2; by < Math.min(bares.length - 1, at + longestSearch); by++) {
    const isSubject = plainSubjects.has(bares[by + 1] ?? "") || determiners.has(bares[by + 1] ?? "");
    if (inverting.test(bares[by] ?? "") && isSubject && !plainSubjects.has(bares[at + 1] ?? "")) return true;
  }
  return false;
}

function isInverted(first: string, second: string, third: string): boolean {
  if (plainSubjects.has(second)) {
    // "Do it", "have that": orders. "Do this and you" as well.
    if (/^(?:do|have)$/.test(first))
      return /^(?:you|i|we|they|anybody|anyone|these|those)$/.test(second) && third !== "";
    return third !== "" || first !== "may";
  }
  return (
    determiners.has(second) && !/^(?:do|have|don't|had|must|will|may|can|could)$/.test(first) && third !== ""
  );
}

/** "…, isn't it", "…, can you" */
function isTag(bares: readonly string[]): boolean {
  const [before = "", last = ""] = bares.slice(-2);
  return bares.length > 3 && /n't$/.test(before) && /^(?:i|you|he|she|it|we|they)$/.test(last);
}
