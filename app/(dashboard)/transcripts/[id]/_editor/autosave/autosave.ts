export interface SaveFailure {
  /** For a person. */
  sentence: string;
  /** Whether trying again by itself may help. */
  mayPass: boolean;
}

export type SaveState = { kind: "saved" } | { kind: "saving" } | { kind: "failed"; sentence: string };

interface AutosaveOptions {
  /** Writes one text. Rejects when it could not be written. */
  save: (segmentId: string, text: string) => Promise<void>;
  describeFailure: (error: unknown) => SaveFailure;
  onChange: () => void;
}

interface Lane {
  /** The newest text that is not written yet. */
  waiting: string | null;
  timer: ReturnType<typeof setTimeout> | undefined;
  running: Promise<void> | null;
  failure: SaveFailure | null;
  failures: number;
}

const pauseMs = 1_000;
const firstRetryMs = 2_000;
const maxRetryMs = 30_000;

/** Saves what is typed, a lane for each segment: one save in flight, the latest text wins, what could not be
 * written is kept and tried again. */
export class Autosave {
  private readonly lanes = new Map<string, Lane>();

  constructor(private readonly options: AutosaveOptions) {}

  /** The text is written after a pause in typing. */
  change(segmentId: string, text: string): void {
    const lane = this.laneOf(segmentId);
    lane.waiting = text;
    this.runLater(segmentId, lane, pauseMs);
    this.options.onChange();
  }

  /** Forgets what waits. A save that is on its way arrives all the same. */
  discard(segmentId: string): void {
    const lane = this.lanes.get(segmentId);
    if (!lane) return;
    clearTimeout(lane.timer);
    lane.waiting = null;
    lane.failure = null;
    this.options.onChange();
  }

  /** Writes what waits now. Resolves to true when everything is written, to false when something could not be. */
  async flush(): Promise<boolean> {
    const ids = [...this.lanes.keys()];
    const results = await Promise.all(ids.map((id) => this.flushLane(id)));
    return results.every(Boolean);
  }

  /** Runs a write of another kind on a segment while no save of it is in flight. */
  async runAlone<T>(segmentId: string, task: () => Promise<T>): Promise<T> {
    const lane = this.laneOf(segmentId);
    while (lane.running) await lane.running;
    const result = task();
    lane.running = result.then(
      () => {},
      () => {},
    );
    this.options.onChange();
    try {
      return await result;
    } finally {
      lane.running = null;
      this.options.onChange();
    }
  }

  get state(): SaveState {
    let isSaving = false;
    for (const lane of this.lanes.values()) {
      if (lane.failure) return { kind: "failed", sentence: lane.failure.sentence };
      if (lane.running || lane.waiting !== null) isSaving = true;
    }
    return isSaving ? { kind: "saving" } : { kind: "saved" };
  }

  private laneOf(segmentId: string): Lane {
    let lane = this.lanes.get(segmentId);
    if (!lane) {
      lane = { waiting: null, timer: undefined, running: null, failure: null, failures: 0 };
      this.lanes.set(segmentId, lane);
    }
    return lane;
  }

  private runLater(segmentId: string, lane: Lane, delayMs: number) {
    clearTimeout(lane.timer);
    lane.timer = setTimeout(() => void this.flushLane(segmentId), delayMs);
  }

  private async flushLane(segmentId: string): Promise<boolean> {
    const lane = this.lanes.get(segmentId);
    if (!lane) return true;
    while (lane.running) await lane.running;
    if (lane.waiting === null) return lane.failure === null;
    await this.write(segmentId, lane, lane.waiting);
    if (lane.failure) return false;
    // What was typed while the save was on its way.
    return lane.waiting === null ? true : this.flushLane(segmentId);
  }

  private write(segmentId: string, lane: Lane, text: string): Promise<void> {
    clearTimeout(lane.timer);
    lane.waiting = null;
    const run = async () => {
      try {
        await this.options.save(segmentId, text);
        lane.failure = null;
        lane.failures = 0;
      } catch (error) {
        lane.failure = this.options.describeFailure(error);
        lane.failures += 1;
        lane.waiting ??= text;
        if (lane.failure.mayPass) {
          this.runLater(segmentId, lane, Math.min(maxRetryMs, firstRetryMs * 2 ** (lane.failures - 1)));
        }
      } finally {
        lane.running = null;
        this.options.onChange();
      }
    };
    lane.running = run();
    this.options.onChange();
    return lane.running;
  }
}
