import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { serializeWav } from "../worker/engines/openai/serialize-wav";
import { createRandom } from "./create-random";
import { loadClips } from "./speakers/collect-windows";
import { joinDialogue } from "./speakers/join-dialogue";

const plans = [1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5];

/** `npm run bench -- voices-dialogues DIR OUT` joins dialogues of one to five readers out of every fifth clip of a folder,
 * those that `voices-train --hold-out` leaves out, and writes each with its `.rttm`, for `speakers OUT`. With
 * `--interrupts` they speak at the same time, too. */
export async function run([dir, out, ...rest]: string[]): Promise<void> {
  const interrupts = rest.length === 1 && rest[0] === "--interrupts";
  if (!dir || !out || (rest.length > 0 && !interrupts))
    throw new Error("Usage: npm run bench -- voices-dialogues DIR OUT [--interrupts]");
  const random = createRandom(42);
  const clips = (await loadClips(dir)).filter((_, at) => at % 5 === 0);
  await mkdir(out, { recursive: true });
  for (const [at, readers] of plans.entries()) {
    const chosen = clips
      .map((clip) => ({ clip, order: random() }))
      .sort((a, b) => a.order - b.order)
      .slice(0, readers)
      .map(({ clip }) => clip);
    const name = `dialogue-${at}`;
    const { samples, turns } = joinDialogue(chosen, random, { line: at % 4 === 3, interrupts });
    const lines = turns.map(({ speaker, start, end }) => {
      const [from, length] = [start / 16_000, (end - start) / 16_000];
      return `SPEAKER ${name} 1 ${from.toFixed(3)} ${length.toFixed(3)} <NA> <NA> ${speaker} <NA> <NA>\n`;
    });
    await writeFile(path.join(out, `${name}.wav`), serializeWav(samples));
    await writeFile(path.join(out, `${name}.rttm`), lines.join(""));
  }
  console.log(`${plans.length} dialogues in ${out}.`);
}
