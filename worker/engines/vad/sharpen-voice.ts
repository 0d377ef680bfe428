import { SAMPLE_RATE, type SampleRange } from "../engine";

/** A hundredth of a second. */
const step = SAMPLE_RATE / 100;
/** Quieter than the loudest moment of a stretch by this, in dB, is not its beginning or end yet. */
const belowPeakDb = 30;
/** Nor is what stands out of the quietest of the sound by less. */
const aboveFloorDb = 8;
const floorShare = 0.05;
/** An edge is moved outwards and inwards at most so many steps. */
const outwards = 15;
const inwards = 12;
/** A closed stop in front of a vowel is quiet for so many steps, and part of the word. */
const quietWithin = 3;

/** Stretches of voice with their edges moved to where the sound itself sets in and ends: the detector answers for 32 ms at
 * once, and is not sure before it has heard some more. In order, not overlapping, none empty.
 * @param samples the sound in which the stretches lie */
export function sharpenVoice(voice: readonly SampleRange[], samples: Float32Array): SampleRange[] {
  const levels = listLevels(samples);
  const floor = levels.toSorted()[Math.floor(levels.length * floorShare)] ?? 0;
  const firstStep = (sample: number) => Math.floor(sample / step);
  const endStep = (sample: number) => Math.ceil(sample / step);
  let clock = 0;
  return voice.map((stretch, at) => {
    const start = firstStep(stretch.start);
    const end = endStep(stretch.end);
    const peak = levels.subarray(start, end).reduce((most, level) => Math.max(most, level), 0);
    const least = Math.max(peak - belowPeakDb, floor + aboveFloorDb);
    const isLoud = (index: number) => (levels[index] ?? 0) >= least;
    const after = voice[at + 1];
    const first = moveEdge(isLoud, start, 1, {
      inner: Math.min(end, start + inwards) - 1,
      outer: Math.max(start - outwards, endStep(clock)),
    });
    const last = moveEdge(isLoud, end - 1, -1, {
      inner: Math.max(first, end - inwards),
      outer: Math.min(levels.length, end + outwards, after ? firstStep(after.start) : levels.length) - 1,
    });
    const range = {
      start: first === start ? stretch.start : first * step,
      end: Math.min(samples.length, last === end - 1 ? stretch.end : (last + 1) * step),
    };
    clock = range.end;
    return range;
  });
}

/** The outermost loud step that joins the edge: looked for inwards, and only where the edge itself is loud, outwards. The
 * edge itself where there is none.
 * @param inside direction from the edge into the stretch */
function moveEdge(
  isLoud: (index: number) => boolean,
  edge: number,
  inside: 1 | -1,
  bounds: { inner: number; outer: number },
): number {
  if (!isLoud(edge)) {
    for (let at = edge; (bounds.inner - at) * inside >= 0; at += inside) if (isLoud(at)) return at;
    return edge;
  }
  let outermost = edge;
  for (let at = edge - inside; (at - bounds.outer) * inside >= 0; at -= inside) {
    if (isLoud(at)) outermost = at;
    else if ((outermost - at) * inside > quietWithin) break;
  }
  return outermost;
}

/** In dB above one step of a 16-bit sample, never negative. */
function listLevels(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.ceil(samples.length / step) }, (_, at) => {
    let squares = 0;
    for (let from = at * step, to = Math.min(samples.length, from + step); from < to; from++) {
      squares += ((samples[from] as number) * 32_768) ** 2;
    }
    return 10 * Math.log10(1 + squares / step);
  });
}
