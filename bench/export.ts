import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { stringifySync } from "subtitle";
import { layoutCues } from "@/core/subtitles/layout-cues";
import { serializeSrt } from "@/core/subtitles/serialize-srt";
import { serializeVtt } from "@/core/subtitles/serialize-vtt";
import { buildTranscript } from "./export/build-transcript";
import { quantile } from "./quantile";

const usage = "npm run bench -- export [--pairs N] [--words N] [--json]";
/** A format passes that takes at most so many times as long, layout and all. */
const MOST_RATIO = 20;

/** SRT and WebVTT of a long transcript, laid out by the profile, beside the plain serialiser of the package `subtitle`, which
 * is handed the finished subtitles; in turns. `--json` prints `{srtRatio, vttRatio, pairs, words, cues}`, medians. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      pairs: { type: "string", default: "7" },
      words: { type: "string", default: "100000" },
      json: { type: "boolean", default: false },
    },
  });
  const pairs = Number(values.pairs);
  const words = Number(values.words);
  if (!Number.isInteger(pairs) || pairs < 1 || !Number.isInteger(words) || words < 1)
    throw new Error(`Usage: ${usage}`);
  const transcript = buildTranscript(words);
  const cues = layoutCues(transcript);
  const nodes = cues.map(({ startMs, endMs, lines }) => ({
    type: "cue" as const,
    data: { start: startMs, end: endMs, text: lines.join("\n") },
  }));
  const ratios: Record<"srt" | "vtt", number[]> = { srt: [], vtt: [] };
  // The first round warms both up.
  for (let pair = 0; pair <= pairs; pair += 1) {
    for (const format of ["srt", "vtt"] as const) {
      const serialize = format === "srt" ? serializeSrt : serializeVtt;
      const peerFormat = format === "srt" ? "SRT" : "WebVTT";
      const oursMs = measure(() => serialize(layoutCues(transcript)));
      const peerMs = measure(() => stringifySync(nodes, { format: peerFormat }));
      if (pair === 0) continue;
      ratios[format].push(oursMs / peerMs);
      if (!values.json) {
        console.log(`${format} ${pair}: ${oursMs.toFixed(1)} ms with layout, ${peerMs.toFixed(1)} ms plain`);
      }
    }
  }
  const round = (ratio: number) => Math.round(ratio * 100) / 100;
  const srtRatio = round(quantile(ratios.srt, 0.5));
  const vttRatio = round(quantile(ratios.vtt, 0.5));
  if (values.json) console.log(JSON.stringify({ srtRatio, vttRatio, pairs, words, cues: cues.length }));
  else console.log(`\nratios: srt ${srtRatio}, vtt ${vttRatio}; at most ${MOST_RATIO}`);
  if (Math.max(srtRatio, vttRatio) > MOST_RATIO) process.exitCode = 1;
}

function measure(work: () => string): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}
