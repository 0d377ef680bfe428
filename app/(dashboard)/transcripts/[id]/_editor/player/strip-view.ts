import { nudgeTimes } from "../actions/nudge-times";
import type { EditorParts } from "../editor-context";
import { findLastBegun } from "../rows/find-word-at";
import { drawStrip, type StripLine } from "./draw-strip";
import { clampStart, createScale, findEndMs, toMs, toPx, turnPage, type WaveScale } from "./wave-scale";

export interface WaveSource {
  msPerBucket: number;
  read: (bucket: number) => number | null;
  request: (startMs: number, endMs: number) => void;
  loudest: number;
}

export type Edge = "start" | "end";
const reachPx = 6;

/** The zoomed waveform: which stretch it shows, what lies under a point. Draws only what has changed, at most once a
 * frame; while it plays, the playhead alone moves. */
export class StripView {
  private scale: WaveScale = createScale(0, 0, 0);
  private frame = 0;
  /** The reader looks elsewhere; the page is not turned until it plays on. */
  private isFree = false;
  private playheadPx = Number.NaN;
  private dragged: { line: StripLine; edge: Edge } | null = null;
  source: WaveSource | null = null;

  constructor(
    private readonly editor: EditorParts,
    private readonly canvas: HTMLCanvasElement,
    private readonly playhead: HTMLElement,
  ) {}

  /** Begins to follow the player, the lines and the theme. */
  connect(): () => void {
    const { playback, session, list } = this.editor;
    const { segments } = session;
    const resized = new ResizeObserver(() => this.place(this.scale.startMs));
    resized.observe(this.canvas);
    const themed = new MutationObserver(this.requestDraw);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
    let wasPlaying = false;
    let stopRow: (() => void) | null = null;
    let rowId: string | null = null;
    // With each letter that is typed the line is told of, too.
    const drawTimes = (id: string) => {
      let drawn = segments.findSegment(id);
      return () => {
        const line = segments.findSegment(id);
        if (line?.startMs === drawn?.startMs && line?.endMs === drawn?.endMs) return;
        drawn = line;
        this.requestDraw();
      };
    };
    const followRow = () => {
      const id = this.findActiveId();
      if (id !== rowId) {
        rowId = id;
        stopRow?.();
        stopRow = id === null ? null : segments.subscribeRow(id, drawTimes(id));
        this.requestDraw();
      }
    };
    followRow();
    const stops = [
      playback.subscribe(() => {
        const { isPlaying } = playback.getState();
        if (isPlaying && !wasPlaying) this.isFree = false;
        wasPlaying = isPlaying;
        this.requestDraw();
      }),
      playback.followTime((timeMs) => this.follow(timeMs)),
      playback.zoom.subscribe((aroundPx) => this.zoomAround(aroundPx)),
      segments.subscribeList(this.requestDraw),
      list.subscribe(followRow),
    ];
    return () => {
      for (const stop of stops) stop();
      stopRow?.();
      resized.disconnect();
      themed.disconnect();
      cancelAnimationFrame(this.frame);
    };
  }

  requestDraw = (): void => {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  };

  timeAt(px: number): number {
    return Math.round(Math.max(0, Math.min(this.durationMs, toMs(this.scale, px))));
  }

  /** Moves what is shown by so many pixels. */
  pan(byPx: number): void {
    this.isFree = true;
    this.place(toMs(this.scale, byPx));
  }

  /** Back to where it plays. */
  comeBack(): void {
    this.isFree = false;
    this.follow(this.editor.playback.timeMs);
  }

  /** The edge of the current line under a point, that can be taken hold of. */
  findEdge(px: number): Edge | null {
    const line = this.findLine(this.findActiveId());
    if (!line) return null;
    const toStart = Math.abs(px - toPx(this.scale, line.startMs));
    const toEnd = Math.abs(px - toPx(this.scale, line.endMs));
    if (Math.min(toStart, toEnd) > reachPx) return null;
    return toStart < toEnd ? "start" : "end";
  }

