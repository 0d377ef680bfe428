const medianWidth = 7;

/** What a pause at which a word begins is worth, in deviations of attention over one frame: more than the cost of going a
 * second out of the way. */
const pauseWorth = 40;

/** What is known of the sound and of the text beside the attention. */
export interface Steering {
  /** Whether there is a voice in a frame; where there is none, nobody says a token. */
  hasVoice(frame: number): boolean;
  /** Whether a row begins a word, or is the end of the text. */
  beginsWord(row: number): boolean;
}

export interface TokenFrames {
  /** Frames with a voice, rising; all of them where none has. */
  heard: number[];
  /** Of each position in `heard`, whether a pause lies right before it. */
  followsPause: boolean[];
  /** Position in `heard` at which each row begins, never falling. */
  starts: Int32Array;
}

const noSteering: Steering = { hasVoice: () => true, beginsWord: () => true };

/** Where in the sound each token begins: dynamic time warping over the cross attention, as Whisper's word timestamps do
 * it (weights standardised over tokens, median filter over frames, mean over heads, then the cheapest path that never
 * goes back). Pauses are taken out of the sound first, and words are drawn to begin where one was: attention is
 * scattered over silence, and a word that lies across a pause is nearly always a word on one side of it.
 * @param attention a row a token: `heads` times `frames` weights, head after head */
export function deriveTokenFrames(
  attention: Float32Array[],
  heads: number,
  frames: number,
  { hasVoice, beginsWord }: Steering = noSteering,
): TokenFrames {
  const rows = attention.length;
  const focus = new Float32Array(rows * frames);
  for (let head = 0; head < heads; head++) addHead(focus, attention, head, frames, heads);
  const all = Array.from({ length: frames }, (_, frame) => frame);
  const voiced = all.filter(hasVoice);
  const heard = voiced.length > 0 ? voiced : all;
  const followsPause = heard.map((frame, at) => at > 0 && heard[at - 1] !== frame - 1);
  const score = (row: number, at: number) => focus[row * frames + (heard[at] ?? 0)] as number;
  const worth = (row: number, at: number) => (followsPause[at] && beginsWord(row) ? pauseWorth : 0);
  return { heard, followsPause, starts: tracePath(score, worth, rows, heard.length) };
}

function addHead(
  focus: Float32Array,
  attention: Float32Array[],
  head: number,
  frames: number,
  heads: number,
): void {
  const rows = attention.length;
  const weights = new Float32Array(rows * frames);
  attention.forEach((row, at) => {
    weights.set(row.subarray(head * frames, (head + 1) * frames), at * frames);
  });
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let at = frame; at < weights.length; at += frames) sum += weights[at] as number;
    const mean = sum / rows;
    let squares = 0;
    for (let at = frame; at < weights.length; at += frames) squares += ((weights[at] as number) - mean) ** 2;
    const deviation = Math.sqrt(squares / rows) + 1e-9;
    for (let at = frame; at < weights.length; at += frames) {
      weights[at] = ((weights[at] as number) - mean) / deviation;
    }
  }
  const window = new Float32Array(medianWidth);
  for (let row = 0; row < rows; row++) {
    for (let frame = 0; frame < frames; frame++) {
      for (let offset = 0; offset < medianWidth; offset++) {
        const mirrored = mirror(frame + offset - (medianWidth >> 1), frames);
        insertSorted(window, offset, weights[row * frames + mirrored] as number);
      }
      const at = row * frames + frame;
      focus[at] = (focus[at] as number) + (window[medianWidth >> 1] as number) / heads;
    }
  }
}

function mirror(frame: number, frames: number): number {
  const inside = frame < 0 ? -frame : frame >= frames ? 2 * frames - 2 - frame : frame;
  return Math.min(frames - 1, Math.max(0, inside));
}

function insertSorted(window: Float32Array, length: number, value: number): void {
  let at = length;
  while (at > 0 && (window[at - 1] as number) > value) {
    window[at] = window[at - 1] as number;
    at--;
  }
  window[at] = value;
}

enum Came {
  fromBoth = 0,
  fromRow = 1,
  fromFrame = 2,
}

/** @param worth what is gained where a row begins at a frame */
function tracePath(
  score: (row: number, frame: number) => number,
  worth: (row: number, frame: number) => number,
  rows: number,
  frames: number,
): Int32Array {
  const width = frames + 1;
  const came = new Uint8Array((rows + 1) * width);
  let above = new Float32Array(width).fill(Number.POSITIVE_INFINITY);
  above[0] = 0;
  for (let row = 1; row <= rows; row++) {
    const costs = new Float32Array(width).fill(Number.POSITIVE_INFINITY);
    for (let frame = 1; frame <= frames; frame++) {
      const both = (above[frame - 1] as number) - worth(row - 1, frame - 1);
      const fromRow = above[frame] as number;
      const fromFrame = costs[frame - 1] as number;
      let cheapest = fromFrame;
      let direction = Came.fromFrame;
      if (both < fromRow && both < fromFrame) {
        cheapest = both;
        direction = Came.fromBoth;
      } else if (fromRow < both && fromRow < fromFrame) {
        cheapest = fromRow;
        direction = Came.fromRow;
      }
      costs[frame] = cheapest - score(row - 1, frame - 1);
      came[row * width + frame] = direction;
    }
    above = costs;
  }
  const starts = new Int32Array(rows);
  let row = rows;
  let frame = frames;
  while (row > 0 && frame > 0) {
    starts[row - 1] = frame - 1;
    const direction = came[row * width + frame];
    if (direction !== Came.fromFrame) row--;
    if (direction !== Came.fromRow) frame--;
  }
  return starts;
}
