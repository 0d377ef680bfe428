import { parseArgs } from "node:util";
import { startTrax } from "../e2e/trax-server";
import { startBarePage } from "./editor/bare-page";
import { buildBenchDocument } from "./editor/build-document";
import { measurePage, type PageFigures } from "./editor/measure-page";
import { measurePeer, type PeerFigures } from "./editor/measure-peer";

const usage = "npm run bench -- editor [--pairs N] [--playback SECONDS] [--peer] [--json]";
const names = ["small", "large", "bare"] as const;
type Name = (typeof names)[number];

/** The editor in Chromium on a production build: a document of 100,000 words and 10 hours, one of 1,000 words, and a bare
 * windowed page of the large one's text, in turns. `--json` prints `{openMs: {small, large}, keyP95Ms: {small, large, bare},
 * longFrames, rendererMb: {small, large}, domNodes, autosaveBytes, findMs}`: medians of the pairs; `longFrames` are those
 * of the large document above the bare page's, `findMs` is what looking for a word takes longer in the large one,
 * `domNodes` and `autosaveBytes` are the largest seen. `each` has all figures of all turns. `--peer` looks at
 * @bbc/react-transcript-editor with the same words, too, once each (null: not within two minutes). The browser is the one that
 * TRAX_TEST_BROWSER names, or playwright's own. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: "boolean", default: false },
      peer: { type: "boolean", default: false },
      pairs: { type: "string", default: "5" },
      playback: { type: "string", default: "60" },
    },
  });
  const pairs = Number(values.pairs);
  const playbackMs = Number(values.playback) * 1_000;
  if (positionals.length > 0 || !Number.isInteger(pairs) || pairs < 1 || !(playbackMs > 0)) {
    throw new Error(`Usage: ${usage}`);
  }
  const trax = await startTrax({ env: { TRAX_LOG_LEVEL: "warn" } });
  const each: Record<Name, PageFigures[]> = { small: [], large: [], bare: [] };
  let peer: { small: PeerFigures; large: PeerFigures } | null = null;
  try {
    const small = await buildBenchDocument(trax.home, { words: 1_000, durationMs: 360_000 });
    const large = await buildBenchDocument(trax.home, { words: 100_000, durationMs: 36_000_000 });
    const bare = await startBarePage(trax.url, large);
    const urls: Record<Name, string> = {
      small: `${trax.url}${small.path}`,
      large: `${trax.url}${large.path}`,
      bare: bare.url,
    };
    try {
      // Whatever is compiled or cached at the first look is none of the documents' doing.
      for (const name of names) await measurePage(urls[name], { isBare: name === "bare", playbackMs: 1_000 });
      for (let turn = 0; turn < pairs; turn += 1) {
        for (const name of turn % 2 === 0 ? names : names.toReversed()) {
          const figures = await measurePage(urls[name], { isBare: name === "bare", playbackMs });
          each[name].push(figures);
          if (!values.json) console.log(name.padEnd(6), JSON.stringify(figures));
        }
      }
      if (values.peer) {
        peer = { small: await measurePeer(trax.url, small), large: await measurePeer(trax.url, large) };
      }
    } finally {
      await bare.close();
    }
  } finally {
    await trax.stop().finally(() => trax.cleanUp());
  }
  const of = (name: Name, figure: keyof PageFigures) => median(each[name].map((one) => one[figure]));
  const both = (figure: keyof PageFigures) => ({ small: of("small", figure), large: of("large", figure) });
  const find = both("findMs");
  const result = {
    openMs: both("openMs"),
    keyP95Ms: { ...both("keyP95Ms"), bare: of("bare", "keyP95Ms") },
    longFrames: of("large", "longFrames") - of("bare", "longFrames"),
    rendererMb: both("rendererMb"),
    domNodes: Math.max(...each.large.map(({ domNodes }) => domNodes)),
    autosaveBytes: Math.max(...[...each.small, ...each.large].map(({ autosaveBytes }) => autosaveBytes)),
    findMs: find.large - find.small,
    ...(peer ? { peer } : {}),
  };
  console.log(JSON.stringify(values.json ? { ...result, each } : result, null, values.json ? undefined : 2));
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
