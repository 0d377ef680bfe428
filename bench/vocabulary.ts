import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { correctVocabulary } from "../core/quality/correct-vocabulary";
import { parseTerms, type VocabularyTerm } from "../core/transcript/parse-terms";
import type { TimedWord } from "../core/transcript/types";
import { isCommonWord } from "../worker/engines/moonshine/is-common-word";
import { decodeSound, listSounds, soundConditions } from "./language/build-recordings";
import { openHearing } from "./language/hear-recordings";
import { measureRandomTerms } from "./vocabulary/measure-random-terms";

const usage =
  "npm run bench -- vocabulary [TERMS.txt] DIR [--model tiny|base] [--minutes 60] [--sound 'noise 5 dB']";

/** Hears the sound files of a folder and corrects them by terms. Where a file has its words beside it (`x.flac`,
 * `x.txt`): how many of the terms that are said there stand in the text, before and after. Everywhere: what was put where
 * no term is said, which is false. Of files without words every correction counts as false, so their terms must not be
 * said there. Without terms: what random ones do that nobody says, and how many planted ones are found in noise. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      model: { type: "string", default: "base" },
      minutes: { type: "string", default: "60" },
      sound: { type: "string", default: "noise 5 dB" },
    },
  });
  const { model } = values;
  const condition = soundConditions.find((known) => known === values.sound);
  if (positionals.length === 1 && condition && (model === "tiny" || model === "base")) {
    const options = { model, condition, minutes: Number(values.minutes) } as const;
    return measureRandomTerms(positionals[0] as string, options);
  }
  const [termsFile, dir] = positionals;
  if (!termsFile || !dir || positionals.length > 2 || (model !== "tiny" && model !== "base")) {
    throw new Error(`Usage: ${usage}`);
  }
  const { terms } = parseTerms(await readFile(termsFile, "utf8"));
  const total = { seconds: 0, said: 0, before: 0, after: 0, wrong: 0 };
  const hearing = await openHearing(model);
  try {
    for (const file of await listSounds(dir)) {
      if (total.seconds > Number(values.minutes) * 60) break;
      const samples = await decodeSound(file);
      const words = (await hearing.hear(samples)).flatMap(({ result }) => result.words);
      const chunks = await hearing.hear(
        samples,
        terms.map(({ text }) => text),
      );
      const led = chunks.flatMap(({ result }) => result.led ?? []);
      const ledWords = chunks.flatMap(({ result }) => result.words);
      const { words: corrected, corrections } = correctVocabulary(ledWords, terms, isCommonWord);
      const reference = await readReference(file);
      const said = countTerms(reference, terms);
      const before = countTerms(writeWords(words), terms);
      const after = countTerms(writeWords(corrected), terms);
      total.seconds += samples.length / 16_000;
      for (const { text } of terms) {
        const wanted = said.get(text) ?? 0;
        total.said += wanted;
        total.before += Math.min(wanted, before.get(text) ?? 0);
        total.after += Math.min(wanted, after.get(text) ?? 0);
        total.wrong += Math.max(0, (after.get(text) ?? 0) - Math.max(wanted, before.get(text) ?? 0));
      }
      for (const { from, to } of [...led, ...corrections])
        console.log(`${path.basename(file)}: ${from} -> ${to}`);
    }
  } finally {
    await hearing.close();
  }
  console.log(
    `${(total.seconds / 60).toFixed(1)} minutes, ${terms.length} terms: ${total.said} said, ${total.before} of them heard, ` +
      `${total.after} after correction; ${total.wrong} false corrections`,
  );
}

const writeWords = (words: readonly TimedWord[]) => words.map(({ text }) => text).join(" ");

async function readReference(file: string): Promise<string> {
  const reference = file.slice(0, -path.extname(file).length).concat(".txt");
  const isThere = await stat(reference).catch(() => null);
  return isThere ? readFile(reference, "utf8") : "";
}

/** How often each term stands in a text, whatever its case. */
function countTerms(text: string, terms: readonly VocabularyTerm[]): Map<string, number> {
  const plain = plainWords(text);
  return new Map(terms.map((term) => [term.text, plain.split(plainWords(term.text)).length - 1]));
}

function plainWords(text: string): string {
  const words =
    text
      .toLowerCase()
      .replace(/['’]s\b/gu, "")
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return ` ${words.join("  ")} `;
}
