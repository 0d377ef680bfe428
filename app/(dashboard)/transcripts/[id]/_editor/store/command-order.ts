/** Commands that wait for something, and those given after them: none overtakes another. */
export class CommandOrder {
  private last: Promise<void> | null = null;

  constructor(private readonly onChange: () => void) {}

  get isWaiting(): boolean {
    return this.last !== null;
  }

  /** @param task does not reject */
  add(task: () => Promise<void>): void {
    const mine = (this.last ?? Promise.resolve()).then(task).finally(() => {
      if (this.last === mine) this.last = null;
      this.onChange();
    });
    this.last = mine;
    this.onChange();
  }

  /** When nothing waits any more. */
  async settle(): Promise<void> {
    while (this.last) await this.last;
  }
}
