import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { wordErrorRate } from "../core/quality/word-error-rate";
import { measureEngine } from "./speech/measure-engine";
import { measureWholeJob } from "./speech/measure-whole-job";
import { sampleMemory } from "./speech/sample-memory";

const usage = "npm run bench -- speech DIR [--json] [--model tiny|base] [--whole-job]";

/** Hears every file of a folder that has its words beside it (`x.flac`, `x.txt`) and compares. `--json` prints
 * `{files: [{file, wer, rtf, words, audioSeconds}], wer, rtf, peakPssMb}` and nothing else; `wer` is a fraction
 * (0.05 is five errors in a hundred words), `words` are those of the reference. `--whole-job` measures the same
 * through a running Trax, from submission to the last word, and the memory of its worker. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      model: { type: "string", default: "base" },
      "whole-job": { type: "boolean", default: false },
    },
  });
  const [dir] = positionals;
  const { model, json } = values;
  if (!dir || positionals.length > 1 || (model !== "tiny" && model !== "base")) {
    throw new Error(`Usage: ${usage}`);
  }
  const files = await listReferencedFiles(dir);
  if (files.length === 0) throw new Error(`No sound in ${dir} has a .txt of the same name beside it.`);

  const wholeJob = values["whole-job"];
  const memory = sampleMemory(process.pid);
  let workerPeakMb: number | null = null;
  const measured = wholeJob
    ? measureWholeJob(files, {
        model,
        onPeak: (peak) => {
          workerPeakMb = peak;
        },
      })
    : measureEngine(files, { model });
  const total = { errors: 0, words: 0, audioSeconds: 0, processingSeconds: 0 };
  const lines = [];
  for await (const { file, text, audioSeconds, processingSeconds } of measured) {
    const { wer, words, errors } = wordErrorRate(await readFile(deriveReferencePath(file), "utf8"), text);
    const line = {
      file: path.basename(file),
      wer,
      rtf: audioSeconds / processingSeconds,
      words,
      audioSeconds,
    };
    total.errors += errors;
    total.words += words;
    total.audioSeconds += audioSeconds;
    total.processingSeconds += processingSeconds;
    lines.push(line);
    if (!json) console.log(serializeLine(line));
  }
  const own = await memory.stop();
  const peakPssMb = workerPeakMb ?? own.peakPssMb;
  const wer = total.errors / Math.max(1, total.words);
  const rtf = total.audioSeconds / total.processingSeconds;
  if (json) {
    console.log(JSON.stringify({ files: lines, wer, rtf, peakPssMb }));
  } else {
    console.log(
      serializeLine({ file: "in all", wer, rtf, words: total.words, audioSeconds: total.audioSeconds }),
    );
    console.log(
      `peak memory ${peakPssMb} MB (PSS of ${wholeJob ? "the worker" : "this process"} and its children)`,
    );
  }
}

const deriveReferencePath = (file: string) => file.slice(0, -path.extname(file).length).concat(".txt");

async function listReferencedFiles(dir: string): Promise<string[]> {
  const names = new Set(await readdir(dir));
  return [...names]
    .filter((name) => path.extname(name) !== ".txt" && names.has(deriveReferencePath(name)))
    .filter((name) => path.extname(name) !== "")
    .sort()
    .map((name) => path.join(dir, name));
}

interface Line {
  file: string;
  wer: number;
  rtf: number;
  words: number;
  audioSeconds: number;
}

function serializeLine({ file, wer, rtf, words, audioSeconds }: Line): string {
  const columns = [
    `WER ${(wer * 100).toFixed(1).padStart(5)} %`,
    `${rtf.toFixed(1).padStart(6)} times real time`,
    `${String(words).padStart(6)} words`,
    `${audioSeconds.toFixed(1).padStart(8)} s`,
  ];
  return `${file.padEnd(28)} ${columns.join("  ")}`;
}
