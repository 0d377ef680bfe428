/** Who speaks when, in turns, put onto the words of a text. */

/** A stretch of one voice. Voices are numbered from 0; turns of several may overlap. */
export interface SpokenTurn {
  speaker: number;
  startMs: number;
  endMs: number;
}

/** A word, or a whole line that cannot be cut. */
export interface SpokenUnit {
  text: string;
  startMs: number;
  endMs: number;
  /** It begins a line. */
  isFirst: boolean;
}

/** What a change of speakers before a unit costs: as many milliseconds of words as it takes to believe it there. */
const changeMs = { sentence: 60, longPause: 80, pause: 200, clause: 350, line: 250, within: 1_000 };
const longPauseMs = 600;
const pauseMs = 250;
/** A word beside a turn, with nobody's turn over it, is that turn's rather than one further away. */
const reachMs = 2_000;
/** Longer units say no more of who speaks than this. */
const longestUnitMs = 20_000;

const sentenceEnd = /[.?!…。?!]["'”’»)\]]*$/u;
const clauseEnd = /[,;:–—,、;:]["'”’»)\]]*$/u;

/** The voice of each unit, by the cheapest path through all of them (A. Viterbi, 1967): a unit costs the time that it is
 * not covered by its voice's turns, and a change of voices costs little where a sentence ends or somebody pauses and much
 * within a phrase. So the tail of a sentence stays with it though a turn ends a word too early. Null where there are no
 * turns at all. Units and turns are in order of time. */
export function assignSpeakers(
  units: readonly SpokenUnit[],
  turns: readonly SpokenTurn[],
): (number | null)[] {
  const speakers = [...new Set(turns.map(({ speaker }) => speaker))].sort((a, b) => a - b);
  if (speakers.length === 0) return units.map(() => null);
  const from: Uint16Array[] = [];
  let costs = new Float64Array(speakers.length);
  const nearTurns = createTurnWindow(turns);
  units.forEach((unit, index) => {
    const before = units[index - 1];
    const change = before ? costOfChange(before, unit) : 0;
    const cheapest = indexOfLeast(costs);
    const next = new Float64Array(speakers.length);
    const origin = new Uint16Array(speakers.length);
    const uncovered = measureUncovered(unit, speakers, nearTurns(unit));
    for (let at = 0; at < speakers.length; at++) {
      const stays = costs[at] as number;
      const moves = (costs[cheapest] as number) + change;
      origin[at] = stays <= moves ? at : cheapest;
      next[at] = Math.min(stays, moves) + (uncovered[at] as number);
    }
    from.push(origin);
    costs = next;
  });
  const path = new Array<number>(units.length);
  let state = indexOfLeast(costs);
  for (let index = units.length - 1; index >= 0; index--) {
    path[index] = speakers[state] as number;
    state = from[index]?.[state] ?? state;
  }
  return path;
}

function costOfChange(before: SpokenUnit, unit: SpokenUnit): number {
  const silence = unit.startMs - before.endMs;
  return Math.min(
    sentenceEnd.test(before.text) ? changeMs.sentence : changeMs.within,
    silence >= longPauseMs ? changeMs.longPause : changeMs.within,
    silence >= pauseMs ? changeMs.pause : changeMs.within,
    clauseEnd.test(before.text) ? changeMs.clause : changeMs.within,
    unit.isFirst ? changeMs.line : changeMs.within,
  );
}

/** Milliseconds of a unit that each speaker's turns do not cover. */
function measureUncovered(
  { startMs, endMs }: SpokenUnit,
  speakers: readonly number[],
  turns: readonly SpokenTurn[],
): number[] {
  const length = Math.min(longestUnitMs, Math.max(40, endMs - startMs));
  const covered = speakers.map(() => 0);
  const nearest = speakers.map(() => Number.POSITIVE_INFINITY);
  for (const turn of turns) {
    const at = speakers.indexOf(turn.speaker);
    const overlap = Math.min(endMs, turn.endMs) - Math.max(startMs, turn.startMs);
    if (overlap > 0) covered[at] = (covered[at] as number) + overlap;
    else nearest[at] = Math.min(nearest[at] as number, -overlap);
  }
  const whole = Math.max(1, endMs - startMs);
  if (covered.some((ms) => ms > 0)) return covered.map((ms) => length * (1 - Math.min(1, ms / whole)));
  return nearest.map((ms) => length * Math.min(1, ms / reachMs));
}

/** The turns that may concern a unit; units come in order. */
function createTurnWindow(turns: readonly SpokenTurn[]): (unit: SpokenUnit) => SpokenTurn[] {
  const sorted = [...turns].sort((a, b) => a.startMs - b.startMs);
  let open: SpokenTurn[] = [];
  let next = 0;
  return ({ startMs, endMs }) => {
    for (let turn = sorted[next]; turn && turn.startMs < endMs + reachMs; turn = sorted[++next])
      open.push(turn);
    open = open.filter((turn) => turn.endMs > startMs - reachMs);
    return open;
  };
}

function indexOfLeast(costs: Float64Array): number {
  let least = 0;
  for (let at = 1; at < costs.length; at++) if ((costs[at] as number) < (costs[least] as number)) least = at;
  return least;
}
