import type { RowChange } from "@/core/transcript/document-change";

interface RowLayerOptions<Row, Patch> {
  find: (id: string) => Row | null;
  /** Shows rows; null: the row goes. */
  write: (rows: ReadonlyMap<string, Row | null>) => void;
  applyChange: (row: Row | null, change: RowChange<Row, Patch>) => Row | null;
}

/** What the server has of the rows that the page shows differently, as something of mine is not saved yet. All other
 * rows are shown as the server has them. */
export class RowLayer<Row extends { id: string }, Patch> {
  private readonly serverRows = new Map<string, Row | null>();
  private readonly holds = new Map<string, number>();

  constructor(private readonly options: RowLayerOptions<Row, Patch>) {}

  /** What the server has, as far as it is known here. */
  findOnServer(id: string): Row | null {
    return this.serverRows.has(id) ? (this.serverRows.get(id) ?? null) : this.options.find(id);
  }

  isHeld(id: string): boolean {
    return this.holds.has(id);
  }

  /** From now on the row is shown as the page has it, whatever comes from the server. */
  hold(ids: Iterable<string>): void {
    for (const id of ids) {
      if (!this.holds.has(id)) this.serverRows.set(id, this.options.find(id));
      this.holds.set(id, (this.holds.get(id) ?? 0) + 1);
    }
  }

  /** The way back from `hold`; after the last of several, the row is shown as the server has it. */
  release(ids: Iterable<string>): void {
    const shown = new Map<string, Row | null>();
    for (const id of ids) {
      const count = this.holds.get(id) ?? 0;
      if (count > 1) {
        this.holds.set(id, count - 1);
      } else if (count === 1) {
        shown.set(id, this.serverRows.get(id) ?? null);
        this.holds.delete(id);
        this.serverRows.delete(id);
      }
    }
    this.write(shown);
  }

  show(changes: readonly RowChange<Row, Patch>[]): void {
    const rows = new Map<string, Row | null>();
    for (const change of changes) {
      const { id } = change;
      const row = rows.has(id) ? (rows.get(id) ?? null) : this.options.find(id);
      rows.set(id, this.options.applyChange(row, change));
    }
    this.write(rows);
  }

  /** A change of held rows is on the server now. */
  confirm(changes: readonly RowChange<Row, Patch>[]): void {
    for (const change of changes) {
      const row = this.serverRows.get(change.id) ?? null;
      this.serverRows.set(change.id, this.options.applyChange(row, change));
    }
  }

  /** Rows as the server has them. */
  receive(rows: ReadonlyMap<string, Row | null>): void {
    const shown = new Map<string, Row | null>();
    for (const [id, row] of rows) {
      if (this.holds.has(id)) this.serverRows.set(id, row);
      else shown.set(id, row);
    }
    this.write(shown);
  }

  /** Shows all held rows as the server has them. */
  reset(): void {
    this.write(this.serverRows);
  }

  private write(rows: ReadonlyMap<string, Row | null>) {
    const changed = new Map([...rows].filter(([id, row]) => !isSameRow(this.options.find(id), row)));
    if (changed.size > 0) this.options.write(changed);
  }
}

/** By their fields: a row that only came anew draws nothing. */
function isSameRow(a: { id: string } | null, b: { id: string } | null): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  const other = b as unknown as Record<string, unknown>;
  return Object.entries(a).every(([field, value]) => other[field] === value);
}
