import { formatClock } from "@/app/_format/format-clock";
import type { LoopMarks } from "./loop";
import { deriveColumns, listTicks, toPx, type WaveScale } from "./wave-scale";

export interface StripLine {
  id: string;
  startMs: number;
  endMs: number;
}

export interface StripPicture {
  scale: WaveScale;
  durationMs: number;
  msPerBucket: number;
  read: (bucket: number) => number | null;
  /** The loudest of the whole recording: a quiet one fills the height, too. */
  loudest: number;
  lines: readonly StripLine[];
  activeId: string | null;
  loop: LoopMarks;
}

const rulerPx = 14;

/** Draws the stretch anew. What moves with every frame, the playhead, is no part of it. */
export function drawStrip(canvas: HTMLCanvasElement, picture: StripPicture): void {
  const context = canvas.getContext("2d");
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!context || width === 0) return;
  const density = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  context.scale(density, density);
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(`--${name}`);
  const { scale, lines, activeId, loop } = picture;
  const waveHeight = height - rulerPx;
  const at = (timeMs: number) => Math.round(toPx(scale, timeMs));

  if (loop.startMs !== null || loop.endMs !== null) {
    // A mark alone is a line; the two are a stretch.
    const from = at(loop.startMs ?? loop.endMs ?? 0);
    const to = at(loop.endMs ?? loop.startMs ?? 0);
    context.fillStyle = colour("warn-soft");
    context.fillRect(from, 0, to - from, waveHeight);
    context.fillStyle = colour("warn");
    for (const px of [from, to]) context.fillRect(px - 1, 0, 2, waveHeight);
  }
  const active = lines.find(({ id }) => id === activeId);
  if (active) {
    context.fillStyle = colour("accent-soft");
    context.fillRect(at(active.startMs), 0, at(active.endMs) - at(active.startMs), waveHeight);
  }
  drawRuler(context, picture, height, colour);

  const columns = deriveColumns(scale, picture.msPerBucket, picture.read);
  const quiet = colour("line-strong");
  const near = colour("accent");
  const from = active ? at(active.startMs) : 0;
  const to = active ? at(active.endMs) : -1;
  columns.forEach((value, px) => {
    const share = value === null ? 0 : Math.min(1, value / picture.loudest);
    const bar = Math.max(1, share * (waveHeight - 4));
    context.fillStyle = px >= from && px <= to ? near : quiet;
    context.fillRect(px, (waveHeight - bar) / 2, 1, bar);
  });

  for (const line of lines) {
    const isActive = line.id === activeId;
    context.fillStyle = isActive ? near : quiet;
    for (const edge of [line.startMs, line.endMs]) {
      const px = at(edge);
      context.fillRect(isActive ? px - 1 : px, 0, isActive ? 2 : 1, waveHeight);
      // Something to take hold of.
      if (isActive) context.fillRect(px - 3, 0, 6, 6);
    }
  }
}

function drawRuler(
  context: CanvasRenderingContext2D,
  { scale, durationMs }: StripPicture,
  height: number,
  colour: (name: string) => string,
) {
  context.font = "10px system-ui, sans-serif";
  context.textBaseline = "bottom";
  const ticks = listTicks(scale, durationMs);
  const isFine = (ticks[1] ?? Number.POSITIVE_INFINITY) - (ticks[0] ?? 0) < 1_000;
  for (const tick of ticks) {
    const px = Math.round(toPx(scale, tick));
    context.fillStyle = colour("line");
    context.fillRect(px, 0, 1, height);
    context.fillStyle = colour("muted");
    const tenths = isFine ? `.${Math.floor((tick % 1_000) / 100)}` : "";
    context.fillText(`${formatClock(tick)}${tenths}`, px + 3, height);
  }
}
