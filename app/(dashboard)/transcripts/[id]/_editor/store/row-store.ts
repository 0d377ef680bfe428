/** Rows of a small list (speakers, comments), outside React. `list` is the same array until something changes. */
export class RowStore<Row extends { id: string }> {
  private readonly rows = new Map<string, Row>();
  private readonly listeners = new Set<() => void>();
  private sorted: readonly Row[] = [];

  constructor(private readonly compare: (a: Row, b: Row) => number) {}

  list = (): readonly Row[] => this.sorted;
  find = (id: string): Row | null => this.rows.get(id) ?? null;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Null: it goes. */
  write(rows: ReadonlyMap<string, Row | null>): void {
    let isChanged = false;
    for (const [id, row] of rows) {
      if (this.find(id) === row) continue;
      isChanged = true;
      if (row) this.rows.set(id, row);
      else this.rows.delete(id);
    }
    if (!isChanged) return;
    this.sorted = [...this.rows.values()].sort(this.compare);
    for (const listener of this.listeners) listener();
  }
}
