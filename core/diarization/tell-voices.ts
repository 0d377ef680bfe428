import { type Following, type FollowSettings, followVoices } from "./follow-voices";
import { type MergeLimits, mergeGroups } from "./merge-groups";
import type { VoiceWindow } from "./plan-windows";
import { createPairScores, scoreSameVoice, type VoiceGroup } from "./voice-likelihood";

/** What was set by measuring on dialogues joined from other readers (`bench/speakers`). */
export interface TellSettings extends FollowSettings {
  /** Mean score from which two groups of windows begin as one speaker. */
  mergeFrom: number;
  /** Independent windows that one window is worth, since they overlap. */
  windowWeight: number;
  /** A group is not worth more than this many windows, since more of one voice in one mood say nothing new. */
  weightMost: number;
  /** Score from which two speakers that were followed are one. */
  joinFrom: number;
  /** How much of the recording's own average is taken away: the line and the room, but also the speakers. */
  centring: number;
  /** Probability that a speaker goes on into the next window of the same region, and over a pause. */
  staysWithin: number;
  staysOver: number;
}

export interface TellInput {
  windows: readonly VoiceWindow[];
  /** Window after window, one value a direction. */
  voices: Float32Array;
  between: Float64Array;
  count: { exactly: number } | { most: number } | null;
}

/** Windows that are compared each with each; beyond them they are grouped in such blocks first, and the blocks' groups
 * compared: memory does not grow with the square of a long recording. */
const blockWindows = 600;
/** More are not followed. */
const speakersMost = 30;

/** Tells the voices of one recording apart. The speakers of the answer are those that some window is given to. */
export function tellVoices(input: TellInput, settings: TellSettings): Following {
  const { windows, between, count } = input;
  const voices = centre(input.voices, between.length, settings.centring);
  const exactly = count && "exactly" in count ? Math.min(count.exactly, windows.length) : null;
  const most = Math.min(speakersMost, exactly ?? (count && "most" in count ? count.most : speakersMost));
  const stays = Float64Array.from(windows, ({ region }, at) =>
    at > 0 && windows[at - 1]?.region === region ? settings.staysWithin : settings.staysOver,
  );
  const follow = (first: Int32Array, keepsAll: boolean, rounds = settings.rounds) =>
    followVoices({ voices, between, first, stays }, { ...settings, rounds }, keepsAll);

  /** What long speech of one voice fell into: each part is compared as a whole. */
  const joinAlike = (following: Following) => {
    const joined = joinSpeakers(following, voices, between, settings, { threshold: settings.joinFrom });
    return Math.max(-1, ...joined) + 1 < following.speakers ? follow(joined, true) : following;
  };

  const groups = groupWindows(voices, between, settings, speakersMost);
  const free = joinAlike(follow(groups, false));
  if (free.speakers <= most && (exactly === null || free.speakers === exactly)) return free;
  if (free.speakers > most) {
    const limits = { threshold: Number.POSITIVE_INFINITY, most, least: most };
    return follow(joinSpeakers(free, voices, between, settings, limits), true);
  }
  // Fewer than there are said to be: as many groups as that are followed, however alike they are.
  const wanted = groupWindows(
    voices,
    between,
    { ...settings, mergeFrom: Number.NEGATIVE_INFINITY },
    most,
    most,
  );
  const followed = follow(wanted, true);
  const found = new Set(pickSpeakers(followed.posteriors, followed.speakers)).size;
  return found === exactly ? followed : follow(wanted, true, 0);
}

function centre(voices: Float32Array, width: number, share: number): Float32Array {
  const count = voices.length / width;
  const mean = new Float64Array(width);
  voices.forEach((value, at) => {
    mean[at % width] = (mean[at % width] as number) + value / count;
  });
  return voices.map((value, at) => value - share * (mean[at % width] as number));
}

/** Group of each window, from 0. */
function groupWindows(
  voices: Float32Array,
  between: Float64Array,
  { mergeFrom, windowWeight, weightMost }: TellSettings,
  most: number,
  least = 1,
): Int32Array {
  const width = between.length;
  const count = voices.length / width;
  const labels = new Int32Array(count);
  const blocks = Math.max(1, Math.ceil(count / blockWindows));
  let found = 0;
  for (let block = 0; block < blocks; block++) {
    const from = Math.round((block * count) / blocks);
    const to = Math.round(((block + 1) * count) / blocks);
    const scoreOf = createPairScores(voices.subarray(from * width, to * width), windowWeight, between);
    const limits = { threshold: mergeFrom, most, least };
    const groups = mergeGroups(new Array(to - from).fill(1), scoreOf, limits);
    groups.forEach((group, at) => {
      labels[from + at] = found + group;
    });
    found += Math.max(-1, ...groups) + 1;
  }
  if (blocks === 1) return labels;
  const groups = averageBy(labels, found, voices, width, windowWeight, weightMost);
  const merged = mergeGroups(
    groups.map(({ weight }) => weight),
    (left, right) => scoreSameVoice(groups[left] as VoiceGroup, groups[right] as VoiceGroup, between),
    { threshold: 0, most, least },
  );
  return labels.map((label) => merged[label] as number);
}

/** The most alike of the speakers become one, as far as the limits say. */
function joinSpeakers(
  { posteriors, speakers }: Following,
  voices: Float32Array,
  between: Float64Array,
  { windowWeight, weightMost }: TellSettings,
  limits: MergeLimits,
): Int32Array {
  const labels = pickSpeakers(posteriors, speakers);
  const groups = averageBy(labels, speakers, voices, between.length, windowWeight, weightMost);
  const merged = mergeGroups(
    groups.map(({ weight }) => weight),
    (left, right) => scoreSameVoice(groups[left] as VoiceGroup, groups[right] as VoiceGroup, between),
    limits,
  );
  return labels.map((label) => merged[label] as number);
}

function averageBy(
  labels: Int32Array,
  groups: number,
  voices: Float32Array,
  width: number,
  windowWeight: number,
  weightMost: number,
): VoiceGroup[] {
  const counts = new Float64Array(groups);
  const means = Array.from({ length: groups }, () => new Float64Array(width));
  labels.forEach((label, window) => {
    counts[label] = (counts[label] as number) + 1;
    const mean = means[label] as Float64Array;
    for (let at = 0; at < width; at++) {
      mean[at] = (mean[at] as number) + (voices[window * width + at] as number);
    }
  });
  return means.map((mean, group) => {
    const count = Math.max(1, counts[group] as number);
    return { mean: mean.map((value) => value / count), weight: Math.min(weightMost, windowWeight * count) };
  });
}

/** The likeliest speaker of each window. */
export function pickSpeakers(posteriors: Float32Array, speakers: number): Int32Array {
  return Int32Array.from({ length: speakers === 0 ? 0 : posteriors.length / speakers }, (_, window) => {
    let best = 0;
    for (let at = 1; at < speakers; at++) {
      if ((posteriors[window * speakers + at] as number) > (posteriors[window * speakers + best] as number)) {
        best = at;
      }
    }
    return best;
  });
}
