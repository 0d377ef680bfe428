export interface SavedChange {
  segmentId: string;
  /** Undoes this very change. */
  revisionId: string;
}

export type Direction = "undo" | "redo";

const opposite = { undo: "redo", redo: "undo" } as const;

/** The changes of this visit that can be taken back, and those taken back that can be done again. An undo is a
 * change like any other, so a redo is the undo of an undo. */
export class History {
  private readonly stacks: Record<Direction, SavedChange[]> = { undo: [], redo: [] };

  /** A new change: what was taken back before it cannot be done again. */
  add(change: SavedChange): void {
    this.stacks.undo.push(change);
    this.stacks.redo.length = 0;
  }

  take(direction: Direction): SavedChange | null {
    return this.stacks[direction].pop() ?? null;
  }

  putBack(direction: Direction, change: SavedChange): void {
    this.stacks[direction].push(change);
  }

  /** `change` came of going in `direction`; it is the way back. */
  addTaken(direction: Direction, change: SavedChange): void {
    this.stacks[opposite[direction]].push(change);
  }

  canTake(direction: Direction): boolean {
    return this.stacks[direction].length > 0;
  }
}
