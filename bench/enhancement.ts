import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type GateFigures, measureGates } from "./enhancement/measure-gates";
import { measureSpeed } from "./enhancement/measure-speed";
import {
  listBareSamples,
  listPunctuatedSamples,
  measureTexts,
  type TextFigures,
} from "./enhancement/measure-texts";
import { parseTexts, type TextCase } from "./enhancement/parse-texts";
import { parseWindows, type WindowCase } from "./enhancement/parse-windows";

const usage = "npm run bench -- enhancement [--json] [--show]";
const folder = fileURLToPath(new URL("./data/enhancement/", import.meta.url));

/** The rules on machine texts with references made by hand, and the gates on windows whose planted faults are known. Of the
 * texts every second one was never looked at while the rules were written, and of the windows a file. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, show: { type: "boolean", default: false } },
  });
  if (positionals.length > 0) throw new Error(`Usage: ${usage}`);
  const texts = readAll(/^texts-/, parseTexts);
  const gates = measureGates(readAll(/^windows-/, parseWindows));
  const heldOutGates = measureGates(readAll(/^held-out-windows/, parseWindows));
  const show = values.show ? (line: string) => console.log(`${line}\n`) : undefined;
  const bare = measureTexts(listBareSamples(texts, true), show);
  const tables: Record<string, TextFigures> = {
    "without punctuation, with times": bare,
    "  its half that was looked at": measureTexts(listBareSamples(half(texts, 0), true)),
    "  its half that was not": measureTexts(listBareSamples(half(texts, 1), true)),
    "without punctuation, without times": measureTexts(listBareSamples(texts, false)),
    "that came punctuated": measureTexts(listPunctuatedSamples(texts)),
  };
  for (const language of ["en", "es", "fr", "it", "de"])
    tables[`in ${language}, without punctuation, with times`] = measureTexts(
      listBareSamples(
        texts.filter((text) => text.language === language),
        true,
      ),
    );
  const result = {
    punctuationF1: bare.punctuationF1,
    casingF1: bare.casingF1,
    plantedCaught: gates.caught / gates.planted,
    goodRefused: gates.refused / gates.good,
    gates,
    heldOutGates,
    texts: tables,
    speed: measureSpeed(texts),
  };
  if (values.json) console.log(JSON.stringify(result));
  else print(result);
}

function readAll<Case extends TextCase | WindowCase>(
  pattern: RegExp,
  parse: (text: string) => Case[],
): Case[] {
  return readdirSync(folder)
    .filter((file) => pattern.test(file))
    .sort()
    .flatMap((file) => parse(readFileSync(`${folder}${file}`, "utf8")));
}

function half<Case>(cases: readonly Case[], which: 0 | 1): Case[] {
  return cases.filter((_, at) => at % 2 === which);
}

interface Result {
  gates: GateFigures;
  heldOutGates: GateFigures;
  texts: Record<string, TextFigures>;
  speed: ReturnType<typeof measureSpeed>;
}

function print({ gates, heldOutGates, texts, speed }: Result): void {
  const share = (part: number, whole: number) =>
    `${part} of ${whole} (${((100 * part) / Math.max(1, whole)).toFixed(1)} %)`;
  for (const [name, figures] of [
    ["gates", gates],
    ["gates, held out", heldOutGates],
  ] as const) {
    console.log(
      `${name}: ${share(figures.caught, figures.planted)} planted caught, ${share(figures.refused, figures.good)} good refused`,
    );
    for (const [kind, { planted, caught, named }] of Object.entries(figures.byClass))
      console.log(`  ${kind}: ${share(caught, planted)} caught, ${named} by that name`);
    for (const { window, planted, answer } of figures.missed)
      console.log(`  missed, ${planted} in ${window}: ${answer}`);
    for (const { window, because } of figures.refusals) console.log(`  refused, ${window}: ${because}`);
  }
  console.log("rules: F1 of punctuation and of capitals, and of the text as it came");
  for (const [name, figures] of Object.entries(texts)) {
    const { punctuationF1, casingF1, inputPunctuationF1, inputCasingF1, worsened, refused } = figures;
    const numbers = [punctuationF1, casingF1, inputPunctuationF1, inputCasingF1].map((figure) =>
      figure.toFixed(3),
    );
    console.log(
      `  ${name} (${figures.texts}): ${numbers[0]}, ${numbers[1]} (came with ${numbers[2]}, ${numbers[3]})`,
    );
    if (worsened.length > 0) console.log(`    worse than before: ${worsened.join(", ")}`);
    for (const line of refused) console.log(`    refused by the gates: ${line}`);
  }
  console.log(`speed: rules ${speed.words} words in ${speed.rulesMs} ms, gates in ${speed.gatesMs} ms`);
}
