import { SpeedMeter } from "./speed-meter";

export interface UploadSource {
  mediaFileId: string;
  batchId: string;
  sourceIndex: number;
  fileName: string;
  sizeBytes: number;
  /** The server may have a part of it already. */
  isResumed: boolean;
}

/** `offline`: nobody answers, it goes on by itself. `failed`: refused, a person must do something. */
export type UploadState = "waiting" | "uploading" | "paused" | "offline" | "failed" | "done";

export interface UploadView extends UploadSource {
  state: UploadState;
  sentBytes: number;
  bytesPerSecond: number | null;
  message: string | null;
}

interface TransferHandlers {
  onProgress: (sentBytes: number) => void;
  onDone: () => void;
  onError: (error: { mayPass: boolean; sentence: string | null }) => void;
}
export type StartTransfer = (file: File, source: UploadSource, handlers: TransferHandlers) => () => void;

const atOnce = 2;
const publishEveryMs = 250;
const retryOfflineMs = 8_000;
const refusedWithoutWords = "The upload was refused. Choose the file again, or add it anew on the dashboard.";

interface Entry {
  view: UploadView;
  file: File;
  meter: SpeedMeter;
  abort: (() => void) | null;
}

/** The uploads of this tab. It lives outside React, so that going to another page disturbs none of them. */
export class UploadStore {
  private readonly entries = new Map<string, Entry>();
  private readonly listeners = new Set<() => void>();
  private snapshot: ReadonlyMap<string, UploadView> = new Map();
  private publishTimer: ReturnType<typeof setTimeout> | undefined;
  private offlineTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly startTransfer: StartTransfer) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getSnapshot = (): ReadonlyMap<string, UploadView> => this.snapshot;

  add(file: File, source: UploadSource): void {
    this.entries.get(source.mediaFileId)?.abort?.();
    this.entries.set(source.mediaFileId, {
      view: { ...source, state: "waiting", sentBytes: 0, bytesPerSecond: null, message: null },
      file,
      meter: new SpeedMeter(),
      abort: null,
    });
    this.startNext();
    this.publish();
  }

  pause(mediaFileId: string): void {
    const entry = this.entries.get(mediaFileId);
    if (!entry || !isUnfinished(entry.view.state)) return;
    this.stop(entry, "paused");
  }

  resume(mediaFileId: string): void {
    const entry = this.entries.get(mediaFileId);
    if (!entry || entry.view.state === "uploading" || entry.view.state === "done") return;
    entry.view = { ...entry.view, state: "waiting", message: null, isResumed: true };
    this.startNext();
    this.publish();
  }

  remove(mediaFileId: string): void {
    const entry = this.entries.get(mediaFileId);
    if (!entry) return;
    entry.abort?.();
    this.entries.delete(mediaFileId);
    this.startNext();
    this.publish();
  }

  retryOffline = (): void => {
    for (const { view } of this.entries.values()) if (view.state === "offline") this.resume(view.mediaFileId);
  };

  private startNext() {
    let running = 0;
    for (const { view } of this.entries.values()) if (view.state === "uploading") running += 1;
    for (const entry of this.entries.values()) {
      if (running >= atOnce) return;
      if (entry.view.state !== "waiting") continue;
      running += 1;
      this.start(entry);
    }
  }

  private start(entry: Entry) {
    entry.meter.reset();
    entry.view = { ...entry.view, state: "uploading", message: null };
    // What a stopped transfer still says must not touch the one that followed it.
    let current = true;
    const ifCurrent =
      <A extends unknown[]>(run: (...args: A) => void) =>
      (...args: A) => {
        if (current) run(...args);
      };
    const stop = this.startTransfer(entry.file, entry.view, {
      onProgress: ifCurrent((sentBytes) => {
        entry.meter.add(performance.now(), sentBytes);
        entry.view = { ...entry.view, sentBytes, bytesPerSecond: entry.meter.bytesPerSecond };
        this.publishSoon();
      }),
      onDone: ifCurrent(() => {
        current = false;
        entry.view = { ...entry.view, state: "done", sentBytes: entry.view.sizeBytes, bytesPerSecond: null };
        entry.abort = null;
        this.startNext();
        this.publish();
      }),
      onError: ifCurrent(({ mayPass, sentence }) => {
        this.stop(entry, mayPass ? "offline" : "failed", mayPass ? null : (sentence ?? refusedWithoutWords));
        if (mayPass) this.retryLater();
      }),
    });
    entry.abort = () => {
      current = false;
      stop();
    };
  }

  private stop(entry: Entry, state: UploadState, message: string | null = null) {
    entry.abort?.();
    entry.abort = null;
    entry.view = { ...entry.view, state, message, bytesPerSecond: null, isResumed: true };
    this.startNext();
    this.publish();
  }

  private retryLater() {
    clearTimeout(this.offlineTimer);
    this.offlineTimer = setTimeout(this.retryOffline, retryOfflineMs);
  }

  private publishSoon() {
    this.publishTimer ??= setTimeout(() => this.publish(), publishEveryMs);
  }

  private publish() {
    clearTimeout(this.publishTimer);
    this.publishTimer = undefined;
    this.snapshot = new Map([...this.entries].map(([id, { view }]) => [id, view]));
    for (const listener of this.listeners) listener();
  }
}

/** Whether closing the tab would cut it off. */
export function isUnfinished(state: UploadState): boolean {
  return state === "waiting" || state === "uploading" || state === "offline" || state === "paused";
}
