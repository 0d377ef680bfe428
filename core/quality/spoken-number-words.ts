/** What a word of English may be within a number that is spoken. */
export type NumberWord =
  | { kind: "zero" }
  /** 1 to 19. */
  | { kind: "unit"; value: bigint; suffix: string }
  | { kind: "tens"; value: bigint; suffix: string }
  /** Hundred and above. */
  | { kind: "scale"; value: bigint; suffix: string }
  | { kind: "sign"; sign: string }
  | { kind: "currency"; sign: string }
  | { kind: "percent" }
  | { kind: "and" }
  | { kind: "point" }
  | { kind: "repeat"; times: number };

const units =
  "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
const ordinals =
  "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth";
const tens = "twenty thirty forty fifty sixty seventy eighty ninety";
const scales: Record<string, number> = {
  hundred: 2,
  thousand: 3,
  million: 6,
  billion: 9,
  trillion: 12,
  quadrillion: 15,
  quintillion: 18,
  sextillion: 21,
  septillion: 24,
  octillion: 27,
  nonillion: 30,
  decillion: 33,
};

export const numberWords: ReadonlyMap<string, NumberWord> = new Map(listNumberWords());

function* listNumberWords(): Generator<[string, NumberWord]> {
  for (const word of ["o", "oh", "zero"]) yield [word, { kind: "zero" }];
  for (const [at, word] of units.split(" ").entries()) {
    const value = BigInt(at + 1);
    yield [word, { kind: "unit", value, suffix: "" }];
    yield [word === "six" ? "sixes" : `${word}s`, { kind: "unit", value, suffix: "s" }];
  }
  for (const [at, word] of ordinals.split(" ").entries()) {
    yield [word, { kind: "unit", value: BigInt(at + 1), suffix: ["st", "nd", "rd"][at] ?? "th" }];
  }
  for (const [at, word] of tens.split(" ").entries()) {
    const value = BigInt((at + 2) * 10);
    const stem = word.slice(0, -1);
    yield [word, { kind: "tens", value, suffix: "" }];
    yield [`${stem}ies`, { kind: "tens", value, suffix: "s" }];
    yield [`${stem}ieth`, { kind: "tens", value, suffix: "th" }];
  }
  for (const [word, zeros] of Object.entries(scales)) {
    const value = 10n ** BigInt(zeros);
    yield [word, { kind: "scale", value, suffix: "" }];
    yield [`${word}s`, { kind: "scale", value, suffix: "s" }];
    yield [`${word}th`, { kind: "scale", value, suffix: "th" }];
  }
  for (const word of ["minus", "negative"]) yield [word, { kind: "sign", sign: "-" }];
  for (const word of ["plus", "positive"]) yield [word, { kind: "sign", sign: "+" }];
  const currencies: [string, string][] = [
    ["dollar", "$"],
    ["pound", "£"],
    ["euro", "€"],
    ["cent", "¢"],
  ];
  for (const [word, sign] of currencies) {
    yield [word, { kind: "currency", sign }];
    yield [`${word}s`, { kind: "currency", sign }];
  }
  yield ["percent", { kind: "percent" }];
  yield ["and", { kind: "and" }];
  yield ["point", { kind: "point" }];
  yield ["double", { kind: "repeat", times: 2 }];
  yield ["triple", { kind: "repeat", times: 3 }];
}
