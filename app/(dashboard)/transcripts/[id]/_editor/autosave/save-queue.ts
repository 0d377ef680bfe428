export interface SaveFailure {
  /** For a person. */
  sentence: string;
  /** Whether trying again by itself may help. */
  mayPass: boolean;
}

export type SaveState = { kind: "saved" } | { kind: "saving" } | { kind: "failed"; sentence: string };

interface SaveQueueOptions {
  /** Does the next thing there is to do with the server: false when there is none. Rejects when it could not. */
  step: () => Promise<boolean>;
  describeFailure: (error: unknown) => SaveFailure;
  onChange: () => void;
}

const firstRetryMs = 2_000;
const maxRetryMs = 30_000;

/** Talks to the server, one request after the other: so an answer is never older than what is known already. What
 * failed for a reason that passes is tried again, ever more rarely. */
export class SaveQueue {
  private running: Promise<void> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private isStopped = false;
  failure: SaveFailure | null = null;

  constructor(private readonly options: SaveQueueOptions) {}

  get isRunning(): boolean {
    return this.running !== null;
  }

  /** There is something to do; while the server is away, it is done with the next try. */
  wake(): void {
    if (!this.failure) void this.run();
  }

  /** Does all there is to do now. Resolves to false when something could not be done. */
  async flush(): Promise<boolean> {
    while (this.running) await this.running;
    await this.run();
    return this.failure === null;
  }

  /** Sends nothing any more; resolves when what is on its way has come back. */
  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  start(): void {
    this.isStopped = false;
  }

  private run(): Promise<void> {
    if (this.isStopped) return Promise.resolve();
    this.running ??= this.runSteps().finally(() => {
      this.running = null;
      this.options.onChange();
    });
    return this.running;
  }

  private async runSteps(): Promise<void> {
    clearTimeout(this.timer);
    try {
      while (!this.isStopped && (await this.options.step())) {
        this.failure = null;
        this.failures = 0;
      }
      if (!this.isStopped) this.failure = null;
    } catch (error) {
      this.failure = this.options.describeFailure(error);
      this.failures += 1;
      if (this.failure.mayPass && !this.isStopped) {
        const waitMs = Math.min(maxRetryMs, firstRetryMs * 2 ** Math.min(10, this.failures - 1));
        this.timer = setTimeout(() => void this.run(), waitMs);
      }
    }
  }
}
