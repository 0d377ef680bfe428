import { showToast } from "@/app/_ui/toast-store";
import { type FindQuery, findReplacement } from "@/core/transcript/find-matches";
import type { EditorSession } from "../store/editor-session";
import { FindRunner } from "./run-find";

const pauseMs = 150;

interface FindState {
  query: FindQuery;
  replacement: string;
  /** Whether the field of the replacement is shown. */
  isReplacing: boolean;
  /** The document as it was searched. */
  lineIds: readonly string[];
  lines: readonly string[];
  /** Three numbers a match: line, start, end. */
  places: Int32Array;
  count: number;
  /** Index of the match that is looked at, -1 for none. */
  current: number;
  failure: string | null;
  isSearching: boolean;
}

export interface FoundMatch {
  lineId: string;
  text: string;
  start: number;
  end: number;
}

const nothing = { places: new Int32Array(), count: 0, current: -1 };

/** What is looked for in the open document, and where it stands. */
export class FindStore {
  private state: FindState = {
    query: { text: "", matchesCase: false, wholeWord: false, isExpression: false },
    replacement: "",
    isReplacing: false,
    lineIds: [],
    lines: [],
    ...nothing,
    failure: null,
    isSearching: false,
  };
  private readonly listeners = new Set<() => void>();
  private readonly runner = new FindRunner();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly session: EditorSession) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getState = (): FindState => this.state;

  setQuery(change: Partial<FindQuery>): void {
    this.update({ query: { ...this.state.query, ...change } });
    this.searchSoon();
  }

  setReplacement(replacement: string): void {
    this.update({ replacement });
  }

  setReplacing(isReplacing: boolean): void {
    this.update({ isReplacing });
  }

  /** While the panel is open: the document changes under it. */
  follow(): () => void {
    void this.search();
    let listed = this.session.segments.listIds();
    const onStatus = this.session.subscribe(() => this.searchSoon());
    const onList = this.session.segments.subscribeList(() => {
      if (listed === this.session.segments.listIds()) return;
      listed = this.session.segments.listIds();
      this.searchSoon();
    });
    return () => {
      clearTimeout(this.timer);
      onStatus();
      onList();
    };
  }

  findMatch(index: number): FoundMatch | null {
    const { places, lines, lineIds } = this.state;
    const [line, start, end] = places.subarray(index * 3, index * 3 + 3);
    const lineId = lineIds[line ?? -1];
    const text = lines[line ?? -1];
    if (lineId === undefined || text === undefined || start === undefined || end === undefined) return null;
    return { lineId, text, start, end };
  }

  /** What would stand in its place, null where the document has gone on. */
  findPreview({ text, start }: FoundMatch): string | null {
    return findReplacement(text, start, this.state.query, this.state.replacement);
  }

  /** To the next match (1) or the one before (-1), round and round. */
  step(by: 1 | -1): FoundMatch | null {
    const { count, current } = this.state;
    if (count === 0) return null;
    return this.goTo(current < 0 ? (by === 1 ? 0 : count - 1) : (current + by + count) % count);
  }

  goTo(index: number): FoundMatch | null {
    this.update({ current: index });
    return this.findMatch(index);
  }

  /** The one that is looked at; goes to the next. */
  async replaceOne(): Promise<FoundMatch | null> {
    const match = this.findMatch(this.state.current);
    if (!match) return this.step(1);
    const put = this.readLine(match.lineId) === match.text ? this.findPreview(match) : null;
    if (put !== null) {
      const text = match.text.slice(0, match.start) + put + match.text.slice(match.end);
      const { lineId: segmentId } = match;
      this.session.run({ type: "segment.text", segmentId, text }, { label: "replacing" });
    }
    await this.search({ lineId: match.lineId, offset: match.start + (put?.length ?? 0) });
    return this.findMatch(this.state.current);
  }

  async replaceAll(): Promise<void> {
    const { query, replacement, failure, isSearching } = this.state;
    if (query.text === "" || failure || isSearching) return;
    const { lineIds, lines } = this.readDocument();
    this.update({ isSearching: true });
    const answer = await this.runner.run({ lines, query, replacement });
    this.update({ isSearching: false });
    if (!answer) return;
    if (answer.kind === "invalid") return this.update({ failure: answer.sentence });
    const texts = answer.changes.flatMap(({ line, text }) => {
      const segmentId = lineIds[line];
      return segmentId !== undefined && this.readLine(segmentId) === lines[line] ? [{ segmentId, text }] : [];
    });
    if (texts.length === 0) return;
    const lineCount = texts.length === 1 ? "1 line" : `${texts.length.toLocaleString("en")} lines`;
    if (!this.session.run({ type: "segment.texts", texts }, { label: `replacing in ${lineCount}` })) return;
    showToast({ text: `Replaced in ${lineCount}. Undo takes all of it back.` });
    await this.search();
  }

  private searchSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.search(), pauseMs);
  }

  private async search(from?: { lineId: string; offset: number }): Promise<void> {
    clearTimeout(this.timer);
    const { query } = this.state;
    const before = this.findMatch(this.state.current);
    const { lineIds, lines } = this.readDocument();
    if (query.isExpression) this.update({ isSearching: true });
    const answer = await this.runner.run({ lines, query, replacement: null });
    if (!answer) return;
    if (answer.kind === "invalid") {
      return this.update({ ...nothing, lineIds, lines, failure: answer.sentence, isSearching: false });
    }
    const { places } = answer;
    this.update({ lineIds, lines, places, count: places.length / 3, failure: null, isSearching: false });
    const place = from ?? (before && { lineId: before.lineId, offset: before.start });
    this.update({ current: place ? this.findFrom(place) : -1 });
  }

  /** The first match at a place or after it; behind the last, the first of all. */
  private findFrom({ lineId, offset }: { lineId: string; offset: number }): number {
    const { lineIds, places, count } = this.state;
    const line = lineIds.indexOf(lineId);
    if (line < 0 || count === 0) return -1;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = places[middle * 3] as number;
      if (at < line || (at === line && (places[middle * 3 + 1] as number) < offset)) low = middle + 1;
      else high = middle;
    }
    return low % count;
  }

  private readLine(segmentId: string): string | null {
    const row = this.session.segments.findRow(segmentId);
    return row && (row.draft ?? row.segment.text);
  }

  private readDocument(): { lineIds: readonly string[]; lines: readonly string[] } {
    const lineIds = this.session.segments.listIds();
    return { lineIds, lines: lineIds.map((id) => this.readLine(id) ?? "") };
  }

  private update(change: Partial<FindState>) {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
