"use client";

import { useEffect, useRef } from "react";
import { useEditor } from "../editor-context";
import { type Edge, StripView } from "./strip-view";
import { msPerFineBucket, WaveTiles } from "./wave-tiles";

interface WaveStripProps {
  peaks: readonly number[] | null;
  /** Null where the recording has no finer waveform: then the coarse one is drawn larger. */
  waveformPath: string | null;
}

const msPerPeak = 100;
const dragPx = 4;

/** The waveform near the playhead, for the eye and the mouse: a click goes there, dragging moves it, the edges of the
 * current line can be dragged. The slider and the actions do the same by keys, so screen readers skip it. */
export function WaveStrip({ peaks, waveformPath }: WaveStripProps) {
  const editor = useEditor();
  const canvas = useRef<HTMLCanvasElement>(null);
  const playhead = useRef<HTMLDivElement>(null);
  const view = useRef<StripView | null>(null);

  useEffect(() => {
    if (!canvas.current || !playhead.current) return;
    const made = new StripView(editor, canvas.current, playhead.current);
    view.current = made;
    const disconnect = made.connect();
    const unlisten = listen(canvas.current, made, editor.playback);
    return () => {
      unlisten();
      disconnect();
    };
  }, [editor]);

  useEffect(() => {
    const made = view.current;
    if (!made) return;
    const loudest = peaks?.reduce((most, peak) => Math.max(most, peak), 0.01) ?? 1;
    const tiles = waveformPath === null ? null : new WaveTiles(waveformPath, made.requestDraw);
    made.source = tiles
      ? { ...bindTiles(tiles), loudest }
      : { msPerBucket: msPerPeak, read: (at) => peaks?.[at] ?? null, request: () => {}, loudest };
    made.requestDraw();
  }, [peaks, waveformPath]);

  return (
    <div
      aria-hidden="true"
      data-wave-strip
      className="relative h-16 overflow-hidden rounded border border-line bg-paper"
    >
      <canvas ref={canvas} className="h-full w-full touch-pan-y" />
      <div
        ref={playhead}
        className="pointer-events-none absolute inset-y-0 left-0 w-0.5 bg-danger will-change-transform"
      />
    </div>
  );
}

const bindTiles = (tiles: WaveTiles) => ({
  msPerBucket: msPerFineBucket,
  read: tiles.read,
  request: (startMs: number, endMs: number) => tiles.request(startMs, endMs),
});

type Held = { kind: "edge"; edge: Edge } | { kind: "pan"; lastPx: number; hasMoved: boolean };

function listen(
  canvas: HTMLCanvasElement,
  view: StripView,
  playback: ReturnType<typeof useEditor>["playback"],
): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  let held: Held | null = null;

  canvas.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0) return;
      // The focus stays in the text.
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      const edge = view.findEdge(event.offsetX);
      held = edge ? { kind: "edge", edge } : { kind: "pan", lastPx: event.offsetX, hasMoved: false };
    },
    { signal },
  );
  // A press elsewhere takes the focus on mousedown, not on pointerdown.
  canvas.addEventListener("mousedown", (event) => event.preventDefault(), { signal });
  canvas.addEventListener(
    "pointermove",
    (event) => {
      if (!held) {
        canvas.style.cursor = view.findEdge(event.offsetX) ? "ew-resize" : "pointer";
        return;
      }
      if (held.kind === "edge") return view.dragEdge(held.edge, event.offsetX);
      const byPx = held.lastPx - event.offsetX;
      if (!held.hasMoved && Math.abs(byPx) < dragPx) return;
      view.pan(byPx);
      held = { kind: "pan", lastPx: event.offsetX, hasMoved: true };
      canvas.style.cursor = "grabbing";
    },
    { signal },
  );
  const letGo = (event: PointerEvent, isMeant: boolean) => {
    const was = held;
    held = null;
    canvas.style.cursor = "";
    if (was?.kind === "edge") view.dropEdge(isMeant);
    else if (was && !was.hasMoved && isMeant) {
      playback.seek(view.timeAt(event.offsetX));
      view.comeBack();
    }
  };
  canvas.addEventListener("pointerup", (event) => letGo(event, true), { signal });
  canvas.addEventListener("pointercancel", (event) => letGo(event, false), { signal });
  canvas.addEventListener(
    "wheel",
    (event) => {
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        if (Math.abs(event.deltaY) < 1) return;
        playback.zoom.change(event.deltaY < 0 ? 1 : -1, event.offsetX);
        return;
      }
      const byPx = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
      if (byPx === 0) return;
      event.preventDefault();
      view.pan(byPx);
    },
    { signal, passive: false },
  );
  return () => controller.abort();
}
