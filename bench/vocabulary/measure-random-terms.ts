import { correctVocabulary } from "../../core/quality/correct-vocabulary";
import type { TimedWord } from "../../core/transcript/types";
import { isCommonWord } from "../../worker/engines/moonshine/is-common-word";
import type { MoonshineModel } from "../../worker/engines/moonshine/model-shapes";
import { decodeSound, listSounds, type SoundCondition, spoil } from "../language/build-recordings";
import { openHearing } from "../language/hear-recordings";
import { listRandomNames } from "./random-names";

const ways = ["led", "corrected", "both"] as const;
type Way = (typeof ways)[number];
const counts = [100, 1_000] as const;
const createTally = () => ({ led: 0, corrected: 0, both: 0 });

/** What random names that nobody says do to clean sound, and how many planted ones are found in noise: words that are rare
 * and were surely heard in the clean sound, and that are missing in the noisy one. Each by leading the decoder alone, by
 * correction alone and by both. */
export async function measureRandomTerms(
  dir: string,
  options: { model: MoonshineModel; minutes: number; condition: SoundCondition },
): Promise<void> {
  const names = listRandomNames();
  const wrong = { 100: createTally(), 1000: createTally() };
  const found = createTally();
  const noisyWrong = createTally();
  let planted = 0;
  let seconds = 0;
  const hearing = await openHearing(options.model);
  const hear = async (samples: Float32Array, terms: readonly string[] = []) => {
    const results = (await hearing.hear(samples, terms)).map(({ result }) => result);
    return {
      words: results.flatMap((result) => result.words),
      led: results.flatMap((result) => result.led ?? []),
    };
  };
  /** With terms, by each of the ways, and what each changed. */
  async function hearWith(samples: Float32Array, plain: readonly TimedWord[], terms: readonly string[]) {
    const vocabulary = terms.map((text) => ({ text, soundsLike: [] }));
    const led = await hear(samples, terms);
    const corrected = correctVocabulary(plain, vocabulary, isCommonWord);
    const both = correctVocabulary(led.words, vocabulary, isCommonWord);
    const changes: Record<Way, { from: string; to: string }[]> = {
      led: led.led,
      corrected: corrected.corrections,
      both: [...led.led, ...both.corrections],
    };
    return { changes, words: { led: led.words, corrected: corrected.words, both: both.words } };
  }
  try {
    for (const file of await listSounds(dir)) {
      if (seconds >= options.minutes * 60) break;
      const clean = await decodeSound(file);
      seconds += clean.length / 16_000;
      const { words } = await hear(clean);
      const said = new Set(words.map(({ text }) => fold(text)));
      const unsaid = names.filter(
        (name) => !name.split(/[^\p{L}\p{N}]+/u).some((word) => said.has(fold(word))),
      );
      for (const count of counts) {
        const { changes } = await hearWith(clean, words, unsaid.slice(0, count));
        for (const way of ways) wrong[count][way] += changes[way].length;
        for (const { from, to } of changes.both) console.log(`${count} terms: ${from} -> ${to}`);
      }
      const noisy = spoil(clean, options.condition);
      const { words: heard } = await hear(noisy);
      const wanted = listMissed(words, heard);
      planted += wanted.length;
      const { changes, words: with_ } = await hearWith(noisy, heard, [...wanted, ...unsaid.slice(0, 100)]);
      const isWanted = new Set(wanted);
      for (const way of ways) {
        const there = new Set(with_[way].map(({ text }) => fold(text)));
        found[way] += wanted.filter((term) => there.has(fold(term))).length;
        noisyWrong[way] += changes[way].filter(({ to }) => !isWanted.has(to)).length;
      }
    }
  } finally {
    await hearing.close();
  }
  const hours = seconds / 3_600;
  console.log(
    `${(seconds / 60).toFixed(1)} minutes, ${planted} planted words missed in ${options.condition}`,
  );
  for (const way of ways) {
    const rate = (count: number) => `${count} (${(count / hours).toFixed(1)} an hour)`;
    console.log(
      `${way.padEnd(10)} false with 100 terms ${rate(wrong[100][way])}, with 1,000 ${rate(wrong[1000][way])}, ` +
        `in noise ${rate(noisyWrong[way])}; planted found ${found[way]} of ${planted}`,
    );
  }
}

function listMissed(clean: readonly TimedWord[], noisy: readonly TimedWord[]): string[] {
  const there = new Set(noisy.map(({ text }) => fold(text)));
  const missed = clean.flatMap(({ text, confidence }) => {
    const bare = text.replace(/['’]s\b/u, "").replace(/[^\p{L}]/gu, "");
    const isRare = bare.length >= 4 && !isCommonWord(bare.toLowerCase());
    return isRare && (confidence ?? 0) >= 0.8 && !there.has(fold(text)) ? [bare] : [];
  });
  return [...new Set(missed)];
}

const fold = (text: string) =>
  text
    .toLowerCase()
    .replace(/['’]s\b/u, "")
    .replace(/[^\p{L}\p{N}]/gu, "");
