import type { MeasurementView, QualityView } from "@/server/quality/schema";

/** Whole words of a hundred; of nearly all and of nearly none it does not say all or none. */
export function inHundred(share: number): number {
  const rounded = Math.round(share * 100);
  if (rounded === 100 && share < 0.9995) return 99;
  return rounded === 0 && share > 0.0005 ? 1 : rounded;
}

/** "about 96 in 100 words right; between 92 and 98". */
export function describeEstimate({
  accuracy,
  low,
  high,
}: NonNullable<NonNullable<QualityView["result"]>["estimate"]>): { headline: string; range: string } {
  const [from, to] = [Math.floor(low * 100), Math.ceil(high * 100)];
  return {
    headline: `About ${inHundred(accuracy)} in 100 words right`,
    range: from === to ? `${from} of 100, as far as can be told` : `between ${from} and ${to}`,
  };
}

const count = (value: number, one: string, many: string) =>
  `${value.toLocaleString("en")} ${value === 1 ? one : many}`;

export function describeMeasurement(measured: MeasurementView): { headline: string; counts: string } {
  const { unit, wer, words, substitutions, insertions, deletions } = measured;
  const right = Math.max(0, 1 - wer);
  const share = (Math.round(right * 1_000) / 10).toLocaleString("en");
  const [one, many] = unit === "word" ? ["word", "words"] : ["character", "characters"];
  const counts = [
    `${substitutions.toLocaleString("en")} wrong`,
    `${deletions.toLocaleString("en")} left out`,
    `${insertions.toLocaleString("en")} too many`,
  ];
  return {
    headline: `${share} in 100 ${many} right`,
    counts: `${count(words, one, many)}: ${counts.join(", ")}. Error rate ${(wer * 100).toFixed(1)} % (${unit === "word" ? "WER" : "CER"}).`,
  };
}

/** What an estimate rests on, each with what it means. */
export function listSignals({
  unsureShare,
  snrDb,
  wordsPerSecond,
  passAgreement,
  words,
}: NonNullable<QualityView["result"]>["signals"]): { name: string; value: string }[] {
  const signals: { name: string; value: string }[] = [];
  if (unsureShare !== null) {
    const unsure = Math.round(unsureShare * 100);
    signals.push({
      name: "Engine",
      value: unsure === 0 ? "sure of nearly all words" : `unsure of ${unsure} in 100 words`,
    });
  }
  if (snrDb !== null) {
    signals.push({
      name: "Sound",
      value: `${describeSnr(snrDb)}, voice ${Math.round(snrDb)} dB above the noise`,
    });
  }
  if (wordsPerSecond !== null) {
    signals.push({ name: "Pace", value: `${Math.round(wordsPerSecond * 60)} words a minute of speech` });
  }
  if (passAgreement !== null) {
    signals.push({ name: "Hearings", value: `agree on ${Math.round(passAgreement * 100)} in 100 words` });
  }
  if (words !== null) {
    signals.push({
      name: "Length",
      value: `${count(words, "word", "words")}${words < 100 ? ", so the range is wide" : ""}`,
    });
  }
  return signals;
}

function describeSnr(snrDb: number): string {
  if (snrDb >= 20) return "clear";
  if (snrDb >= 12) return "some noise";
  return snrDb >= 6 ? "noisy" : "very noisy";
}
