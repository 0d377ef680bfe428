import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium, type Page } from "playwright";
import { browserFlags } from "../../e2e/browser-flags";
import { serveBeside } from "./bare-page";
import type { BenchDocument } from "./build-document";
import { installProbe, typeKeys } from "./page-probe";

/** Null: not within two minutes, or not before it failed. */
export interface PeerFigures {
  openMs: number | null;
  keyP95Ms: number | null;
  /** What ended it, say a crash of its page. */
  failure: string | null;
}

const folder = fileURLToPath(new URL("../peer", import.meta.url));
const patienceMs = 120_000;
const keyCount = 40;

/** Its packages are installed at the first time, by its own lock file; nothing of them is run by that. */
export async function buildPeer(): Promise<string> {
  if (!existsSync(`${folder}/node_modules`)) {
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  const { outputFiles } = await build({
    entryPoints: [`${folder}/page.jsx`],
    bundle: true,
    write: false,
    // Its parts are no strict code, which a module would be, or what our own settings ask for.
    format: "iife",
    tsconfigRaw: {},
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"', global: "window" },
  });
  return outputFiles[0]?.text ?? "";
}

/** @bbc/react-transcript-editor with the same words, in a browser of its own, opened and typed in within two minutes. */
export async function measurePeer(
  traxUrl: string,
  subject: BenchDocument,
  { browserPath, script }: { browserPath: string; script: string },
): Promise<PeerFigures> {
  const peer = await serveBeside(traxUrl, subject, {
    "/": { type: "text/html", body: html },
    "/page.js": { type: "text/javascript", body: script },
    "/transcript.json": { type: "application/json", body: JSON.stringify(toTranscript(subject)) },
  });
  const browser = await chromium.launch({ args: browserFlags, executablePath: browserPath });
  const figures: PeerFigures = { openMs: null, keyP95Ms: null, failure: null };
  let isLate = false;
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(patienceMs);
    const limit = new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref()).then(() => {
      isLate = true;
    });
    const work = openAndType(page, peer.url, figures).catch((error: Error) => {
      // What ends with the browser is no failure.
      if (!isLate) figures.failure = error.message.split("\n")[0] ?? "unknown";
    });
    await Promise.race([work, limit]);
    return { ...figures };
  } finally {
    await browser.close();
    await peer.close();
  }
}

async function openAndType(page: Page, url: string, figures: PeerFigures): Promise<void> {
  await installProbe(page, { watchesOpening: false });
  const failed = new Promise<never>((_, reject) => page.once("pageerror", reject));
  await page.goto(url, { waitUntil: "commit" });
  const field = page.locator("[contenteditable=true] [data-text]").first();
  // A page that has failed to open is not a slow one.
  await Promise.race([field.waitFor(), failed]);
  failed.catch(() => {});
  figures.openMs = await page.evaluate(() => performance.now());
  await field.click();
  figures.keyP95Ms = await typeKeys(page, keyCount);
}

const html =
  '<!doctype html><title>peer</title><link rel="icon" href="data:,"><div id="root"></div><script src="/page.js"></script>';

/** In the shape of BBC's Kaldi, which it reads. */
function toTranscript({ lines }: BenchDocument) {
  const words = lines.flatMap(({ startMs, text }) =>
    text.split(" ").map((word, place) => ({
      start: (startMs + place * 200) / 1_000,
      end: (startMs + (place + 1) * 200) / 1_000,
      confidence: 0.9,
      word: word.replace(".", ""),
      punct: word,
    })),
  );
  return {
    action: "audio-transcribe",
    retval: {
      status: true,
      wonid: "bench",
      punct: "",
      words: words.map((word, index) => ({ ...word, index })),
    },
  };
}
