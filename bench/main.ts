/** `npm run bench -- NAME …`: one file a benchmark, each with its own arguments. */

interface Benchmark {
  run(args: string[]): Promise<void>;
}

const benchmarks: Record<string, () => Promise<Benchmark>> = {
  calibration: () => import("./calibration"),
  coverage: () => import("./coverage"),
  data: () => import("./data"),
  editor: () => import("./editor"),
  endpoint: () => import("./endpoint"),
  enhancement: () => import("./enhancement"),
  export: () => import("./export"),
  ingest: () => import("./ingest"),
  language: () => import("./language"),
  library: () => import("./library"),
  passes: () => import("./passes"),
  queue: () => import("./queue"),
  long: () => import("./long-audio"),
  seams: () => import("./seams"),
  speakers: () => import("./speakers"),
  speech: () => import("./speech"),
  speed: () => import("./speed"),
  "time-left": () => import("./time-left"),
  vocabulary: () => import("./vocabulary"),
  "voices-dialogues": () => import("./voices-dialogues"),
  "voices-match": () => import("./voices-match"),
  "voices-overlap": () => import("./voices-overlap"),
  "voices-people": () => import("./voices-people"),
  "voices-train": () => import("./voices-train"),
  "word-times": () => import("./word-times"),
  zip: () => import("./zip"),
};

const [name = "", ...args] = process.argv.slice(2);
const load = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
if (!load) {
  console.error(
    `There is no benchmark called "${name}". Known: ${Object.keys(benchmarks).join(", ")}.\n` +
      "Example: npm run bench -- speech DIR [--json] [--model tiny|base]",
  );
  process.exitCode = 2;
} else {
  try {
    await (await load()).run(args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

export {};
