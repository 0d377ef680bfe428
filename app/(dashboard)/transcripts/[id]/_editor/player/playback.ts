import { isOutside, type Loop, type LoopMarks, setMark, stepLoop } from "./loop";
import { playerSettings } from "./player-settings";
import { Zoom } from "./zoom";

export interface PlaybackState {
  isPlaying: boolean;
  rate: number;
  volume: number;
  durationMs: number;
  /** The stretch that is repeated, or played once. */
  loop: Loop | null;
  marks: LoopMarks;
  /** The recording moves: it may be shown or hidden. */
  hasPicture: boolean;
  /** Why it cannot be played, null while it can. */
  failure: string | null;
}

type Times = Pick<Loop, "startMs" | "endMs">;

export const rates: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];
export const minRate = 0.5;
export const maxRate = 3;
const rateStep = 0.1;
const noMarks: LoopMarks = { startMs: null, endMs: null };

/** The one player of an open document. Its state changes rarely and is drawn by React; the time changes with every
 * frame, and who follows it touches the page directly. */
export class Playback {
  private element: HTMLMediaElement | null = null;
  private frame = 0;
  private readonly listeners = new Set<() => void>();
  private readonly timeListeners = new Set<(timeMs: number) => void>();
  private state: PlaybackState;
  readonly zoom = new Zoom();

  constructor(durationMs: number) {
    this.state = {
      isPlaying: false,
      rate: 1,
      volume: 1,
      durationMs,
      loop: null,
      marks: noMarks,
      hasPicture: false,
      failure: null,
    };
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
    element.preservesPitch = true;
    const controller = new AbortController();
    const on = (types: string[], run: () => void) => {
      for (const type of types) element.addEventListener(type, run, { signal: controller.signal });
    };
    on(["play", "playing"], () => {
      this.update({ isPlaying: true, failure: null });
      this.tick();
    });
    on(["pause"], () => {
      this.update({ isPlaying: false });
      this.publishTime();
    });
    on(["ended"], () => {
      const { loop } = this.state;
      // A stretch up to the very end never sees its end pass.
      if (loop && loop.kind !== "once" && !isOutside(loop, this.timeMs)) this.playAgain(loop);
      else this.update({ isPlaying: false, loop: null });
      this.publishTime();
    });
    // A hidden page has no frames: the loop is held here as well.
    on(["timeupdate"], () => this.holdLoop());
    on(["timeupdate", "seeking", "seeked"], () => this.publishTime());
    const showMetadata = () => {
      // Recordings of a browser and broken headers say "endless"; then the length that was decoded stands.
      if (Number.isFinite(element.duration))
        this.update({ durationMs: Math.round(element.duration * 1_000), failure: null });
      this.update({ hasPicture: element instanceof HTMLVideoElement && element.videoWidth > 0 });
    };
    const showFailure = () => {
      this.update({ failure: cannotPlay, isPlaying: false, loop: null });
      void findFailure(element.currentSrc || element.src).then((failure) => {
        if (this.element === element && this.state.failure !== null) this.update({ failure });
      });
    };
    on(["loadedmetadata", "durationchange"], showMetadata);
    on(["error"], showFailure);
    // It came with the page, and may have been loaded, or refused, before anybody listened.
    if (element.readyState >= element.HAVE_METADATA) showMetadata();
    if (element.error) showFailure();
    const { rate, volume } = playerSettings.getSnapshot();
    this.setRate(rate);
    this.setVolume(volume);
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

  /** By a person: the last words are wanted again when it goes on. */
  pause(): void {
    if (!this.element || this.element.paused) return;
    this.element.pause();
    const { backStepMs } = playerSettings.getSnapshot();
    if (backStepMs > 0) this.moveTo(Math.max(this.timeMs - backStepMs, this.state.loop?.startMs ?? 0));
  }

  toggle(): void {
    if (this.state.isPlaying) this.pause();
    else this.play();
  }

  /** Elsewhere by a person's wish: a loop that this leaves is over. */
  seek(timeMs: number): void {
    const { loop } = this.state;
    if (loop && isOutside(loop, timeMs)) this.endLoop();
    this.moveTo(timeMs);
  }

  skip(byMs: number): void {
    this.seek(this.timeMs + byMs);
  }

  /** From the start of a stretch to its end, once or until it is told to end. */
  playStretch(loop: Loop): void {
    this.update({ loop, marks: noMarks });
    this.playAgain(loop);
  }

  /** Sets A or B where it is now; with both, what is between is repeated. */
  markLoop(which: "start" | "end"): void {
    const { marks, loop } = setMark(this.state.marks, which, this.timeMs);
    this.update({ marks, loop });
    if (loop) this.playAgain(loop);
  }

  /** A line that is looped got other times: the loop goes along. */
  retimeLoop(from: Times, { startMs, endMs }: Times): void {
    const { loop } = this.state;
    if (loop?.kind !== "line" || loop.startMs !== from.startMs || loop.endMs !== from.endMs) return;
    this.update({ loop: { ...loop, startMs, endMs } });
  }

  /** Whether there is something to end: a loop, or one of its marks. */
  hasLoop(): boolean {
    return this.state.loop !== null || this.state.marks !== noMarks;
  }

  endLoop(): void {
    if (this.hasLoop()) this.update({ loop: null, marks: noMarks });
  }

  setRate(wanted: number): void {
    const rate = Math.round(Math.min(maxRate, Math.max(minRate, wanted)) * 100) / 100;
    if (this.element) {
      this.element.defaultPlaybackRate = rate;
      this.element.playbackRate = rate;
    }
    if (playerSettings.getSnapshot().rate !== rate) playerSettings.update({ rate });
    this.update({ rate });
  }

  /** One fine step faster (1) or slower (-1). */
  changeRate(step: 1 | -1): void {
    this.setRate(Math.round((this.state.rate + step * rateStep) * 10) / 10);
  }

  setVolume(wanted: number): void {
    const volume = Math.round(Math.min(1, Math.max(0, wanted)) * 100) / 100;
    if (this.element) this.element.volume = volume;
    if (playerSettings.getSnapshot().volume !== volume) playerSettings.update({ volume });
    this.update({ volume });
  }

  private moveTo(timeMs: number) {
    if (!this.element) return;
    this.element.currentTime = Math.min(Math.max(0, timeMs), this.state.durationMs) / 1_000;
    this.publishTime();
  }

  private playAgain({ startMs }: Loop) {
    this.moveTo(startMs);
    this.play();
  }

  private holdLoop() {
    const { loop } = this.state;
    if (!loop || !this.element || this.element.paused || this.element.seeking) return;
    const step = stepLoop(loop, this.timeMs);
    if (step === "again") this.playAgain(loop);
    if (step !== "stop") return;
    this.element.pause();
    this.update({ loop: null });
  }

  private tick = () => {
    cancelAnimationFrame(this.frame);
    if (!this.element || this.element.paused) return;
    this.holdLoop();
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

const cannotPlay =
  "This browser cannot play the recording. The text can be read and corrected all the same. Reload the page; if that does not help, try another browser.";

/** The element says only that it failed; the server knows why. */
async function findFailure(path: string): Promise<string> {
  try {
    const { ok } = await fetch(path, { method: "HEAD", cache: "no-store" });
    if (ok) return cannotPlay;
    return "The file of the recording is missing on the server, so it cannot be played. The text can be read and corrected all the same. Put the file back, or submit the recording again.";
  } catch {
    return "The recording cannot be fetched: the server does not answer. What you type is kept. Reload the page when the server is back.";
  }
}
