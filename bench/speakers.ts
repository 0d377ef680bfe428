import { readdir } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { type FileErrors, measureDiarization } from "./speakers/measure-diarization";
import { measureSameVoice } from "./speakers/measure-same-voice";

const usage = "npm run bench -- speakers DIR [--json] [--known-count]";

/** Tells voices apart in every file of a folder that has its speakers beside it (`x.flac`, `x.rttm`) and compares; sound
 * without them that is named by its speaker (`READER-anything.flac`) is compared stretch by stretch of 3 s, same voice or
 * not. `--json` prints `{files: [{file, der, derNoOverlap, speakers, speakersRef}], der, eer, rtf}` and nothing else:
 * rates are fractions, null where there is nothing to measure them on. `--known-count` tells the number of speakers. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      "known-count": { type: "boolean", default: false },
    },
  });
  const [dir] = positionals;
  if (!dir || positionals.length > 1) throw new Error(`Usage: ${usage}`);
  const names = (await readdir(dir)).filter((name) => /\.(flac|wav|mp3|m4a|ogg|opus)$/i.test(name)).sort();
  const all = new Set(await readdir(dir));
  const isReferenced = (name: string) => all.has(`${path.parse(name).name}.rttm`);
  const referenced = names.filter(isReferenced).map((name) => path.join(dir, name));
  const clips = names
    .filter((name) => !isReferenced(name) && name.includes("-"))
    .map((name) => path.join(dir, name));
  if (referenced.length === 0 && clips.length < 2) {
    throw new Error(`No sound in ${dir} has a .rttm beside it, and none is named by its speaker.`);
  }

  const files: FileErrors[] = [];
  let [audioSeconds, processingSeconds] = [0, 0];
  for await (const file of measureDiarization(referenced, { knowsCount: values["known-count"] })) {
    files.push(file);
    audioSeconds += file.audioSeconds;
    processingSeconds += file.processingSeconds;
    if (!values.json) console.log(serializeLine(file));
  }
  const voices = clips.length < 2 ? null : await measureSameVoice(clips);
  if (voices) {
    audioSeconds += voices.audioSeconds;
    processingSeconds += voices.processingSeconds;
  }
  const spokenMs = files.reduce((sum, file) => sum + file.spokenMs, 0);
  const der = files.length === 0 ? null : files.reduce((sum, file) => sum + file.wrongMs, 0) / spokenMs;
  const rtf = audioSeconds / processingSeconds;
  if (values.json) {
    const lines = files.map(({ file, der, derNoOverlap, speakers, speakersRef }) => ({
      ...{ file, der, derNoOverlap, speakers, speakersRef },
    }));
    console.log(JSON.stringify({ files: lines, der, eer: voices?.eer ?? null, rtf }));
    return;
  }
  if (der !== null) {
    const countError = files.reduce((sum, each) => sum + Math.abs(each.speakers - each.speakersRef), 0);
    console.log(
      `in all: DER ${percent(der)}, number of speakers wrong by ${(countError / files.length).toFixed(2)} on average`,
    );
  }
  if (voices) {
    console.log(
      `EER ${percent(voices.eer)} of ${voices.stretches} stretches of 3 s, ${voices.same} pairs of one voice and ` +
        `${voices.different} of two`,
    );
  }
  console.log(`${rtf.toFixed(1)} times real time`);
}

const percent = (value: number) => `${(value * 100).toFixed(1).padStart(5)} %`;

function serializeLine(file: FileErrors): string {
  const share = (ms: number) => percent(ms / file.spokenMs);
  const columns = [
    `DER ${percent(file.der)}`,
    `without overlap ${percent(file.derNoOverlap)}`,
    `missed ${share(file.missedMs)}, false ${share(file.falseAlarmMs)}, confused ${share(file.confusedMs)}`,
    `speakers ${file.speakers} of ${file.speakersRef}`,
    `${(file.audioSeconds / file.processingSeconds).toFixed(1)} times real time`,
    ...(file.isUncertain ? ["uncertain"] : []),
  ];
  return `${file.file.padEnd(20)} ${columns.join("  ")}`;
}
