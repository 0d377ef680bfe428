import { maxZoomLevel, minZoomLevel } from "./wave-scale";

/** How near the zoomed waveform is: keys, buttons and the wheel turn the same screw. */
export class Zoom {
  private level = 3;
  private readonly listeners = new Set<(aroundPx: number | null) => void>();

  subscribe = (listener: (aroundPx: number | null) => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getLevel = (): number => this.level;

  /** `aroundPx`: the point of the picture that stays where it is. */
  change(by: 1 | -1, aroundPx: number | null = null): void {
    const level = Math.min(maxZoomLevel, Math.max(minZoomLevel, this.level + by));
    if (level === this.level) return;
    this.level = level;
    for (const listener of this.listeners) listener(aroundPx);
  }
}
