import { readFile } from "node:fs/promises";
import { type Browser, chromium, type Page } from "playwright";
import { browserFlags } from "../../e2e/browser-flags";
import { installProbe, type ProbedWindow, rowSelector, typeKeys } from "./page-probe";

export interface PageFigures {
  /** From the start of the navigation to the paint of a first line that can be edited. */
  openMs: number;
  /** From a key to the paint after it. */
  keyP95Ms: number;
  /** Frames above 50 ms while it plays. */
  longFrames: number;
  /** Memory of the renderer process, what it shares counted in part (PSS), after a collection. */
  rendererMb: number;
  /** The most at any moment that was looked at. */
  domNodes: number;
  /** Largest body of a save of one line; 0 where nothing is saved. */
  autosaveBytes: number;
  /** From the last key of a word that is looked for to the paint of its count; NaN where nothing is looked for. */
  findMs: number;
}

export interface PageOptions {
  browserPath: string;
  url: string;
  /** What is waited for before the measuring of anything but the opening. */
  lineCount: number;
  /** The bare page saves nothing and finds nothing. */
  isBare: boolean;
  playbackMs: number;
}

const keyCount = 100;

/** Opens, plays, types, finds, in a browser of its own. */
export async function measurePage(options: PageOptions): Promise<PageFigures> {
  const { browserPath, url, lineCount, isBare, playbackMs } = options;
  const browser = await chromium.launch({ args: browserFlags, executablePath: browserPath });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const saves: number[] = [];
    page.on("request", (request) => {
      if (request.url().includes("applyEdits")) saves.push(request.postDataBuffer()?.length ?? 0);
    });
    await installProbe(page, { watchesOpening: true });
    await page.goto(url);
    const openMs = await page.evaluate(() => (window as unknown as ProbedWindow).probe.opened);
    const nodes = [await countNodes(page)];
    await page.keyboard.press("Escape");
    // The rest of the document comes behind its first page; it is not part of the opening.
    await page.locator(`${rowSelector}[aria-setsize="${lineCount}"]`).first().waitFor();
    await page.waitForTimeout(1_000);
    const longFrames = await countLongFrames(page, playbackMs, isBare);
    nodes.push(await countNodes(page));
    const keyP95Ms = await measureKeys(page, isBare);
    nodes.push(await countNodes(page));
    const findMs = isBare ? Number.NaN : await measureFind(page);
    nodes.push(await countNodes(page));
    return {
      openMs,
      keyP95Ms,
      longFrames,
      rendererMb: await measureRenderer(browser, page),
      domNodes: Math.max(...nodes),
      autosaveBytes: Math.max(0, ...saves),
      findMs,
    };
  } finally {
    await browser.close();
  }
}

const countNodes = (page: Page) => page.evaluate(() => document.getElementsByTagName("*").length);

async function countLongFrames(page: Page, playbackMs: number, isBare: boolean): Promise<number> {
  if (isBare) await page.evaluate(() => void document.querySelector("audio")?.play());
  else {
    await page.getByRole("button", { name: "Play", exact: true }).click();
    // The field of the first line had ended the following.
    await page.getByRole("button", { name: "Follow", exact: true }).click();
  }
  await page.waitForFunction(() => (document.querySelector("audio")?.currentTime ?? 0) > 0);
  const count = await page.evaluate(
    (forMs) =>
      new Promise<number>((resolve) => {
        const startMs = performance.now();
        let lastMs = startMs;
        let long = 0;
        const tick = (nowMs: number) => {
          if (nowMs - lastMs > 50) long += 1;
          lastMs = nowMs;
          if (nowMs - startMs < forMs) requestAnimationFrame(tick);
          else resolve(long);
        };
        requestAnimationFrame(tick);
      }),
    playbackMs,
  );
  const playedMs = await page.evaluate(() => {
    const audio = document.querySelector("audio");
    audio?.pause();
    return (audio?.currentTime ?? 0) * 1_000;
  });
  if (playedMs < playbackMs * 0.9) throw new Error(`Only ${playedMs} ms of ${playbackMs} were played.`);
  return count;
}

async function measureKeys(page: Page, isBare: boolean): Promise<number> {
  const middle = await page.evaluate((selector) => {
    const rows = [...document.querySelectorAll(selector)];
    const isMiddle = (row: Element) => row.getBoundingClientRect().top > innerHeight / 3;
    return rows.findIndex(isMiddle);
  }, rowSelector);
  await page
    .locator(rowSelector)
    .nth(middle)
    .dblclick({ position: { x: 300, y: 12 } });
  await page.locator("textarea").waitFor();
  const p95 = await typeKeys(page, keyCount);
  // Puts back what stood there: the next turn finds the same text.
  await page.keyboard.press("Escape");
  if (!isBare) await page.getByText("All changes saved", { exact: true }).waitFor();
  return p95;
}

async function measureFind(page: Page): Promise<number> {
  await page.keyboard.press("Control+f");
  const field = page.getByRole("searchbox", { name: "Find" });
  await field.waitFor();
  // Each further letter has another count.
  await field.fill("th");
  await page.waitForTimeout(1_500);
  const found = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const field = document.querySelector<HTMLInputElement>("input[type=search]");
        const summary = document.getElementById(field?.getAttribute("aria-describedby") ?? "");
        let startMs = Number.NaN;
        field?.addEventListener("input", ({ timeStamp }) => {
          startMs = timeStamp;
        });
        if (!summary) return resolve(Number.NaN);
        setTimeout(() => resolve(Number.NaN), 30_000);
        new MutationObserver(() => {
          const { probe } = window as unknown as ProbedWindow;
          probe.afterPaint(() => resolve(performance.now() - startMs));
        }).observe(summary, { subtree: true, childList: true, characterData: true });
      }),
  );
  await page.waitForTimeout(100);
  await field.press("End");
  await field.pressSequentially("e");
  return found;
}

/** Linux only; 0 elsewhere. */
async function measureRenderer(browser: Browser, page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  for (let turn = 0; turn < 2; turn += 1) {
    await session.send("HeapProfiler.collectGarbage");
    // What was freed goes back to the system a little later.
    await page.waitForTimeout(1_000);
  }
  const system = await browser.newBrowserCDPSession();
  const { processInfo } = await system.send("SystemInfo.getProcessInfo");
  const sizes = await Promise.all(
    processInfo.filter(({ type }) => type === "renderer").map(({ id }) => readPssMb(id)),
  );
  // A spare renderer waits for the next page; the one that shows this page is the larger.
  return Math.max(0, ...sizes);
}

async function readPssMb(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) / 1024;
}
