import { parseArgs } from "node:util";
import { canJudgeLanguage, judgeLanguage, scoreLanguage } from "../core/quality/judge-language";
import { SAMPLE_RATE } from "../worker/engines/engine";
import { toHeardStretch } from "../worker/steps/watch-language";
import {
  joinSounds,
  listSounds,
  type SoundCondition,
  soundConditions,
  spoil,
} from "./language/build-recordings";
import { type HeardChunk, openHearing } from "./language/hear-recordings";
import { measureSwitched } from "./language/measure-switched";

const usage =
  "npm run bench -- language LANGUAGE=DIR… [--model tiny|base] [--count 4] [--seconds 10,20,30,60] [--skip 0] [--switched]\n" +
  "Example: npm run bench -- language en=english es=spanish";

interface Tally {
  same: number;
  wrong: number;
  unsure: number;
}

/** Joins the sound files of each folder to recordings of several lengths, clean, in noise and as a telephone carries
 * them, and counts those in English that pass for another language (false alarms) and those in another that pass for
 * English (misses). `--skip` leaves out the first files, those that something was set by. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      model: { type: "string", default: "base" },
      count: { type: "string", default: "4" },
      seconds: { type: "string", default: "10,20,30,60" },
      skip: { type: "string", default: "0" },
      switched: { type: "boolean", default: false },
    },
  });
  const { model } = values;
  const folders = positionals.map((given) => /^([a-z]{2,3})=(.+)$/.exec(given)?.slice(1) ?? []);
  const lengths = values.seconds.split(",").map(Number);
  const [count, skip] = [Number(values.count), Number(values.skip)];
  const isUsable =
    folders.length > 0 && folders.every((pair) => pair.length === 2) && lengths.every((one) => one > 0);
  if (!isUsable || !(count > 0) || !(skip >= 0) || (model !== "tiny" && model !== "base")) {
    throw new Error(`Usage: ${usage}`);
  }
  const engine = `moonshine-${model}`;
  if (!canJudgeLanguage(engine)) throw new Error(`${engine} was never measured.`);

  if (values.switched) {
    const pairs = folders.map(([language = "", dir = ""]) => [language, dir] as const);
    return measureSwitched(pairs, { model, count, skip });
  }
  const tallies = new Map<string, Tally>();
  const hearing = await openHearing(model);
  try {
    for (const [language = "", dir = ""] of folders) {
      const files = (await listSounds(dir)).slice(skip);
      let next = 0;
      for (const seconds of lengths) {
        for (let at = 0; at < count; at++) {
          if (next >= files.length) next = 0;
          const { samples, used } = await joinSounds(files.slice(next), seconds);
          next += used;
          for (const condition of soundConditions) {
            const chunks = await hearing.hear(spoil(samples, condition));
            note(tallies, engine, { language, seconds, condition, chunks });
          }
        }
      }
    }
  } finally {
    await hearing.close();
  }
  for (const [name, { same, wrong, unsure }] of [...tallies].sort()) {
    console.log(`${name.padEnd(36)} ${same} right, ${wrong} wrong, ${unsure} too short to tell`);
  }
}

interface Heard {
  language: string;
  seconds: number;
  condition: SoundCondition;
  chunks: HeardChunk[];
}

function note(
  tallies: Map<string, Tally>,
  engine: string,
  { language, seconds, condition, chunks }: Heard,
): void {
  const stretches = chunks.map(({ range, result }) =>
    toHeardStretch(result, (range.end - range.start) / SAMPLE_RATE),
  );
  const verdict = judgeLanguage(engine, stretches);
  const isEnglish = language === "en";
  const isRight = verdict === (isEnglish ? "same" : "other");
  for (const name of [
    `${isEnglish ? "false alarms" : "misses"}, ${seconds} s, ${condition}`,
    `${isEnglish ? "false alarms" : "misses"} in all`,
  ]) {
    const tally = tallies.get(name) ?? { same: 0, wrong: 0, unsure: 0 };
    tally[verdict === "unsure" ? "unsure" : isRight ? "same" : "wrong"] += 1;
    tallies.set(name, tally);
  }
  if (isRight) return;
  const text = chunks.map(({ result }) => result.text).join(" ");
  console.log(
    `${language} ${seconds} s ${condition} ${scoreLanguage(stretches)?.toFixed(2)} ${text.slice(0, 90)}`,
  );
}
