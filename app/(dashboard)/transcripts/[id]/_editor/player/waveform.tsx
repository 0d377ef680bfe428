"use client";

import { useEffect, useRef } from "react";
import { derivePeakBars } from "./derive-peak-bars";

const barPx = 2;
const gapPx = 1;

/** Bars in the colour of the surrounding text. Without peaks, a plain line. */
export function Waveform({ peaks }: { peaks: readonly number[] | null }) {
  const canvas = useRef<HTMLCanvasElement>(null);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const draw = () => drawBars(element, peaks);
    const resized = new ResizeObserver(draw);
    resized.observe(element);
    // The colour is the theme's.
    const themed = new MutationObserver(draw);
    themed.observe(document.documentElement, { attributes: true, attributeFilter: ["class"] });
    return () => {
      resized.disconnect();
      themed.disconnect();
    };
  }, [peaks]);

  return <canvas ref={canvas} className="h-full w-full" />;
}

function drawBars(canvas: HTMLCanvasElement, peaks: readonly number[] | null) {
  const context = canvas.getContext("2d");
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!context || width === 0) return;
  const scale = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.scale(scale, scale);
  context.fillStyle = getComputedStyle(canvas).color;
  const count = Math.floor(width / (barPx + gapPx));
  derivePeakBars(peaks ?? [], count).forEach((peak, index) => {
    const barHeight = Math.max(2, peak * (height - 4));
    context.fillRect(index * (barPx + gapPx), (height - barHeight) / 2, barPx, barHeight);
  });
}
