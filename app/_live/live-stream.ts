import type { LiveEvent, LiveWatchInput } from "@/server/api/live-schema";

interface Handlers {
  onOpen: () => void;
  onEvent: (event: LiveEvent) => void;
  /** The stream is down; it may or may not come back by itself. */
  onLost: () => void;
  /** The stream is down and will not come back. */
  onEnd: () => void;
}
export type OpenStream = (input: LiveWatchInput, handlers: Handlers) => () => void;

/** Adding and leaving a page changes what is watched twice in a row; one stream opens for both. */
const settleMs = 30;
const reopenMs = 5_000;
/** The most of one kind that the server watches for one tab. */
const maxIds = 50;

/** The one event stream of a tab: what all parts of the page watch, together, closed while the tab is hidden. */
export class LiveStream {
  private readonly watches = new Set<{ interest: LiveWatchInput; onEvent: (event: LiveEvent) => void }>();
  private readonly listeners = new Set<() => void>();
  private closeStream: (() => void) | null = null;
  private openedFor = "";
  private timer: ReturnType<typeof setTimeout> | undefined;
  private visible = true;
  private connected = false;
  /** Whether something may have been missed since the page last asked. */
  private gap = false;

  /** `onGap` is called when the stream is (again) open after it was not: ask again for what is shown. */
  constructor(
    private readonly open: OpenStream,
    private readonly onGap: () => void,
  ) {}

  watch(interest: LiveWatchInput, onEvent: (event: LiveEvent) => void): () => void {
    const watch = { interest, onEvent };
    this.watches.add(watch);
    this.settle();
    return () => {
      this.watches.delete(watch);
      this.settle();
    };
  }

  setVisible(visible: boolean): void {
    if (this.visible === visible) return;
    this.visible = visible;
    if (visible) {
      // Not left to the stream: the page must be right even if that never opens.
      if (this.watches.size > 0) this.onGap();
      this.settle();
    } else {
      this.close();
    }
  }

  isConnected = (): boolean => this.connected;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private settle(waitMs = settleMs) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.align(), waitMs);
  }

  private align() {
    if (!this.visible || this.watches.size === 0) return this.close();
    const input = this.mergeInterests();
    const key = JSON.stringify(input);
    if (this.closeStream && this.openedFor === key) return;
    this.close();
    this.openedFor = key;
    let current = true;
    const stop = this.open(input, {
      onOpen: () => current && this.setConnected(true),
      onEvent: (event) => {
        if (!current) return;
        for (const watch of this.watches) watch.onEvent(event);
      },
      onLost: () => current && this.setConnected(false),
      onEnd: () => {
        if (!current) return;
        this.close();
        this.settle(reopenMs);
      },
    });
    this.closeStream = () => {
      current = false;
      stop();
    };
  }

  private close() {
    clearTimeout(this.timer);
    this.closeStream?.();
    this.closeStream = null;
    this.setConnected(false);
  }

  private setConnected(connected: boolean) {
    if (connected && this.gap) {
      this.gap = false;
      this.onGap();
    }
    if (this.connected === connected) return;
    if (!connected) this.gap = true;
    this.connected = connected;
    for (const listener of this.listeners) listener();
  }

  private mergeInterests(): LiveWatchInput {
    const batchIds = new Set<string>();
    const documentIds = new Set<string>();
    let everything = false;
    for (const { interest } of this.watches) {
      for (const id of interest.batchIds ?? []) batchIds.add(id);
      for (const id of interest.documentIds ?? []) documentIds.add(id);
      everything ||= interest.everything ?? false;
    }
    return {
      batchIds: [...batchIds].sort().slice(0, maxIds),
      documentIds: [...documentIds].sort().slice(0, maxIds),
      everything,
    };
  }
}
