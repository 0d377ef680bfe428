import { z } from "zod";
import type { Correction } from "@/core/quality/correct-vocabulary";
import {
  type DifferingWord,
  listReviewPoints,
  type ReviewKind,
  type ReviewPoint,
  reviewKinds,
  type SubtitleBreach,
  type UnsureWord,
} from "@/core/quality/list-review-points";
import type { VoiceStore } from "../finding/voice-store";
import type { EditorSession } from "../store/editor-session";

interface ServerWord extends UnsureWord {
  segmentRevision: number;
}

interface ServerBreach extends SubtitleBreach {
  segmentRevision: number;
}

interface ReviewState {
  /** Null until they were looked for. */
  points: readonly ReviewPoint[] | null;
  /** Those of the chosen kinds that were not marked as fine. */
  shown: readonly ReviewPoint[];
  counts: Record<ReviewKind, number>;
  hiddenKinds: ReadonlySet<ReviewKind>;
  fineCount: number;
  currentId: string | null;
  /** Why unsure words are missing, null while none are. */
  failure: string | null;
}

interface ReviewOptions {
  session: EditorSession;
  documentId: string;
  durationMs: number | null;
  corrections: readonly Correction[];
  askUnsure: (below: number) => Promise<{ words: ServerWord[]; isComplete: boolean }>;
  askDiffering: () => Promise<{ words: DifferingWord[] }>;
  askBreaches: () => Promise<{ breaches: ServerBreach[] }>;
  voices: Pick<VoiceStore, "subscribe" | "isUnsure">;
}

/** As the dotted line below words has it. */
const unsureBelow = 0.5;
const pauseMs = 400;
/** The server lays the text out anew when a change has come to rest there. */
const breachPauseMs = 1_500;
const mostFine = 5_000;
const noCounts = Object.fromEntries(reviewKinds.map((kind) => [kind, 0])) as Record<ReviewKind, number>;

