import { toAmericanSpelling } from "../quality/american-spelling";
import type { TextUnit } from "./read-units";

/** Words that sound the same: which of them was said only the sentence tells. No names, no numbers, no negations. */
const homophones = (
  "there their they're,its it's,your you're,whose who's,to too,than then,affect effect,principal principle,weather whether," +
  "here hear,write right rite,where wear,wear ware,piece peace,week weak,week weak,brake break,sight site cite,compliment complement," +
  "council counsel,stationary stationery,lead led,passed past,threw through,new knew,buy by bye,hole whole,waste waist," +
  "role roll,steal steel,meet meat,sea see,sail sale,fair fare,bear bare,wait weight,plain plane,allowed aloud,alter altar," +
  "born borne,course coarse,die dye,flour flower,heal heel,hour our,made maid,mail male,pair pear,pray prey,rain reign rein," +
  "scene seen,sole soul,some sum,son sun,stair stare,tail tale,vain vein vane,way weigh,which witch,wood would"
)
  .split(",")
  .map((words) => words.split(" "));
const homophoneOf = new Map<string, Set<string>>();
for (const words of homophones) {
  for (const word of words)
    homophoneOf.set(
      word,
      new Set([...(homophoneOf.get(word) ?? []), ...words.filter((other) => other !== word)]),
    );
}

/** Spellings and forms that mean the same: which one stands there is the editor's choice. */
const sameMeaning = new Set(
  (
    "'s is,'s has,'s us,'d would,'d had,because cause,a an,is are,was were,has have,do does,this these,that those," +
    "toward towards,afterward afterwards,among amongst,while whilst,until till,though tho,through thru,alright allright," +
    "learned learnt,spelled spelt,gray grey,per a,of have,me i,who whom,mom mum,percent prozent,and und"
  )
    .split(",")
    .flatMap((pair) => [pair, pair.split(" ").reverse().join(" ")]),
);

/** One word that sounds like two. */
const soundLikeTwo = new Set(
  "their they are,there they are,your you are,whose who 's,were we are,well we will,ill i will,hell he will,shell she will,its it 's,alright all right,maybe may be,percent per cent"
    .split(",")
    .flatMap((pair) => {
      const [one = "", ...two] = pair.split(" ");
      return [`${one}|${two.join(" ")}`, `${two.join(" ")}|${one}`];
    }),
);

const lettersOf = (units: readonly TextUnit[]) => {
  let letters = "";
  for (const { kind, text } of units)
    letters += kind === "number" ? `#${text}` : text.replace(/[^\p{L}\p{M}\p{N}]+/gu, "");
  return letters;
};

/** Whether two runs of units are said the same though they are written otherwise. */
export function areAlike(a: readonly TextUnit[], b: readonly TextUnit[]): boolean {
  const [lettersA, lettersB] = [lettersOf(a), lettersOf(b)];
  if (lettersA === lettersB && lettersA !== "") return true;
  if (a.some(isDigits) || b.some(isDigits)) return areSameDigits(a, b);
  const said = (units: readonly TextUnit[]) => units.map(({ text }) => text).join(" ");
  if (soundLikeTwo.has(`${said(a)}|${said(b)}`)) return true;
  if (a.length !== 1 || b.length !== 1) return false;
  const [one, other] = [a[0] as TextUnit, b[0] as TextUnit];
  if (one.isNegation !== other.isNegation || one.kind !== "word" || other.kind !== "word") return false;
  return (
    sameMeaning.has(`${one.text} ${other.text}`) ||
    (homophoneOf.get(one.text)?.has(other.text) ?? false) ||
    toAmericanSpelling(one.text) === toAmericanSpelling(other.text)
  );
}

function isDigits({ kind }: TextUnit): boolean {
  return kind === "number";
}

/** "555-1234" and "five five five one two three four"; a decimal sign is never lost. */
function areSameDigits(a: readonly TextUnit[], b: readonly TextUnit[]): boolean {
  const isNumbers = (units: readonly TextUnit[]) => units.every((unit) => isDigits(unit) || unit.isSoft);
  if (!isNumbers(a) || !isNumbers(b) || a.length + b.length < 3) return false;
  const digitsOf = (units: readonly TextUnit[]) =>
    units
      .filter(isDigits)
      .map(({ text }) => text)
      .join("");
  return digitsOf(a) === digitsOf(b);
}
