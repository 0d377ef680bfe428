import type { SectionSearch, SummarySentence } from "./types";

type CuedSearch = Exclude<SectionSearch, "central">;

/** How a decision, a task, a definition or an example is said. Words alone: what is meant by them nobody here knows. */
const cues: Readonly<Record<string, Record<Exclude<CuedSearch, "question">, RegExp>>> = {
  en: {
    decision:
      /\b(?:(?:we|they|i|board|team|committee|council)(?:'ve| have| had)?(?: all| finally| also| now)? (?:decided|agreed|approved|concluded|resolved|settled|voted|chose)|(?:it (?:is|was)|it's|that's) (?:decided|agreed|settled)|decision (?:is|was)|let's go with|(?:we|we'll|we're|we are) (?:will |going to )?(?:go|going) with|agreed that|decided (?:to|that|on))\b/iu,
    action:
      /\b(?:i'll|i will|you'll|you will|we'll|we will|he'll|she'll|they'll|i am going to|i'm going to|can you|could you|please|(?:you|we|i|they|he|she) (?:need|needs|has|have|ought) to|(?:you|we|i|they|he|she) (?:should|must)|action item|to[- ]do|deadline|follow up|take care of|by (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|next week|the end of))\b/iu,
    definition:
      /\b(?:(?:is|are|was) (?:called|defined as|known as|a kind of|a type of|a form of)|we call|means that|refers to|stands for|in other words|that is to say|by definition|what we mean by)\b/iu,
    example: /\b(?:for example|for instance|such as|as an example|think of|imagine|suppose|consider)\b/iu,
  },
  de: {
    decision:
      /(?<!\p{L})(?:(?:haben|hat|wurde|wird) (?:.{0,60} )?(?:beschlossen|entschieden|vereinbart|festgelegt)|einigen uns|geeinigt|beschluss|wir nehmen|dabei bleibt es)(?!\p{L})/iu,
    action:
      /(?<!\p{L})(?:(?:ich|wir|du|sie|er) (?:werde|werden|wirst|wird|muss|müssen|musst|soll|sollen|sollte|sollten|kümmer\p{L}*)|kannst du|können sie|bitte|bis (?:montag|dienstag|mittwoch|donnerstag|freitag|morgen|nächste|ende))(?!\p{L})/iu,
    definition:
      /(?<!\p{L})(?:nennt man|nennen wir|wird .{0,40} genannt|bezeichnet|bedeutet|versteht man unter|definiert|das heißt)(?!\p{L})/iu,
    example:
      /(?<!\p{L})(?:zum beispiel|beispielsweise|etwa wenn|stellen sie sich vor|angenommen|nehmen wir an)(?!\p{L})/iu,
  },
  fr: {
    decision:
      /(?<!\p{L})(?:(?:avons|a|ont|est) (?:décidé|convenu|approuvé|choisi)|décision|on part sur|d['’]accord pour)(?!\p{L})/iu,
    action:
      /(?<!\p{L})(?:je vais|on va|nous allons|vous allez|tu vas|il faut|doit|doivent|devons|devez|peux-tu|pouvez-vous|d['’]ici)(?!\p{L})/iu,
    definition:
      /(?<!\p{L})(?:s['’]appelle|on appelle|signifie|c['’]est-à-dire|désigne|se définit|veut dire)(?!\p{L})/iu,
    example: /(?<!\p{L})(?:par exemple|imaginez|imaginons|supposons|prenons)(?!\p{L})/iu,
  },
  es: {
    decision:
      /(?<!\p{L})(?:(?:hemos|ha|han|se) (?:decidido|acordado|aprobado|elegido)|decidimos|acordamos|decisión|quedamos en)(?!\p{L})/iu,
    action:
      /(?<!\p{L})(?:voy a|vamos a|vas a|van a|va a|hay que|tengo que|tenemos que|tienes que|tiene que|debe|deben|debemos|puedes|por favor|antes del)(?!\p{L})/iu,
    definition:
      /(?<!\p{L})(?:se llama|llamamos|significa|es decir|se refiere a|se define|quiere decir)(?!\p{L})/iu,
    example: /(?<!\p{L})(?:por ejemplo|imaginen|imagina|supongamos|pensemos)(?!\p{L})/iu,
  },
};

/** Somebody with a name is to do something. */
const someoneWill =
  /(?<![.!?]\s)\b\p{Lu}\p{L}+ (?:will|is going to|needs to|has to|should|must) (?!not\b|be\b)\p{L}/u;

/** Questions are told by their mark in every script; a question of three words asks for nothing that can be noted. */
const questionMark = /[?？؟]["”’»)\]]*$/u;
const fewestQuestionWords = 4;

/** Whether a sentence has a cue of a kind. In languages without cues here only questions are found, by their mark. */
export function hasCue(
  { text, wordCount }: SummarySentence,
  search: CuedSearch,
  language: string | null,
): boolean {
  if (search === "question") {
    const isLong =
      wordCount >= fewestQuestionWords || /[\p{sc=Han}\p{sc=Kana}\p{sc=Hira}\p{sc=Thai}]/u.test(text);
    return isLong && questionMark.test(text);
  }
  const known = language !== null && Object.hasOwn(cues, language) ? cues[language] : undefined;
  if (search === "action" && language === "en" && someoneWill.test(text)) return true;
  return known?.[search].test(text) ?? false;
}