/** A walk through what deserves a look. Computed only while somebody looks. */
export class ReviewStore {
  private state: ReviewState = {
    points: null,
    shown: [],
    counts: noCounts,
    // Not everybody makes subtitles, and what is spoken is seldom slow enough for them.
    hiddenKinds: new Set(["subtitle"]),
    fineCount: 0,
    currentId: null,
    failure: null,
  };
  private readonly listeners = new Set<() => void>();
  private serverWords: readonly ServerWord[] = [];
  private differing: readonly DifferingWord[] = [];
  private breaches: readonly ServerBreach[] = [];
  private breachTimer: ReturnType<typeof setTimeout> | undefined;
  private fine: Set<string> | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: ReviewOptions) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getState = (): ReviewState => this.state;

  /** While the panel is open. */
  follow(describeFailure: (error: unknown) => string): () => void {
    const { session, askUnsure, askDiffering, voices } = this.options;
    this.derive();
    askUnsure(unsureBelow).then(
      ({ words, isComplete }) => {
        this.serverWords = words;
        this.update({
          failure: isComplete ? null : "Only the first 5,000 unsure words are listed.",
        });
        this.derive();
      },
      (error: unknown) => this.update({ failure: `Unsure words are missing: ${describeFailure(error)}` }),
    );
    askDiffering().then(
      ({ words }) => {
        this.differing = words;
        this.derive();
      },
      (error: unknown) =>
        this.update({ failure: `Words that were heard differently are missing: ${describeFailure(error)}` }),
    );
    void this.findBreaches(describeFailure);
    const deriveSoon = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.derive(), pauseMs);
      clearTimeout(this.breachTimer);
      this.breachTimer = setTimeout(() => void this.findBreaches(describeFailure), breachPauseMs);
    };
    const stops = [
      session.subscribe(deriveSoon),
      session.segments.subscribeList(deriveSoon),
      session.comments.subscribe(deriveSoon),
      voices.subscribe(deriveSoon),
    ];
    return () => {
      clearTimeout(this.timer);
      clearTimeout(this.breachTimer);
      for (const stop of stops) stop();
    };
  }

  toggleKind(kind: ReviewKind): void {
    const hiddenKinds = new Set(this.state.hiddenKinds);
    if (!hiddenKinds.delete(kind)) hiddenKinds.add(kind);
    this.update({ hiddenKinds });
    this.show();
  }

  goTo(id: string): ReviewPoint | null {
    const point = this.state.shown.find((one) => one.id === id) ?? null;
    if (point) this.update({ currentId: id });
    return point;
  }

  step(by: 1 | -1): ReviewPoint | null {
    const { shown, currentId } = this.state;
    const at = shown.findIndex(({ id }) => id === currentId);
    const next = at < 0 ? (by === 1 ? shown[0] : shown.at(-1)) : shown[at + by];
    return next ? this.goTo(next.id) : null;
  }

  /** Nobody needs to look at it again. Gives the one to look at next. */
  markFine(id: string): ReviewPoint | null {
    const { shown } = this.state;
    const at = shown.findIndex((point) => point.id === id);
    const next = shown[at + 1] ?? shown[at - 1] ?? null;
    this.readFine().add(id);
    this.writeFine();
    this.update({ currentId: next?.id ?? null });
    this.show();
    return next;
  }

  forgetFine(): void {
    this.fine = new Set();
    this.writeFine();
    this.show();
  }

  private async findBreaches(describeFailure: (error: unknown) => string): Promise<void> {
    try {
      this.breaches = (await this.options.askBreaches()).breaches;
      this.derive();
    } catch (error) {
      this.update({ failure: `Warnings of subtitles are missing: ${describeFailure(error)}` });
    }
  }

  /** Not those of lines that were changed since: they are looked at again when they are saved. */
  private listBreaches(): ServerBreach[] {
    const { segments } = this.options.session;
    return this.breaches.filter(
      ({ segmentId, segmentRevision }) => segments.findSegment(segmentId)?.revision === segmentRevision,
    );
  }

  private derive() {
    const { session, durationMs, corrections, voices } = this.options;
    const lines = session.segments.listIds().flatMap((id) => session.segments.findSegment(id) ?? []);
    const points = listReviewPoints({
      lines,
      unsure: this.listUnsure(),
      corrections,
      differing: this.differing,
      breaches: this.listBreaches(),
      isVoiceUnsure: (line) => voices.isUnsure(line),
      comments: session.comments.list(),
      durationMs,
    });
    this.update({ points });
    this.show();
  }

  /** As the server told, except in lines that were changed since: what was typed there is known here, or gone. */
  private listUnsure(): UnsureWord[] {
    const { segments } = this.options.session;
    const seen = new Set<string>();
    return this.serverWords.flatMap((word): UnsureWord[] => {
      const segment = segments.findSegment(word.segmentId);
      if (!segment) return [];
      if (segment.revision === word.segmentRevision) return [word];
      if (seen.has(segment.id)) return [];
      seen.add(segment.id);
      return (segment.words ?? [])
        .filter(({ confidence }) => confidence !== null && confidence < unsureBelow)
        .map((one) => ({ ...one, segmentId: segment.id }));
    });
  }

  private show() {
    const fine = this.readFine();
    const open = (this.state.points ?? []).filter(({ id }) => !fine.has(id));
    const counts = { ...noCounts };
    for (const { kind } of open) counts[kind] += 1;
    this.update({
      counts,
      shown: open.filter(({ kind }) => !this.state.hiddenKinds.has(kind)),
      fineCount: (this.state.points?.length ?? 0) - open.length,
    });
  }

  private get fineKey() {
    return `trax.reviewed.${this.options.documentId}`;
  }

  private readFine(): Set<string> {
    if (this.fine) return this.fine;
    try {
      const stored = z.array(z.string()).safeParse(JSON.parse(localStorage.getItem(this.fineKey) ?? "[]"));
      this.fine = new Set(stored.data ?? []);
    } catch {
      this.fine = new Set();
    }
    return this.fine;
  }

  private writeFine() {
    try {
      localStorage.setItem(this.fineKey, JSON.stringify([...this.readFine()].slice(-mostFine)));
    } catch {
      // Known until the page is left, then.
    }
  }

  private update(change: Partial<ReviewState>) {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
