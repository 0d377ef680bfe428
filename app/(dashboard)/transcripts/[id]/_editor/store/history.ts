export interface HistoryStep {
  /** In the order in which they were given. */
  commandIds: readonly string[];
  /** What was done, for the button: "Split the line". */
  label: string;
}

export type Direction = "undo" | "redo";

const opposite = { undo: "redo", redo: "undo" } as const;

/** What was done in this visit and can be taken back, and what was taken back and can be done again. An undo is a
 * command like any other, so a redo is the undo of an undo. */
export class History {
  private readonly stacks: Record<Direction, HistoryStep[]> = { undo: [], redo: [] };

  /** Something new: what was taken back before it cannot be done again. */
  add(step: HistoryStep): void {
    this.stacks.undo.push(step);
    this.stacks.redo.length = 0;
  }

  take(direction: Direction): HistoryStep | null {
    return this.stacks[direction].pop() ?? null;
  }

  /** `step` came of going in `direction`; it is the way back. */
  addTaken(direction: Direction, step: HistoryStep): void {
    this.stacks[opposite[direction]].push(step);
  }

  /** The newest step, if it is this one command, goes: a newer text takes its place. */
  dropNewest(commandId: string): void {
    const newest = this.stacks.undo.at(-1);
    if (newest?.commandIds.length === 1 && newest.commandIds[0] === commandId) this.stacks.undo.pop();
  }

  /** Commands that came to nothing. */
  forget(commandIds: ReadonlySet<string>): void {
    for (const direction of ["undo", "redo"] as const) {
      this.stacks[direction] = this.stacks[direction].flatMap((step) => {
        const left = step.commandIds.filter((id) => !commandIds.has(id));
        return left.length === 0
          ? []
          : [left.length === step.commandIds.length ? step : { ...step, commandIds: left }];
      });
    }
  }

  findLabel(direction: Direction): string | null {
    return this.stacks[direction].at(-1)?.label ?? null;
  }
}
