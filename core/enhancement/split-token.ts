/** A part of a token: in lower case, without punctuation. */
export type TokenPart = {
  text: string;
  kind: "word" | "digits" | "mark" | "symbol";
  /** Stands for a sign that need not be spoken: the "to" of "3-5". */
  isSoft: boolean;
};

/** Longer tokens are no words; what is beyond is one part. */
const longestToken = 200;

const signs: Readonly<Record<string, string>> = {
  "%": "percent",
  "‰": "permille",
  $: "dollar",
  "€": "euro",
  "£": "pound",
  "¥": "yen",
  "°": "degree",
  "&": "and",
  "+": "plus",
  "=": "equals",
  "@": "at",
  "×": "times",
  µ: "micro",
};

const contracted: readonly (readonly [RegExp, string])[] = [
  [/^won'?t$/, "will not"],
  [/^(?:can'?t|cannot)$/, "can not"],
  [/^shan't$/, "shall not"],
  [/^ain'?t$/, "is not"],
  [/^(do|does|did|is|are|was|were|has|have|had|would|could|should|must|might|need)n'?t$/, "$1 not"],
  [/^gonna$/, "going to"],
  [/^wanna$/, "want to"],
  [/^gotta$/, "got to"],
  [/^kinda$/, "kind of"],
  [/^sorta$/, "sort of"],
  [/^dunno$/, "do not know"],
  [/^lemme$/, "let me"],
  [/^gimme$/, "give me"],
  [/^(w|c|sh)oulda$/, "$1ould have"],
  [/^y'?all$/, "you all"],
  [/^(?:'cause|cuz|'cos)$/, "because"],
  [/^'?em$/, "them"],
  [/^(?:'til|till)$/, "until"],
  [/^(?:i'm|im)$/, "i am"],
  [/^ive$/, "i have"],
  [/^(you|they)re$/, "$1 are"],
  [/^(you|they)ve$/, "$1 have"],
  [/^(that|what|there|where|he|she|here|how|let)s$/, "$1 's"],
  [/^(.+)'re$/, "$1 are"],
  [/^(.+)'ll$/, "$1 will"],
  [/^(.+)'ve$/, "$1 have"],
  [/^(.+)'m$/, "$1 am"],
  [/^(.+)'s$/, "$1 's"],
  [/^(.+)'d$/, "$1 'd"],
];

const sameWords: Readonly<Record<string, string>> = {
  ok: "okay",
  yeah: "yes",
  yep: "yes",
  yup: "yes",
  nope: "no",
  nah: "no",
  anyone: "anybody",
  everyone: "everybody",
  someone: "somebody",
  mr: "mister",
  mrs: "missus",
  dr: "doctor",
  prof: "professor",
  st: "saint",
  vs: "versus",
  mrd: "milliarden",
  prozent: "percent",
  dollars: "dollar",
  euros: "euro",
  pounds: "pound",
  degrees: "degree",
  etc: "etcetera",
};

/** The parts of one token as they would be spoken: "54-year-old" is 54, year, old; "can't" is can, not. */
export function splitToken(token: string, language: string): TokenPart[] {
  const plain = token
    .normalize("NFC")
    .replace(/[’ʼ‘`´]/gu, "'")
    .replace(/½/gu, ".5")
    .toLowerCase()
    .replace(/œ/gu, "oe")
    .replace(/æ/gu, "ae")
    .replace(/ß/gu, "ss");
  if (plain.length > longestToken) return [{ text: plain, kind: "word", isSoft: false }];
  const mark = /^[[(]?\s*(music|laughter|laughs|applause|silence|inaudible|noise|♪|♫)+\s*[\])]?[.,]?$/u.exec(
    plain,
  );
  if (mark && !/^[a-z]/.test(plain)) return [{ text: `mark${mark[1]}`, kind: "mark", isSoft: false }];
  const parts: TokenPart[] = [];
  const pieces =
    plain
      .replace(/(?<=\p{L})\.(?=\p{L}\.?)(?!\p{L}{2})|(?<=(?:^|[^\p{L}])\p{L}\.\p{L})\./gu, "")
      .match(
        /\d+(?:[.,:'’ ]\d+)*|\.\d+|\p{L}[\p{L}\p{M}]*(?:'\p{L}+)*'?|'\p{L}+|[%‰$€£¥°&+=@×µ/−–-]|\.(?=\p{L})/gu,
      ) ?? [];
  for (const [at, piece] of pieces.entries()) {
    const before = pieces[at - 1] ?? "";
    const after = pieces[at + 1] ?? "";
    if (/^\.?\d/.test(piece)) parts.push({ text: piece, kind: "digits", isSoft: false });
    else if (/^\p{L}|^'/u.test(piece)) pushWords(parts, piece, language, /^\d/.test(before));
    else if (piece === ".") {
      if (/^\p{L}/u.test(before)) parts.push({ text: "dot", kind: "word", isSoft: false });
    } else if (piece === "/") {
      if (/^\d/.test(before) && /^\d/.test(after)) parts.push({ text: "over", kind: "symbol", isSoft: true });
    } else if (/^[−–-]$/.test(piece)) {
      if (/^\d/.test(before) && /^\d/.test(after)) parts.push({ text: "to", kind: "symbol", isSoft: true });
      else if (at === 0 && /^\.?\d/.test(after)) parts.push({ text: "minus", kind: "word", isSoft: false });
    } else if (piece === "+" && /^\p{L}/u.test(before) && /^\p{L}/u.test(after)) {
      // Keys that are pressed together are said without it.
    } else parts.push({ text: signs[piece] ?? piece, kind: "symbol", isSoft: false });
  }
  return parts;
}

function pushWords(parts: TokenPart[], piece: string, language: string, afterDigits: boolean): void {
  const push = (text: string) => parts.push({ text: sameWords[text] ?? text, kind: "word", isSoft: false });
  if (afterDigits && /^(?:st|nd|rd|th|s|º|ª)$/.test(piece)) return;
  if (language === "fr" || language === "it" || language === "pt") {
    for (const word of piece.split("'")) if (word !== "") push(word);
    return;
  }
  const rule = language === "en" ? contracted.find(([pattern]) => pattern.test(piece)) : undefined;
  if (!rule) {
    push(piece.replace(/^'(?!s$|d$)|'$/g, ""));
    return;
  }
  for (const word of piece.replace(rule[0], rule[1]).split(" ")) push(word.replace(/^'(?!s$|d$)|'$/g, ""));
}
