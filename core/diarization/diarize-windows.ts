import { buildTurns, type SpokenWord } from "./build-turns";
import { type DescribedVoice, describeVoice, type HeardWindow } from "./describe-voice";
import { findOverlaps, isMarked } from "./find-overlaps";
import { markOverlaps } from "./mark-overlaps";
import type { SoundRange, VoiceWindow } from "./plan-windows";
import { pickSpeakers, type TellInput, type TellSettings, tellVoices } from "./tell-voices";
import type { VoiceModel } from "./voice-model";

/** What was heard in each window. */
export interface HeardWindows {
  /** Window after window, as many values each as the model has directions. */
  voices: Float32Array;
  /** Sound that was loud enough to count; 0: nothing was heard. */
  seconds: Float32Array;
  /** NaN: not known. */
  pitchHz: Float32Array;
  /** Log-odds that two speak in it, among windows of which half are so. */
  overlap: Float32Array;
}

export interface DiarizeWindowsInput {
  regions: readonly SoundRange[];
  windows: readonly VoiceWindow[];
  heard: HeardWindows;
  words: readonly SpokenWord[];
  count: TellInput["count"];
  model: Pick<VoiceModel, "between" | "directions">;
  settings?: TellSettings;
}

export interface DiarizedTurn {
  speaker: number;
  startMs: number;
  endMs: number;
  confidence: number;
  overlaps: boolean;
}

export interface DiarizedVoices {
  turns: DiarizedTurn[];
  voices: (DescribedVoice & { speaker: number })[];
  isUncertain: boolean;
}

/** Set on dialogues joined from readers that are in no reported figure. */
export const tellSettings: TellSettings = {
  ...{ acoustic: 0.8, prior: 30, leastWindows: 4, rounds: 12 },
  ...{
    mergeFrom: 4,
    windowWeight: 1,
    weightMost: 4,
    joinFrom: 0,
    centring: 0.8,
    staysWithin: 0.8,
    staysOver: 0.3,
  },
};

/** Log-odds that a turn is right: what its windows say on average against the next likeliest voice, and how many they
 * are. Fitted on 60 dialogues joined from readers that the voices were not learned from, and checked on 60 of others. */
const trust = { base: 2.13, margin: 0.087, windows: 0.274 };
/** Mean confidence, and speech in all, below which the whole is not to be trusted. */
const uncertainBelow = { confidence: 0.85, spokenMs: 8_000 };
/** Share of the speech in which two speak at once, from which as much of the rest is not to be trusted, either. */
const uncertainOverlap = 0.1;
/** A margin beyond this tells nothing more. */
const marginMost = 12;

/** Who speaks when, from the voices of windows. */
export function diarizeWindows(input: DiarizeWindowsInput): DiarizedVoices {
  const { regions, words, count, model, settings = tellSettings } = input;
  const { windows, heard } = keepHeard(input);
  if (windows.length === 0) return describeUnheard(regions, model);
  const { posteriors, likelihoods, speakers } = tellVoices(
    { windows, voices: heard.voices, between: model.between, count },
    settings,
  );
  const labels = pickSpeakers(posteriors, speakers);
  const margins = Float64Array.from(labels, (label, window) =>
    deriveMargin(likelihoods.subarray(window * speakers, (window + 1) * speakers), label, settings.acoustic),
  );
  const turns = buildTurns({ regions, windows, speakers: labels, words });
  const order = new Map<number, number>();
  for (const { speaker } of turns) if (!order.has(speaker)) order.set(speaker, order.size);

  const overlapInput = { windows, regions, scores: heard.overlap, labels, likelihoods, speakers };
  const alone = turns.map(({ speaker, start, end, firstWindow, endWindow }) => {
    const own = margins.slice(firstWindow, Math.max(firstWindow + 1, endWindow));
    return {
      speaker: order.get(speaker) as number,
      startMs: Math.round(start / 16),
      endMs: Math.round(end / 16),
      confidence: deriveConfidence(own),
      overlaps: false,
    };
  });
  const overlaps = findOverlaps(overlapInput).map((overlap) => ({
    ...overlap,
    speaker: overlap.speaker === null ? null : (order.get(overlap.speaker) ?? null),
  }));
  const told = markOverlaps(alone, overlaps);
  const isClear = Array.from(labels, (_, window) => !isMarked(overlapInput, window));
  const voices = [...order].map(([label, speaker]) => {
    const all = listHeard(heard, model.directions);
    const mine = [...labels.keys()].filter((window) => labels[window] === label);
    const clear = mine.filter((window) => isClear[window]);
    const own = (clear.length > 0 ? clear : mine).map((window) => all[window] as HeardWindow);
    const spokenMs = told
      .filter((turn) => turn.speaker === speaker && !(turn.overlaps && clear.length > 0))
      .reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
    return { speaker, ...describeVoice(own, model, spokenMs / 1000) };
  });
  return { turns: told, voices, isUncertain: isUncertain(told) };
}

