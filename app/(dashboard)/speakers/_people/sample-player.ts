interface Sample {
  mediaPath: string;
  startMs: number;
  endMs: number;
}

interface PlayState {
  /** Of the sample that is played. */
  key: string | null;
  /** Of one that could not be. */
  failedKey: string | null;
}

const silent: PlayState = { key: null, failedKey: null };

/** Plays stretches of recordings, one at a time. */
class SamplePlayer {
  private state = silent;
  private element: HTMLAudioElement | null = null;
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getState = (): PlayState => this.state;
  getServerState = (): PlayState => silent;

  toggle(key: string, sample: Sample): void {
    const isPlaying = this.state.key === key;
    this.stop();
    if (!isPlaying) this.play(key, sample);
  }

  stop(): void {
    this.element?.pause();
    this.element?.removeAttribute("src");
    this.element = null;
    this.update(silent);
  }

  private play(key: string, { mediaPath, startMs, endMs }: Sample) {
    // The end is watched here as well: not every server and container honours the fragment.
    const element = new Audio(`${mediaPath}#t=${startMs / 1_000},${endMs / 1_000}`);
    this.element = element;
    this.update({ key, failedKey: null });
    const isMine = () => this.element === element;
    const fail = () => {
      if (!isMine()) return;
      this.stop();
      this.update({ key: null, failedKey: key });
    };
    element.addEventListener("timeupdate", () => {
      if (isMine() && element.currentTime * 1_000 >= endMs) this.stop();
    });
    element.addEventListener("loadedmetadata", () => {
      element.currentTime = startMs / 1_000;
    });
    element.addEventListener("ended", () => isMine() && this.stop());
    element.addEventListener("error", fail);
    element.play().catch(fail);
  }

  private update(state: PlayState) {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

export const samplePlayer = new SamplePlayer();
