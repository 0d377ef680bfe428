/** How alike two spellings sound, in English or nearly so: letters are brought to a rough sound each, and what is often
 * confused costs little. */

/** In order: longer spellings before the shorter ones that they hold. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/^(kn|gn|pn)/g, "n"],
  [/^wr/g, "r"],
  [/^ps/g, "s"],
  [/^wh/g, "w"],
  [/^x/g, "s"],
  [/tch|ch|sch|sh|ti(?=o)|ci(?=a|o)/g, "S"],
  [/ph/g, "f"],
  [/gh(?=[^aeiouy]|$)/g, ""],
  [/gh/g, "g"],
  [/th/g, "T"],
  [/dg(?=[eiy])|j|g(?=[eiy])/g, "J"],
  [/ck|cq|q(u)?|c(?=[^eiy]|$)/g, "k"],
  [/c/g, "s"],
  [/x/g, "ks"],
  [/ng(?=[^aeiouy]|$)/g, "N"],
  [/z/g, "z"],
  [/h/g, ""],
  [/mb$/g, "m"],
  [/e$/g, ""],
  [/[aeiouy]+w?/g, "a"],
];
const near = new Set(
  [
    "pb",
    "td",
    "kg",
    "fv",
    "sz",
    "SJ",
    "mn",
    "nN",
    "Tt",
    "Td",
    "Tf",
    "Ts",
    "SZ",
    "Ss",
    "Jz",
    "wv",
    "rl",
    "Jd",
    "St",
  ].flatMap((pair) => [pair, [...pair].reverse().join("")]),
);

/** Lower case, without marks, spaces and signs; digits stay. */
export function foldSpelling(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}

/** The sounds of a spelling, one character each; letters that are none of ours stay as they are. */
export function deriveSounds(text: string): string {
  let sounds = foldSpelling(text).replace(/([^\d])\1+/gu, "$1");
  for (const [pattern, sound] of rules) sounds = sounds.replace(pattern, sound);
  return sounds.replace(/([^\d])\1+/gu, "$1");
}

/** 0 for the same sounds, 1 for nothing in common. */
export function measureSoundDistance(a: string, b: string): number {
  return editCost(a, b, soundCost) / Math.max(1, a.length, b.length);
}

/** The same for letters. */
export function measureSpellingDistance(a: string, b: string): number {
  return editCost(a, b, (x, y) => (x === y ? 0 : 1)) / Math.max(1, a.length, b.length);
}

/** Of a sound for another, or for none. */
function soundCost(x: string | null, y: string | null): number {
  if (x === y) return 0;
  if (x === null || y === null) return (x ?? y) === "a" ? 0.5 : 1;
  return near.has(x + y) ? 0.45 : 1;
}

function editCost(a: string, b: string, cost: (x: string | null, y: string | null) => number): number {
  let row = [0];
  for (const y of b) row.push((row.at(-1) ?? 0) + cost(null, y));
  for (const x of a) {
    const next = [(row[0] ?? 0) + cost(x, null)];
    [...b].forEach((y, at) => {
      next.push(
        Math.min(
          (row[at] ?? 0) + cost(x, y),
          (row[at + 1] ?? 0) + cost(x, null),
          (next[at] ?? 0) + cost(null, y),
        ),
      );
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}
