/** What a word may be within a spoken number.
 * `small`: a value below 100 that is whole (seven, fifteen, veintidós); `tens`: takes a unit after it (twenty);
 * `hundreds`: takes values below 100 after it (doscientos); `scale`: multiplies what came before it. */
export type NumberWord = {
  kind: "zero" | "small" | "tens" | "hundreds" | "scale" | "point";
  value: number;
  isOrdinal: boolean;
};

type Lists = {
  units: string;
  /** From 10 on. */
  teens: string;
  tens: string;
  ordinals: string;
  hundreds: Record<string, number>;
  scales: Record<string, number>;
  others: Record<string, number>;
  zero: string;
  point: string;
};

const lists: Record<string, Lists> = {
  en: {
    units: "one two three four five six seven eight nine",
    teens: "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    tens: "twenty thirty forty fifty sixty seventy eighty ninety",
    ordinals:
      "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth",
    hundreds: {},
    scales: { hundred: 100, thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 },
    others: {
      dozen: 12,
      once: 1,
      twice: 2,
      twenties: 20,
      thirties: 30,
      forties: 40,
      fifties: 50,
      sixties: 60,
      seventies: 70,
      eighties: 80,
      nineties: 90,
    },
    zero: "zero oh o",
    point: "point",
  },
  es: {
    units: "uno dos tres cuatro cinco seis siete ocho nueve",
    teens: "diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve",
    tens: "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    ordinals: "primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo",
    hundreds: {
      cien: 100,
      ciento: 100,
      doscientos: 200,
      doscientas: 200,
      trescientos: 300,
      trescientas: 300,
      cuatrocientos: 400,
      cuatrocientas: 400,
      quinientos: 500,
      quinientas: 500,
      seiscientos: 600,
      seiscientas: 600,
      setecientos: 700,
      setecientas: 700,
      ochocientos: 800,
      ochocientas: 800,
      novecientos: 900,
      novecientas: 900,
    },
    scales: { mil: 1e3, millón: 1e6, millones: 1e6 },
    others: {
      un: 1,
      veintiuno: 21,
      veintiún: 21,
      veintiuna: 21,
      veintidós: 22,
      veintitrés: 23,
      veinticuatro: 24,
      veinticinco: 25,
      veintiséis: 26,
      veintisiete: 27,
      veintiocho: 28,
      veintinueve: 29,
    },
    zero: "cero",
    point: "coma",
  },
  fr: {
    units: "un deux trois quatre cinq six sept huit neuf",
    teens: "dix onze douze treize quatorze quinze seize",
    tens: "vingt trente quarante cinquante soixante septante huitante nonante",
    ordinals: "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième",
    hundreds: {},
    scales: { cent: 100, cents: 100, mille: 1e3, million: 1e6, millions: 1e6, milliard: 1e9, milliards: 1e9 },
    others: { première: 1 },
    zero: "zéro",
    point: "virgule",
  },
  it: {
    units: "uno due tre quattro cinque sei sette otto nove",
    teens: "dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
    tens: "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    ordinals: "primo secondo terzo quarto quinto sesto settimo ottavo nono decimo",
    hundreds: {},
    scales: { cento: 100, mille: 1e3, mila: 1e3, milione: 1e6, milioni: 1e6, miliardo: 1e9, miliardi: 1e9 },
    others: {},
    zero: "zero",
    point: "virgola",
  },
  de: {
    units: "eins zwei drei vier fünf sechs sieben acht neun",
    teens: "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    tens: "zwanzig dreissig vierzig fünfzig sechzig siebzig achtzig neunzig",
    ordinals: "erste zweite dritte vierte fünfte sechste siebte achte neunte zehnte",
    hundreds: {},
    scales: { hundert: 100, tausend: 1e3, million: 1e6, millionen: 1e6, milliarde: 1e9, milliarden: 1e9 },
    others: { zwo: 2, ersten: 1, zweiten: 2, dritten: 3, vierten: 4, fünften: 5 },
    zero: "null",
    point: "komma",
  },
  pt: {
    units: "um dois três quatro cinco seis sete oito nove",
    teens: "dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove",
    tens: "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    ordinals: "primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono décimo",
    hundreds: {
      cem: 100,
      cento: 100,
      duzentos: 200,
      duzentas: 200,
      trezentos: 300,
      trezentas: 300,
      quatrocentos: 400,
      quatrocentas: 400,
      quinhentos: 500,
      quinhentas: 500,
      seiscentos: 600,
      seiscentas: 600,
      setecentos: 700,
      setecentas: 700,
      oitocentos: 800,
      oitocentas: 800,
      novecentos: 900,
      novecentas: 900,
    },
    scales: { mil: 1e3, milhão: 1e6, milhões: 1e6 },
    others: { duas: 2 },
    zero: "zero",
    point: "vírgula",
  },
};

/** Words that are articles at least as often as they are numbers: a number only behind tens or hundreds. */
export const articleNumbers: ReadonlySet<string> = new Set("un uno um".split(" "));

/** The word that joins parts of one number. */
export const numberJoiners: Readonly<Record<string, string>> = { en: "and", es: "y", fr: "et", pt: "e" };

const maps = new Map<string, ReadonlyMap<string, NumberWord>>();

export function listNumberWords(language: string): ReadonlyMap<string, NumberWord> {
  const known = maps.get(language);
  if (known) return known;
  const words = Object.hasOwn(lists, language) ? buildWords(lists[language] as Lists) : new Map();
  maps.set(language, words);
  return words;
}

function buildWords(from: Lists): ReadonlyMap<string, NumberWord> {
  const words = new Map<string, NumberWord>();
  const add = (word: string, kind: NumberWord["kind"], value: number, isOrdinal = false) => {
    if (!words.has(word)) words.set(word, { kind, value, isOrdinal });
  };
  for (const [at, word] of from.units.split(" ").entries()) add(word, "small", at + 1);
  for (const [at, word] of from.teens.split(" ").entries()) add(word, "small", at + 10);
  for (const [at, word] of from.tens.split(" ").entries()) {
    add(word, "tens", (at + 2) * 10);
    if (word.endsWith("ty")) add(`${word.slice(0, -1)}ieth`, "small", (at + 2) * 10, true);
  }
  for (const [at, word] of from.ordinals.split(" ").entries()) add(word, "small", at + 1, true);
  for (const [word, value] of Object.entries(from.hundreds)) add(word, "hundreds", value);
  for (const [word, value] of Object.entries(from.scales)) {
    add(word, "scale", value);
    if (word.endsWith("d") && value >= 100) add(`${word}th`, "scale", value, true);
  }
  for (const [word, value] of Object.entries(from.others)) add(word, "small", value);
  for (const word of from.zero.split(" ")) add(word, "zero", 0);
  add(from.point, "point", 0);
  return words;
}
