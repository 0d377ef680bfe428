/** Turns as another engine or a server gives them, brought into the form that ours have. */

export interface GivenTurn<Speaker = number> {
  /** On the clock of the stretch. */
  startMs: number;
  endMs: number;
  speaker: Speaker;
}

export interface OrderedTurn<Speaker = number> extends GivenTurn<Speaker> {
  /** Somebody else speaks for a good part of it, too. */
  overlaps: boolean;
}

/** One speaker goes on over a pause of so much, as with our own turns. */
const joinsOverMs = 1_000;
/** Shorter ones are no turns, but the edge of one. */
const shortestMs = 50;
/** Both talk at once for so long, and for such a share of the turn: less is the one's end in the other's beginning. */
const overlapFrom = { ms: 300, share: 0.25 };

/** In order, within the stretch, each speaker's own ones apart; what cannot be true is left out.
 * @param lengthMs of the stretch */
export function orderTurns<Speaker>(
  given: readonly GivenTurn<Speaker>[],
  lengthMs: number,
): OrderedTurn<Speaker>[] {
  const sorted = given
    .map(({ startMs, endMs, speaker }) => ({
      startMs: Math.round(Math.max(0, startMs)),
      endMs: Math.round(Math.min(lengthMs, endMs)),
      speaker,
    }))
    // Also what is no number at all.
    .filter(({ startMs, endMs }) => endMs - startMs >= shortestMs)
    .sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
  const turns: GivenTurn<Speaker>[] = [];
  const lastOf = new Map<Speaker, GivenTurn<Speaker>>();
  let last: GivenTurn<Speaker> | null = null;
  for (const turn of sorted) {
    const own = lastOf.get(turn.speaker);
    const touches = own !== undefined && turn.startMs <= own.endMs;
    const goesOn = own !== undefined && own === last && turn.startMs - own.endMs <= joinsOverMs;
    if (own && (touches || goesOn)) {
      own.endMs = Math.max(own.endMs, turn.endMs);
      continue;
    }
    last = { ...turn };
    lastOf.set(turn.speaker, last);
    turns.push(last);
  }
  return markOverlaps(turns);
}

function markOverlaps<Speaker>(turns: readonly GivenTurn<Speaker>[]): OrderedTurn<Speaker>[] {
  const together = turns.map(() => 0);
  let open: number[] = [];
  turns.forEach((turn, at) => {
    open = open.filter((other) => (turns[other] as GivenTurn<Speaker>).endMs > turn.startMs);
    for (const other of open) {
      const ms = Math.min(turn.endMs, (turns[other] as GivenTurn<Speaker>).endMs) - turn.startMs;
      together[at] = (together[at] as number) + ms;
      together[other] = (together[other] as number) + ms;
    }
    open.push(at);
  });
  return turns.map((turn, at) => {
    const ms = together[at] as number;
    const overlaps = ms >= overlapFrom.ms || ms >= overlapFrom.share * (turn.endMs - turn.startMs);
    return { ...turn, overlaps: ms > 0 && overlaps };
  });
}
