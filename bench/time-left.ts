import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { createApiClient, submitFiles } from "../e2e/api-client";
import { startTrax } from "../e2e/trax-server";
import { createRandom } from "./create-random";
import { listClips, makeRecording } from "./time-left/make-recording";
import { type Look, watchBatches } from "./time-left/watch-batches";

const usage =
  "npm run bench -- time-left DIR [--runs N] [--minutes M] [--longest SECONDS] [--model tiny|base] [--seed N] [--json]";
const SHORTEST_SECONDS = 30;

/** What is submitted at once: numbers of sources, one for each batch. */
const shapes = [[1], [3], [1, 1], [2], [4]];

export interface Tally {
  /** Looks at half-way, with or without a range. */
  runs: number;
  held: number;
  heldShare: number;
  /** High bound over low bound. */
  medianWidthRatio: number;
  /** Ended between two looks, before one at half-way. */
  unseen: number;
}

/** Whether the time left that is shown half-way holds the true end. A Trax of its own hears recordings of 30 seconds to
 * 4 minutes (`--longest`), made of the sound in DIR: alone, two at a time, and as batches of several, from its very first run on.
 * The range is the first answer of the page's own queries at or beyond half the progress that is shown; no range counts as one
 * that does not hold. Ends after N items (50) or M minutes. `--json` prints `{items, batches}`, each
 * `{runs, held, heldShare, medianWidthRatio, unseen}`; only batches of two and more sources count as batches. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      runs: { type: "string", default: "50" },
      minutes: { type: "string", default: "60" },
      model: { type: "string", default: "tiny" },
      longest: { type: "string", default: "240" },
      seed: { type: "string", default: "1" },
    },
  });
  const [dir] = positionals;
  const runs = Number(values.runs);
  const longestSeconds = Number(values.longest);
  const deadlineMs = Date.now() + Number(values.minutes) * 60_000;
  if (
    !dir ||
    positionals.length > 1 ||
    !Number.isInteger(runs) ||
    runs < 1 ||
    Number.isNaN(deadlineMs + longestSeconds)
  ) {
    throw new Error(`Usage: ${usage}`);
  }
  const clips = await listClips(dir);
  if (clips.length === 0) throw new Error(`There is no sound in ${dir}.`);
  const random = createRandom(Number(values.seed));

  const folder = await mkdtemp(path.join(tmpdir(), "trax-bench-"));
  // Progress is written with every heartbeat: of a recording that takes two seconds, a second's step shows no half.
  const env = { TRAX_ENGINE: `moonshine-${values.model}`, TRAX_LOG_LEVEL: "warn", TRAX_HEARTBEAT_MS: "250" };
  const trax = await startTrax({ env });
  const items: Look[] = [];
  const batches: Look[] = [];
  try {
    const api = createApiClient(trax.url);
    for (let turn = 0; items.length < runs && Date.now() < deadlineMs; turn += 1) {
      const submitted: string[] = [];
      for (const sources of shapes[turn % shapes.length] as number[]) {
        const files = [];
        for (let index = 0; index < sources; index += 1) {
          const seconds = SHORTEST_SECONDS + random() * (longestSeconds - SHORTEST_SECONDS);
          const name = `${turn}-${submitted.length}-${index}.wav`;
          const buffer = await makeRecording(clips, seconds, path.join(folder, name), random);
          files.push({ name, mimeType: "audio/wav", buffer });
        }
        submitted.push((await submitFiles(trax.url, files)).batchId);
      }
      const seen = await watchBatches(api, submitted);
      items.push(...seen.items);
      batches.push(...seen.batches);
      if (!values.json) {
        for (const look of seen.items) console.log(serializeLook("item", look));
        for (const look of seen.batches) console.log(serializeLook("batch", look));
      }
    }
  } finally {
    await trax.stop().finally(() => trax.cleanUp());
    await rm(folder, { recursive: true, force: true });
  }
  const result = { items: tally(items), batches: tally(batches) };
  console.log(JSON.stringify(result, null, values.json ? undefined : 2));
}

function tally(looks: Look[]): Tally {
  const seen = looks.filter((look) => look.seen);
  const held = seen.filter(isHeld).length;
  const ratios = seen.flatMap(({ range }) => (range ? [range.highSeconds / range.lowSeconds] : []));
  ratios.sort((a, b) => a - b);
  return {
    runs: seen.length,
    held,
    heldShare: seen.length > 0 ? held / seen.length : 0,
    medianWidthRatio: ratios[ratios.length >> 1] ?? Number.NaN,
    unseen: looks.length - seen.length,
  };
}

function isHeld({ range, trueSeconds }: Look): boolean {
  return range !== null && range.lowSeconds <= trueSeconds && trueSeconds <= range.highSeconds;
}

function serializeLook(what: string, look: Look): string {
  if (!look.seen) return `${what}: ended before it was seen half-way`;
  const { range, trueSeconds } = look;
  const shown = range ? `${range.lowSeconds.toFixed(1)} to ${range.highSeconds.toFixed(1)} s` : "nothing";
  return `${what}: shown ${shown}, was ${trueSeconds.toFixed(1)} s${isHeld(look) ? "" : ", not held"}`;
}
