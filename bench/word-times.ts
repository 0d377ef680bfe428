import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { diffTokens } from "../core/alignment/diff-tokens";
import { createMoonshineEngine } from "../worker/engines/moonshine/moonshine-engine";
import { readWavInfo, readWavSamples } from "../worker/engines/read-wav";
import { createRandom } from "./create-random";
import { convertSound } from "./speech/convert-sound";
import { createBenchPool } from "./speech/create-bench-pool";
import { transcribe } from "./speech/measure-engine";
import { createSphinxAligner, type PlacedWord } from "./word-times/align-by-sphinx";
import { cutPhrases, joinPhrases, type Phrase, trimSilence } from "./word-times/join-phrases";
import {
  compareTimes,
  listBareWords,
  serializeFigures,
  summarizeErrors,
  type TimeErrors,
} from "./word-times/score-times";

const usage = "npm run bench -- word-times DIR [--model tiny|base] [--half even|odd] [--prompts] [--json]";
const phrasesAClip = 10;

/** How far the times of the embedded engine's words lie from where they are said.
 *
 * (a) Against forced alignment by pocketsphinx, where it is installed, of the words that were heard; where the words of a
 * file lie beside it (`x.flac`, `x.txt`), only those that are right count. (b) Against clips that are joined of phrases at
 * known places: cut out of the same files between two pauses, or, with `--prompts`, each file of DIR as it is with
 * silence trimmed. `--half` measures every second file in the order of their names, for whoever chooses settings on the
 * others. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      prompts: { type: "boolean", default: false },
      model: { type: "string", default: "base" },
      half: { type: "string" },
    },
  });
  const [dir] = positionals;
  const { model, half } = values;
  const isHalf = half === undefined || half === "even" || half === "odd";
  if (!dir || positionals.length > 1 || (model !== "tiny" && model !== "base") || !isHalf) {
    throw new Error(`Usage: ${usage}`);
  }
  const wanted = half === undefined ? null : half === "even" ? 0 : 1;
  const names = new Set(await readdir(dir));
  const files = [...names]
    .filter((name) => /\.(flac|wav|mp3|m4a|ogg|opus)$/.test(name))
    .filter((name) => !values.prompts || names.has(toTextName(name)))
    .sort()
    .filter((_, at) => wanted === null || at % 2 === wanted);

  const folder = await mkdtemp(path.join(tmpdir(), "trax-word-times-"));
  const pool = createBenchPool(2);
  try {
    const engine = createMoonshineEngine(pool, model);
    // The better ear says what is to be placed, so that both models are measured on the same words.
    const best = createMoonshineEngine(pool, "base");
    const align = await createSphinxAligner(folder);
    if (!align && !values.prompts) throw new Error("pocketsphinx and its model en-us are not installed.");
    const aligned: TimeErrors = { starts: [], ends: [] };
    const phrases: Phrase[] = [];
    const skipped: string[] = [];
    for (const name of files) {
      const wavPath = path.join(folder, "sound.wav");
      await convertSound(path.join(dir, name), wavPath);
      const [samples = new Float32Array(0)] = await readWavSamples(wavPath, [
        { start: 0, end: (await readWavInfo(wavPath)).totalSamples },
      ]);
      if (values.prompts) {
        const words = listBareWords(await readFile(path.join(dir, toTextName(name)), "utf8"));
        phrases.push({ words, samples: trimSilence(samples) });
        continue;
      }
      const heard = await transcribe(engine, wavPath);
      const said = model === "base" ? heard : await transcribe(best, wavPath);
      const placed = (await align?.(wavPath, listBareWords(said.text))) ?? null;
      if (!placed) {
        skipped.push(name);
        continue;
      }
      const reference = names.has(toTextName(name))
        ? await readFile(path.join(dir, toTextName(name)), "utf8")
        : null;
      add(aligned, compareTimes(heard.words, keepRight(placed, reference)));
      phrases.push(...cutPhrases(placed, samples));
    }

    const random = createRandom(1);
    const joined: TimeErrors = { starts: [], ends: [] };
    const shuffled = phrases
      .map((phrase) => ({ phrase, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ phrase }) => phrase);
    for (let at = 0; at < shuffled.length; at += phrasesAClip) {
      const wavPath = path.join(folder, "joined.wav");
      const known = await joinPhrases(shuffled.slice(at, at + phrasesAClip), wavPath, random);
      add(joined, compareTimes((await transcribe(engine, wavPath)).words, known));
    }

    const figures = {
      alignedStarts: summarizeErrors(aligned.starts),
      alignedEnds: summarizeErrors(aligned.ends),
      joinedStarts: summarizeErrors(joined.starts),
      joinedEnds: summarizeErrors(joined.ends),
    };
    if (values.json) {
      console.log(JSON.stringify({ model, files: files.length, skipped, ...figures }));
      return;
    }
    console.log(
      `Moonshine ${model}, ${files.length} files${skipped.length ? `, without ${skipped.join(", ")}` : ""}`,
    );
    for (const [name, line] of Object.entries(figures))
      if (line.count > 0) console.log(`${name.padEnd(14)} ${serializeFigures(line)}`);
  } finally {
    await pool.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const toTextName = (name: string) => name.slice(0, -path.extname(name).length).concat(".txt");

function add(all: TimeErrors, more: TimeErrors): void {
  all.starts.push(...more.starts);
  all.ends.push(...more.ends);
}

/** Of the words that were heard and placed those that the reference has, too. */
function keepRight(placed: PlacedWord[], reference: string | null): PlacedWord[] {
  if (reference === null) return placed;
  const right = diffTokens(
    placed.map(({ text }) => text),
    listBareWords(reference),
  );
  return right.flatMap(([at]) => placed[at] ?? []);
}