/** Speech in pieces too short or too quiet to tell voices by: for all that is known, one speaker. */
function describeUnheard(
  regions: readonly SoundRange[],
  model: DiarizeWindowsInput["model"],
): DiarizedVoices {
  if (regions.length === 0) return { turns: [], voices: [], isUncertain: false };
  const turns = regions.map(({ start, end }) => ({
    ...{ speaker: 0, startMs: Math.round(start / 16), endMs: Math.round(end / 16) },
    ...{ confidence: 0.5, overlaps: false },
  }));
  return { turns, voices: [{ speaker: 0, ...describeVoice([], model) }], isUncertain: true };
}

/** Per window, from `from` on. */
export function listHeard(
  { voices, seconds, pitchHz }: HeardWindows,
  directions: number,
  from = 0,
  to = seconds.length,
): HeardWindow[] {
  return Array.from({ length: to - from }, (_, at) => {
    const window = from + at;
    const hz = pitchHz[window] as number;
    return {
      voice: voices.subarray(window * directions, (window + 1) * directions),
      seconds: seconds[window] as number,
      pitchHz: Number.isNaN(hz) ? null : hz,
    };
  });
}

function keepHeard({ windows, heard, model }: DiarizeWindowsInput) {
  const { directions } = model;
  const kept = windows.flatMap((_, at) => ((heard.seconds[at] as number) > 0 ? [at] : []));
  const voices = new Float32Array(kept.length * directions);
  kept.forEach((from, to) => {
    voices.set(heard.voices.subarray(from * directions, (from + 1) * directions), to * directions);
  });
  return {
    windows: kept.map((at) => windows[at] as VoiceWindow),
    heard: {
      voices,
      seconds: Float32Array.from(kept, (at) => heard.seconds[at] as number),
      pitchHz: Float32Array.from(kept, (at) => heard.pitchHz[at] as number),
      overlap: Float32Array.from(kept, (at) => heard.overlap[at] as number),
    },
  };
}

/** Against the next likeliest speaker, or a voice of which nothing is known (whose likelihood is 0 on this scale). */
function deriveMargin(likelihoods: Float32Array, label: number, acoustic: number): number {
  let other = 0;
  likelihoods.forEach((value, speaker) => {
    if (speaker !== label) other = Math.max(other, value);
  });
  const margin = ((likelihoods[label] as number) - other) / acoustic;
  return Math.max(-marginMost, Math.min(marginMost, margin));
}

/** Where a voice is hard to tell, or people talk over each other, as in a meeting. */
function isUncertain(turns: readonly DiarizedTurn[]): boolean {
  const lengthOf = (list: readonly DiarizedTurn[]) =>
    list.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  const spokenMs = lengthOf(turns);
  const trusted = turns.reduce(
    (sum, { startMs, endMs, confidence }) => sum + confidence * (endMs - startMs),
    0,
  );
  return (
    spokenMs < uncertainBelow.spokenMs ||
    trusted < uncertainBelow.confidence * spokenMs ||
    lengthOf(turns.filter(({ overlaps }) => overlaps)) >= uncertainOverlap * spokenMs
  );
}

function deriveConfidence(margins: Float64Array): number {
  const mean = margins.reduce((sum, value) => sum + value, 0) / margins.length;
  return 1 / (1 + Math.exp(-(trust.base + trust.margin * mean + trust.windows * Math.log(margins.length))));
}
