export interface PlaybackState {
  isPlaying: boolean;
  rate: number;
  durationMs: number;
  /** The browser cannot open the recording. */
  hasFailed: boolean;
}

export const rates: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5];
const rateKey = "trax.rate";

/** The one player of an open document. Its state changes rarely and is drawn by React; the time changes with every
 * frame, and who follows it touches the page directly. */
export class Playback {
  private element: HTMLMediaElement | null = null;
  private frame = 0;
  private readonly listeners = new Set<() => void>();
  private readonly timeListeners = new Set<(timeMs: number) => void>();
  private state: PlaybackState;

  constructor(durationMs: number) {
    this.state = { isPlaying: false, rate: 1, durationMs, hasFailed: false };
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getState = (): PlaybackState => this.state;

  /** Called with each frame while it plays, and when it stands elsewhere. */
  followTime = (listener: (timeMs: number) => void): (() => void) => {
    this.timeListeners.add(listener);
    listener(this.timeMs);
    return () => this.timeListeners.delete(listener);
  };

  get timeMs(): number {
    return Math.round((this.element?.currentTime ?? 0) * 1_000);
  }

  /** The ref of the media element. */
  attach = (element: HTMLMediaElement | null): (() => void) | undefined => {
    if (!element) return;
    this.element = element;
    const controller = new AbortController();
    const on = (types: string[], run: () => void) => {
      for (const type of types) element.addEventListener(type, run, { signal: controller.signal });
    };
    on(["play", "playing"], () => {
      this.update({ isPlaying: true, hasFailed: false });
      this.tick();
    });
    on(["pause", "ended"], () => {
      this.update({ isPlaying: false });
      this.publishTime();
    });
    on(["timeupdate", "seeking", "seeked"], () => this.publishTime());
    on(["loadedmetadata", "durationchange"], () => {
      // Recordings of a browser and broken headers say "endless"; then the length that was decoded stands.
      if (Number.isFinite(element.duration))
        this.update({ durationMs: Math.round(element.duration * 1_000) });
    });
    on(["error"], () => this.update({ hasFailed: true, isPlaying: false }));
    this.setRate(readRate());
    return () => {
      controller.abort();
      cancelAnimationFrame(this.frame);
      this.element = null;
    };
  };

  play(): void {
    // Refused where the browser wants a click first, or where the element says by its error event why not.
    void this.element?.play().catch(() => {});
  }

  pause(): void {
    this.element?.pause();
  }

  toggle(): void {
    if (this.state.isPlaying) this.pause();
    else this.play();
  }

  seek(timeMs: number): void {
    if (!this.element) return;
    this.element.currentTime = Math.min(Math.max(0, timeMs), this.state.durationMs) / 1_000;
    this.publishTime();
  }

  skip(byMs: number): void {
    this.seek(this.timeMs + byMs);
  }

  setRate(rate: number): void {
    if (this.element) {
      this.element.defaultPlaybackRate = rate;
      this.element.playbackRate = rate;
    }
    try {
      localStorage.setItem(rateKey, String(rate));
    } catch {
      // The next visit starts at normal speed then.
    }
    this.update({ rate });
  }

  /** One step faster (1) or slower (-1). */
  changeRate(step: 1 | -1): void {
    const next = rates[rates.indexOf(this.state.rate) + step];
    if (next !== undefined) this.setRate(next);
  }

  private tick = () => {
    cancelAnimationFrame(this.frame);
    if (!this.element || this.element.paused) return;
    this.publishTime();
    this.frame = requestAnimationFrame(this.tick);
  };

  private publishTime() {
    const { timeMs } = this;
    for (const listener of this.timeListeners) listener(timeMs);
  }

  private update(change: Partial<PlaybackState>) {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}

function readRate(): number {
  try {
    const stored = Number(localStorage.getItem(rateKey));
    return rates.find((rate) => rate === stored) ?? 1;
  } catch {
    return 1;
  }
}
