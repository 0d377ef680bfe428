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

/** What the uploads of a tab come to together. Refused ones are left out: nothing more will be sent of them. */
export interface UploadTotals {
  files: number;
  doneFiles: number;
  unfinishedFiles: number;
  /** 0..1 of all bytes. */
  progress: number;
  bytesPerSecond: number | null;
  secondsLeft: number | null;
  /** The first that are not done, those under way before those that wait. */
  next: UploadView[];
}

const shownNext = 50;

/** The uploads of this tab. It lives outside React, so that going to another page disturbs none of them. Every step
 * costs the same with ten thousand files as with one: totals are kept, not counted, and only who looks at an upload
 * hears of it. */
export class UploadStore {
  private readonly entries = new Map<string, Entry>();
  private readonly listeners = new Set<() => void>();
  private readonly watchers = new Map<string, Set<() => void>>();
  private readonly waiting = new Set<Entry>();
  private readonly running = new Set<Entry>();
  /** Paused, or nobody answers: neither waiting nor running, and not done. */
  private readonly held = new Set<Entry>();
  private readonly sums = { files: 0, doneFiles: 0, sizeBytes: 0, sentBytes: 0 };
  private readonly removedAtMs = new Map<string, number>();
  private readonly touched = new Set<string>();
  private totals: UploadTotals | null = null;
  private publishTimer: ReturnType<typeof setTimeout> | undefined;
  private offlineTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly startTransfer: StartTransfer) {}

  /** Hears of every change. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Hears of one upload. */
  watch(mediaFileId: string, listener: () => void): () => void {
    const watchers = this.watchers.get(mediaFileId) ?? new Set();
    this.watchers.set(mediaFileId, watchers.add(listener));
    return () => {
      watchers.delete(listener);
      if (watchers.size === 0 && this.watchers.get(mediaFileId) === watchers)
        this.watchers.delete(mediaFileId);
    };
  }

  find = (mediaFileId: string): UploadView | undefined => this.entries.get(mediaFileId)?.view;

  /** The same object until something changes. */
  getTotals = (): UploadTotals => {
    this.totals ??= this.deriveTotals();
    return this.totals;
  };

  add(files: readonly { file: File; source: UploadSource }[]): void {
    for (const { file, source } of files) {
      this.forget(source.mediaFileId);
      const view: UploadView = {
        ...source,
        state: "waiting",
        sentBytes: 0,
        bytesPerSecond: null,
        message: null,
      };
      const entry: Entry = { view, file, meter: new SpeedMeter(), abort: null };
      this.entries.set(source.mediaFileId, entry);
      this.account(entry, 1);
    }
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
    this.change(entry, { state: "waiting", message: null, isResumed: true });
    this.startNext();
    this.publish();
  }

  /** When one was taken out of the list, by the clock of this machine; null where it never was. */
  findRemovedAt = (mediaFileId: string): number | null => this.removedAtMs.get(mediaFileId) ?? null;

  /** Changes when one is added or removed. */
  countFiles = (): number => this.entries.size;

  /** How many can be paused, and how many resumed, of those that are not done. */
  countHeld = (): { moving: number; paused: number } => {
    let paused = 0;
    for (const { view } of this.held) if (view.state === "paused") paused += 1;
    return { moving: this.running.size + this.waiting.size + this.held.size - paused, paused };
  };

  pauseAll = (): void => {
    // Those that wait first: none of them shall begin in the place of one that pauses.
    for (const group of [this.waiting, this.held, this.running]) {
      for (const entry of [...group]) {
        if (entry.view.state === "paused") continue;
        entry.abort?.();
        entry.abort = null;
        this.change(entry, { state: "paused", message: null, bytesPerSecond: null, isResumed: true });
      }
    }
    this.publish();
  };

  resumeAll = (): void => {
    for (const entry of [...this.held])
      this.change(entry, { state: "waiting", message: null, isResumed: true });
    this.startNext();
    this.publish();
  };

  /** What is not done, in no order. */
  listUnfinished = (): UploadSource[] =>
    [this.running, this.held, this.waiting].flatMap((group) => [...group].map(({ view }) => view));

  remove(mediaFileId: string): void {
    if (!this.forget(mediaFileId)) return;
    this.startNext();
    this.publish();
  }

  removeWhere(isMeant: (source: UploadSource) => boolean): void {
    const meant = [...this.entries.values()].filter(({ view }) => isMeant(view));
    if (meant.length === 0) return;
    for (const { view } of meant) this.forget(view.mediaFileId);
    this.startNext();
    this.publish();
  }

  retryOffline = (): void => {
    for (const { view } of [...this.held]) if (view.state === "offline") this.resume(view.mediaFileId);
  };

  private forget(mediaFileId: string): boolean {
    const entry = this.entries.get(mediaFileId);
    if (!entry) return false;
    entry.abort?.();
    this.account(entry, -1);
    this.entries.delete(mediaFileId);
    this.removedAtMs.set(mediaFileId, Date.now());
    return true;
  }

  /** The only way in which a view changes: the sums and the groups go with it. */
  private change(entry: Entry, changes: Partial<UploadView>) {
    this.account(entry, -1);
    entry.view = { ...entry.view, ...changes };
    this.account(entry, 1);
  }

  private account(entry: Entry, sign: 1 | -1) {
    const { state, sizeBytes, sentBytes, mediaFileId } = entry.view;
    const group =
      state === "waiting"
        ? this.waiting
        : state === "uploading"
          ? this.running
          : isUnfinished(state)
            ? this.held
            : null;
    if (sign === 1) group?.add(entry);
    else group?.delete(entry);
    if (state !== "failed") {
      this.sums.files += sign;
      this.sums.sizeBytes += sign * sizeBytes;
      this.sums.sentBytes += sign * sentBytes;
    }
    if (state === "done") this.sums.doneFiles += sign;
    this.touched.add(mediaFileId);
    this.totals = null;
  }

  private deriveTotals(): UploadTotals {
    const { files, doneFiles, sizeBytes, sentBytes } = this.sums;
    let bytesPerSecond: number | null = null;
    for (const { view } of this.running) {
      if (view.bytesPerSecond !== null) bytesPerSecond = (bytesPerSecond ?? 0) + view.bytesPerSecond;
    }
    const next: UploadView[] = [];
    for (const group of [this.running, this.held, this.waiting]) {
      for (const { view } of group) {
        if (next.length >= shownNext) break;
        next.push(view);
      }
    }
    return {
      files,
      doneFiles,
      unfinishedFiles: this.running.size + this.held.size + this.waiting.size,
      progress: sizeBytes > 0 ? sentBytes / sizeBytes : 0,
      bytesPerSecond,
      secondsLeft: bytesPerSecond ? (sizeBytes - sentBytes) / bytesPerSecond : null,
      next,
    };
  }

  private startNext() {
    for (const entry of this.waiting) {
      if (this.running.size >= atOnce) return;
      this.start(entry);
    }
  }

  private start(entry: Entry) {
    entry.meter.reset();
    this.change(entry, { state: "uploading", message: null });
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
        this.change(entry, { sentBytes, bytesPerSecond: entry.meter.bytesPerSecond });
        this.publishSoon();
      }),
      onDone: ifCurrent(() => {
        current = false;
        this.change(entry, { state: "done", sentBytes: entry.view.sizeBytes, bytesPerSecond: null });
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
    this.change(entry, { state, message, bytesPerSecond: null, isResumed: true });
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
    const touched = [...this.touched];
    this.touched.clear();
    for (const id of touched) for (const listener of this.watchers.get(id) ?? []) listener();
    for (const listener of this.listeners) listener();
  }
}

/** Whether closing the tab would cut it off. */
export function isUnfinished(state: UploadState): boolean {
  return state === "waiting" || state === "uploading" || state === "offline" || state === "paused";
}