  dragEdge(edge: Edge, px: number): void {
    const line = this.findLine(this.findActiveId());
    if (!line) return;
    const { segments } = this.editor.session;
    const index = segments.listIds().indexOf(line.id);
    const times = nudgeTimes(line, edge, this.timeAt(px), {
      before: segments.findSegmentAt(index - 1),
      after: segments.findSegmentAt(index + 1),
      durationMs: this.durationMs,
    });
    this.dragged = { line: times ? { id: line.id, ...times } : line, edge };
    this.requestDraw();
  }

  /** Lets go of an edge; `isMeant` is false when the drag was broken off. */
  dropEdge(isMeant: boolean): void {
    const line = this.dragged?.line;
    this.dragged = null;
    this.requestDraw();
    if (!line || !isMeant) return;
    const { id: segmentId, startMs, endMs } = line;
    const before = this.findLine(segmentId);
    if (!before || (before.startMs === startMs && before.endMs === endMs)) return;
    const { session, playback } = this.editor;
    if (session.run({ type: "segment.times", segmentId, startMs, endMs }, { label: "Times" }))
      playback.retimeLoop(before, { startMs, endMs });
  }

  /** The zoom has changed: what is at this point stays there; without one, the playhead, or the middle. */
  private zoomAround(px: number | null): void {
    const playheadPx = toPx(this.scale, this.editor.playback.timeMs);
    const { widthPx } = this.scale;
    const isInView = playheadPx >= 0 && playheadPx <= widthPx;
    const fixedPx = px ?? (isInView ? playheadPx : widthPx / 2);
    const timeMs = toMs(this.scale, fixedPx);
    const { msPerPx } = createScale(this.editor.playback.zoom.getLevel(), 0, widthPx);
    this.place(timeMs - fixedPx * msPerPx);
  }

  private get durationMs() {
    return this.editor.playback.getState().durationMs;
  }

  private findActiveId(): string | null {
    const { list } = this.editor;
    return list.getState().editingId ?? list.getActiveId();
  }

  private findLine(id: string | null): StripLine | null {
    return id === null ? null : this.editor.session.segments.findSegment(id);
  }

  private follow(timeMs: number) {
    if (!this.isFree) {
      const startMs = turnPage(this.scale, timeMs, this.durationMs);
      if (startMs !== this.scale.startMs) this.place(startMs);
    }
    this.movePlayhead(timeMs);
  }

  private movePlayhead(timeMs: number) {
    const px = Math.round(toPx(this.scale, timeMs));
    if (px === this.playheadPx) return;
    this.playheadPx = px;
    const isShown = px >= 0 && px <= this.scale.widthPx;
    this.playhead.style.visibility = isShown ? "visible" : "hidden";
    this.playhead.style.transform = `translateX(${px}px)`;
  }

  private place(startMs: number) {
    const { playback } = this.editor;
    const scale = createScale(playback.zoom.getLevel(), startMs, this.canvas.clientWidth);
    this.scale = { ...scale, startMs: clampStart(scale, this.durationMs) };
    this.playheadPx = Number.NaN;
    this.movePlayhead(playback.timeMs);
    this.requestDraw();
  }

  private draw() {
    const { source, scale } = this;
    if (!source) return;
    source.request(scale.startMs, findEndMs(scale));
    const { loop, marks } = this.editor.playback.getState();
    drawStrip(this.canvas, {
      scale,
      durationMs: this.durationMs,
      msPerBucket: source.msPerBucket,
      read: source.read,
      loudest: source.loudest,
      lines: this.listLines(),
      activeId: this.findActiveId(),
      loop: loop ?? marks,
    });
  }

  /** Those that are at least in part in view. */
  private listLines(): StripLine[] {
    const { segments } = this.editor.session;
    const count = segments.listIds().length;
    const endMs = findEndMs(this.scale);
    const lines: StripLine[] = [];
    const first = findLastBegun(count, segments.findSegmentAt, this.scale.startMs);
    for (let index = Math.max(0, first); index < count; index += 1) {
      const segment = segments.findSegmentAt(index);
      if (!segment || segment.startMs > endMs) break;
      lines.push(this.dragged?.line.id === segment.id ? this.dragged.line : segment);
    }
    return lines;
  }
}
