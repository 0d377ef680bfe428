import { parseArgs } from "node:util";
import { findBrowser } from "../e2e/find-browser";
import { startTrax, type TraxServer } from "../e2e/trax-server";
import { startBarePage } from "./editor/bare-page";
import { type BenchDocument, buildBenchDocument } from "./editor/build-document";
import {
  type AllFigures,
  judgeFigures,
  type Limit,
  type PageName,
  pageNames,
  summarizeFigures,
} from "./editor/judge-figures";
import { measurePage, type PageFigures } from "./editor/measure-page";
import { buildPeer, measurePeer, type PeerFigures } from "./editor/measure-peer";

const usage = "npm run bench -- editor [--pairs N] [--playback SECONDS] [--no-peer] [--json]";

/** Small and large; or why there is none. */
type PeerResult = { small: PeerFigures; large: PeerFigures } | { failure: string } | null;

/** The editor in Chromium on a production build: a document of 100,000 words and 10 hours, one of 1,000 words, and a bare
 * windowed page of the large one's text, in turns; and once each @bbc/react-transcript-editor with the same words, unless
 * there is `--no-peer`. `--json` prints an EditorResult with `limits`, `peer` (null in a figure: not within two minutes, or failed)
 * and `each`, all figures of all turns. A limit that is not held ends in no error: a busy machine has its own frames.
 * Memory is measured on Linux alone. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: "boolean", default: false },
      "no-peer": { type: "boolean", default: false },
      pairs: { type: "string", default: "5" },
      playback: { type: "string", default: "60" },
    },
  });
  const pairs = Number(values.pairs);
  const playbackMs = Number(values.playback) * 1_000;
  if (!Number.isInteger(pairs) || pairs < 1 || !(playbackMs > 0)) throw new Error(`Usage: ${usage}`);
  const browserPath = await findBrowser(console.error);
  const trax = await startTrax({ env: { TRAX_LOG_LEVEL: "warn" } });
  try {
    const small = await buildBenchDocument(trax.home, { words: 1_000, durationMs: 360_000 });
    const large = await buildBenchDocument(trax.home, { words: 100_000, durationMs: 36_000_000 });
    const each = await measureInTurns(trax, { small, large }, { browserPath, pairs, playbackMs }, (line) => {
      if (!values.json) console.log(line);
    });
    const peer = values["no-peer"] ? null : await comparePeer(trax, { small, large }, browserPath);
    const result = summarizeFigures(each);
    const limits = judgeFigures(each);
    if (values.json) console.log(JSON.stringify({ ...result, limits, peer, each }));
    else console.log(["", ...limits.map(serializeLimit), ...serializePeer(peer)].join("\n"));
  } finally {
    await trax.stop().finally(() => trax.cleanUp());
  }
}

async function measureInTurns(
  trax: TraxServer,
  { small, large }: { small: BenchDocument; large: BenchDocument },
  options: { browserPath: string; pairs: number; playbackMs: number },
  say: (line: string) => void,
): Promise<AllFigures> {
  const bare = await startBarePage(trax.url, large);
  const urls: Record<PageName, string> = {
    small: `${trax.url}${small.path}`,
    large: `${trax.url}${large.path}`,
    bare: bare.url,
  };
  const measure = (name: PageName, playbackMs: number) =>
    measurePage({
      browserPath: options.browserPath,
      url: urls[name],
      lineCount: (name === "small" ? small : large).lines.length,
      isBare: name === "bare",
      playbackMs,
    });
  const each: AllFigures = { small: [], large: [], bare: [] };
  try {
    // Whatever is compiled or cached at the first look is none of the documents' doing.
    for (const name of pageNames) await measure(name, 1_000);
    for (let turn = 0; turn < options.pairs; turn += 1) {
      for (const name of turn % 2 === 0 ? pageNames : pageNames.toReversed()) {
        const figures = await measure(name, options.playbackMs);
        each[name].push(figures);
        say(`${name.padEnd(6)}${serializeFigures(figures)}`);
      }
    }
  } finally {
    await bare.close();
  }
  return each;
}

async function comparePeer(
  trax: TraxServer,
  { small, large }: { small: BenchDocument; large: BenchDocument },
  browserPath: string,
): Promise<PeerResult> {
  try {
    const options = { browserPath, script: await buildPeer() };
    return {
      small: await measurePeer(trax.url, small, options),
      large: await measurePeer(trax.url, large, options),
    };
  } catch (error) {
    // Without a network its packages do not come: the editor's own figures stand all the same.
    return { failure: (error as Error).message.split("\n")[0] ?? "unknown" };
  }
}

function serializeFigures(figures: PageFigures): string {
  const ms = (value: number) => (Number.isNaN(value) ? "–" : `${value.toFixed(0)} ms`).padStart(8);
  return [
    `open ${ms(figures.openMs)}`,
    `key p95 ${ms(figures.keyP95Ms)}`,
    `long frames ${String(figures.longFrames).padStart(3)}`,
    `${figures.rendererMb.toFixed(0).padStart(4)} MB`,
    `${String(figures.domNodes).padStart(5)} nodes`,
    `save ${String(figures.autosaveBytes).padStart(5)} bytes`,
    `find ${ms(figures.findMs)}`,
  ].join("  ");
}

function serializeLimit({ name, value, limit, unit, held }: Limit): string {
  const [is, most] = [value, limit].map((one) => `${one.toFixed(0)} ${unit}`.trim().padStart(10));
  return `${name.padEnd(36)}${is}  at most ${most}  ${held ? "held" : "NOT HELD"}`;
}

function serializePeer(peer: PeerResult): string[] {
  if (peer === null) return [];
  if ("failure" in peer) return [`peer: could not be measured (${peer.failure})`];
  const tell = (value: number | null, failure: string | null) => {
    if (value !== null) return `${value.toFixed(0)} ms`;
    return failure === null ? "did not finish in two minutes" : `failed (${failure})`;
  };
  return (["small", "large"] as const).map((name) => {
    const { openMs, keyP95Ms, failure } = peer[name];
    return `peer, ${name}: open ${tell(openMs, failure)}, key to paint p95 ${tell(keyP95Ms, failure)}`;
  });
}
