import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

/** A word with its place in the sound, in seconds. */
export interface PlacedWord {
  text: string;
  start: number;
  end: number;
}

const run = promisify(execFile);
const model = "/usr/share/pocketsphinx/model/en-us";
const dictionaryPath = path.join(model, "cmudict-en-us.dict");
/** It has to find its way to the end of the one sentence that it knows, however unlikely that looks on the way. */
const beams = ["-beam", "1e-120", "-wbeam", "1e-100", "-pbeam", "1e-120", "-bestpath", "no"];
const wholeSound = ["-vad_threshold", "0.5", "-remove_silence", "no"];

/** Forced alignment by an independent tool: pocketsphinx, told the one sentence that it may hear.
 * @returns null where it is not installed */
export async function createSphinxAligner(folder: string) {
  const dictionary = await readFile(dictionaryPath, "utf8").catch(() => null);
  const isThere = await run("pocketsphinx_continuous", []).catch((error) => error.code !== "ENOENT");
  if (dictionary === null || !isThere) return null;
  const known = new Set(dictionary.split("\n").map((line) => line.split(" ")[0] ?? ""));
  let files = 0;

  /** Places of words that are lower case and bare; null where one is not in its dictionary, or it lost its way. */
  return async function align(wavPath: string, words: string[]): Promise<PlacedWord[] | null> {
    if (words.length === 0 || words.some((word) => !known.has(word))) return null;
    const grammar = path.join(folder, `sentence-${files++}.gram`);
    await writeFile(grammar, `#JSGF V1.0;\ngrammar g;\npublic <s> = ${words.join(" ")};\n`);
    const { stdout } = await run("pocketsphinx_continuous", [
      ...["-infile", wavPath, "-hmm", path.join(model, "en-us"), "-dict", dictionaryPath],
      ...["-jsgf", grammar, "-time", "yes", "-logfn", "/dev/null", ...beams, ...wholeSound],
    ]);
    const placed = stdout
      .split("\n")
      .map((line) => /^([^\s<+[]\S*) ([\d.]+) ([\d.]+) [\d.]+$/.exec(line))
      .flatMap((found) => {
        const [, text = "", start, end] = found ?? [];
        // The dictionary's second way to say a word is called "word(2)".
        return found ? [{ text: text.replace(/\(\d+\)$/, ""), start: Number(start), end: Number(end) }] : [];
      });
    const isWhole = placed.length === words.length && placed.every(({ text }, at) => text === words[at]);
    return isWhole ? placed : null;
  };
}
