import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { collectWindows, loadClips } from "./speakers/collect-windows";
import { deriveBetween } from "./speakers/derive-between";
import { packVoices } from "./speakers/pack-voices";
import { trainProjection } from "./speakers/train-projection";

const usage = "npm run bench -- voices-train DIR [--out FILE] [--hold-out]";
const shippedPath = fileURLToPath(new URL("../worker/engines/speakers/voices.json", import.meta.url));
const training = { directions: 100, shrinkage: 0.05 };
const folds = 5;

/** Trains the numbers that voices are told apart by (`worker/engines/speakers/voices.json`) on a folder of clips named by
 * their reader, and writes them. `--hold-out` leaves out every fifth clip, to measure on. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: "string", default: shippedPath },
      "hold-out": { type: "boolean", default: false },
    },
  });
  const [dir] = positionals;
  if (!dir || positionals.length > 1) throw new Error(`Usage: ${usage}`);
  const all = await loadClips(dir);
  const clips = values["hold-out"] ? all.filter((_, at) => at % folds !== 0) : all;
  if (new Set(clips.map(({ reader }) => reader)).size < 2 * folds) {
    throw new Error(`${dir} has too few readers to learn from.`);
  }
  let told = 0;
  const rows = await collectWindows(clips, (fraction) => {
    if (fraction < told + 0.1 && fraction < 1) return;
    told = fraction;
    console.log(`${Math.round(fraction * 100)} % heard`);
  });
  const projection = trainProjection(rows, training);
  const spread = deriveBetween(rows, { ...training, folds });
  console.log(
    `${rows.classes.length} windows of ${clips.length} clips; spread between readers not learned from, against that within: ` +
      [0, 4, 9, 19, 49, 99].map((at) => spread.between[at]?.toFixed(2)).join(", "),
  );
  await mkdir(path.dirname(values.out), { recursive: true });
  await writeFile(values.out, packVoices(projection, spread));
  console.log(`Written to ${values.out}.`);
}
