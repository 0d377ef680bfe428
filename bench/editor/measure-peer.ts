import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright";
import { browserFlags } from "../../e2e/browser-flags";
import type { BenchDocument } from "./build-document";

/** Null: not within two minutes. */
export interface PeerFigures {
  openMs: number | null;
  keyP95Ms: number | null;
}

const folder = fileURLToPath(new URL("../peer", import.meta.url));
const patienceMs = 120_000;

/** @bbc/react-transcript-editor with the same words, in a browser of its own. Its packages are installed at the first
 * time, beside its own lock file. */
export async function measurePeer(traxUrl: string, subject: BenchDocument): Promise<PeerFigures> {
  if (!existsSync(`${folder}/node_modules`)) {
    execFileSync("npm", ["ci", "--ignore-scripts"], { cwd: folder, stdio: "ignore" });
  }
  const { outputFiles } = await build({
    entryPoints: [`${folder}/page.jsx`],
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"', global: "window" },
  });
  const script = outputFiles[0]?.text ?? "";
  const transcript = JSON.stringify(toTranscript(traxUrl, subject));
  const server = createServer(({ url }, response) => {
    const isScript = url === "/page.js";
    const type = isScript ? "text/javascript" : url === "/transcript.json" ? "application/json" : "text/html";
    response.setHeader("content-type", `${type}; charset=utf-8`);
    if (isScript) response.end(script);
    else if (url === "/transcript.json") response.end(transcript);
    else
      response.end(
        '<!doctype html><title>peer</title><div id="root"></div><script type="module" src="/page.js"></script>',
      );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await chromium.launch({
    args: browserFlags,
    executablePath: process.env.TRAX_TEST_BROWSER,
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(patienceMs);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const field = page.locator("[contenteditable=true] [data-text]").first();
    const isOpen = await field.waitFor().then(
      () => true,
      () => false,
    );
    if (!isOpen) return { openMs: null, keyP95Ms: null };
    const openMs = await page.evaluate(() => performance.now());
    const keys = typeKeys().catch(() => null);
    const limit = new Promise<null>((resolve) => setTimeout(() => resolve(null), patienceMs).unref());
    return { openMs, keyP95Ms: await Promise.race([keys, limit]) };

    async function typeKeys(): Promise<number> {
      await field.click();
      await page.evaluate(() => {
        const delays: number[] = [];
        Object.assign(window, { keyDelays: delays });
        document.addEventListener(
          "keydown",
          ({ timeStamp }) =>
            requestAnimationFrame(() => {
              const channel = new MessageChannel();
              channel.port1.onmessage = () => delays.push(performance.now() - timeStamp);
              channel.port2.postMessage(0);
            }),
          { capture: true },
        );
      });
      for (let index = 0; index < 20; index += 1) {
        await page.keyboard.press("e");
        await page.waitForTimeout(40);
      }
      await page.waitForFunction(() => (window as unknown as { keyDelays: number[] }).keyDelays.length >= 20);
      const delays = await page.evaluate(() => (window as unknown as { keyDelays: number[] }).keyDelays);
      return delays.sort((a, b) => a - b)[18] ?? Number.NaN;
    }
  } finally {
    await browser.close();
    server.close();
  }
}

/** In the shape of BBC's Kaldi, which it reads. */
function toTranscript(traxUrl: string, { lines, mediaPath }: BenchDocument) {
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
    mediaUrl: `${traxUrl}${mediaPath}`,
    retval: {
      status: true,
      wonid: "bench",
      punct: "",
      words: words.map((word, index) => ({ ...word, index })),
    },
  };
}
