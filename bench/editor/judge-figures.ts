import type { PageFigures } from "./measure-page";

export const pageNames = ["small", "large", "bare"] as const;
export type PageName = (typeof pageNames)[number];
export type AllFigures = Record<PageName, PageFigures[]>;

/** Medians of the turns, but `domNodes` and `autosaveBytes`: those are the largest seen. */
export interface EditorResult {
  openMs: { small: number; large: number };
  keyP95Ms: { small: number; large: number; bare: number };
  /** Of the large document above those of the bare page. */
  longFrames: number;
  rendererMb: { small: number; large: number };
  domNodes: number;
  autosaveBytes: number;
  /** What looking for a word takes longer in the large document. */
  findMs: number;
}

export interface Limit {
  name: string;
  value: number;
  /** The most that is held. */
  limit: number;
  unit: string;
  held: boolean;
}

const frameMs = 17;

export function summarizeFigures(each: AllFigures): EditorResult {
  const of = (name: PageName, figure: keyof PageFigures) =>
    round(findMedian(each[name].map((one) => one[figure])));
  const both = (figure: keyof PageFigures) => ({ small: of("small", figure), large: of("large", figure) });
  return {
    openMs: both("openMs"),
    keyP95Ms: { ...both("keyP95Ms"), bare: of("bare", "keyP95Ms") },
    longFrames: of("large", "longFrames") - of("bare", "longFrames"),
    rendererMb: both("rendererMb"),
    domNodes: Math.max(...each.large.map(({ domNodes }) => domNodes)),
    autosaveBytes: Math.max(...[...each.small, ...each.large].map(({ autosaveBytes }) => autosaveBytes)),
    findMs: round(of("large", "findMs") - of("small", "findMs")),
  };
}

/** What an editor is to hold that is as light with a long document as with a short one. */
export function judgeFigures(each: AllFigures): Limit[] {
  const { openMs, keyP95Ms, longFrames, rendererMb, domNodes, autosaveBytes, findMs } =
    summarizeFigures(each);
  const saved = [...each.small, ...each.large].map((one) => one.autosaveBytes);
  const limits: Omit<Limit, "held">[] = [
    { name: "open, large", value: openMs.large, limit: 2 * openMs.small, unit: "ms" },
    {
      name: "key to paint, large beside small",
      value: keyP95Ms.large,
      limit: Math.max(1.25 * keyP95Ms.small, keyP95Ms.small + frameMs),
      unit: "ms",
    },
    {
      name: "key to paint, large beside bare",
      value: keyP95Ms.large,
      limit: Math.max(2 * keyP95Ms.bare, keyP95Ms.bare + frameMs),
      unit: "ms",
    },
    { name: "long frames above the bare page's", value: longFrames, limit: 3, unit: "" },
    { name: "renderer memory, large", value: rendererMb.large, limit: 1.3 * rendererMb.small, unit: "MB" },
    { name: "DOM nodes", value: domNodes, limit: 2_000, unit: "" },
    { name: "a save of one line", value: autosaveBytes, limit: 2_048, unit: "bytes" },
    {
      name: "saves of one line, apart",
      value: Math.max(...saved) - Math.min(...saved),
      limit: sameBytes,
      unit: "bytes",
    },
    { name: "find, large above small", value: findMs, limit: 50, unit: "ms" },
  ];
  return limits.map((one) => ({ ...one, limit: round(one.limit), held: one.value <= one.limit }));
}

/** A revision, or the text of another line, has a few digits or letters more. */
const sameBytes = 100;

export function findMedian(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? Number.NaN)) / 2;
}

const round = (value: number) => Math.round(value * 10) / 10;
