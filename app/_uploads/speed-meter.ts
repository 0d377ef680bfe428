interface Sample {
  atMs: number;
  sentBytes: number;
}

const windowMs = 6_000;
const minimumMs = 800;

/** Bytes a second over the last few seconds, so that a pause or a slow start is soon forgotten. */
export class SpeedMeter {
  private samples: Sample[] = [];

  add(atMs: number, sentBytes: number): void {
    this.samples.push({ atMs, sentBytes });
    // One sample older than the window stays: it is where the window begins.
    while ((this.samples[1]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs - windowMs) this.samples.shift();
  }

  /** Null while too little is known. */
  get bytesPerSecond(): number | null {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || last.atMs - first.atMs < minimumMs) return null;
    return Math.max(0, ((last.sentBytes - first.sentBytes) * 1_000) / (last.atMs - first.atMs));
  }

  reset(): void {
    this.samples = [];
  }
}
