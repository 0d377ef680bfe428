import { readFile } from "node:fs/promises";
import { type Browser, chromium, type Page } from "playwright";
import { browserFlags } from "../../e2e/browser-flags";

export interface PageFigures {
  /** From the start of the navigation to the paint of a first line that can be edited. */
  openMs: number;
  /** From a key to the paint after it. */
  keyP95Ms: number;
  /** Frames above 50 ms while it plays. */
  longFrames: number;
  /** Memory of the renderer process without what it shares (PSS), after a collection. */
  rendererMb: number;
  /** The most at any moment that was looked at. */
  domNodes: number;
  /** Largest body of a save of one line; 0 where nothing is saved. */
  autosaveBytes: number;
  /** From the last key of a word that is looked for to its count; NaN where nothing is found. */
  findMs: number;
}

const rowSelector = "[data-segment-id]";

/** Opens, plays, types, finds, in a browser of its own. */
export async function measurePage(
  url: string,
  { isBare, playbackMs }: { isBare: boolean; playbackMs: number },
): Promise<PageFigures> {
  const browser = await chromium.launch({
    args: browserFlags,
    executablePath: process.env.TRAX_TEST_BROWSER,
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const saves: number[] = [];
    page.on("request", (request) => {
      if (request.url().includes("applyEdits")) saves.push(request.postDataBuffer()?.length ?? 0);
    });
    await page.addInitScript(watchOpening, rowSelector);
    await page.goto(url);
    const openMs = await page.evaluate(() => (window as unknown as { opened: Promise<number> }).opened);
    // The rest of the document comes behind the first page; it is not part of the opening.
    await page.waitForLoadState("networkidle");
    const nodes = [await countNodes(page)];
    const longFrames = await countLongFrames(page, playbackMs, isBare);
    nodes.push(await countNodes(page));
    const keyP95Ms = await measureKeys(page);
    nodes.push(await countNodes(page));
    if (!isBare) await page.waitForTimeout(2_500);
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

/** Runs in the page before anything of it. */
function watchOpening(selector: string): void {
  const isEditable = (row: Element) =>
    "isEditable" in window || Object.keys(row).some((key) => key.startsWith("__reactProps$"));
  (window as unknown as { opened: Promise<number> }).opened = new Promise((resolve) => {
    const look = () => {
      const row = document.querySelector(selector);
      if (!row || !isEditable(row)) return void requestAnimationFrame(look);
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now());
        channel.port2.postMessage(0);
      });
    };
    requestAnimationFrame(look);
  });
}

const countNodes = (page: Page) => page.evaluate(() => document.getElementsByTagName("*").length);

async function countLongFrames(page: Page, playbackMs: number, isBare: boolean): Promise<number> {
  if (isBare) await page.evaluate(() => void document.querySelector("audio")?.play());
  else await page.getByRole("button", { name: "Play", exact: true }).click();
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
  await page.evaluate(() => document.querySelector("audio")?.pause());
  return count;
}

const keyCount = 60;

async function measureKeys(page: Page): Promise<number> {
  await page
    .locator(rowSelector)
    .nth(3)
    .dblclick({ position: { x: 300, y: 12 } });
  await page.locator("textarea").waitFor();
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
  for (let index = 0; index < keyCount; index += 1) {
    await page.keyboard.press(index % 6 === 5 ? "Space" : "e");
    await page.waitForTimeout(40);
  }
  const delays = await page.evaluate(() => (window as unknown as { keyDelays: number[] }).keyDelays);
  delays.sort((a, b) => a - b);
  return delays[Math.floor(delays.length * 0.95)] ?? Number.NaN;
}

async function measureFind(page: Page): Promise<number> {
  await page.keyboard.press("Control+f");
  const field = page.getByRole("searchbox", { name: "Find" });
  await field.waitFor();
  await field.fill("peopl");
  await page.waitForTimeout(1_500);
  const found = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const field = document.querySelector<HTMLInputElement>("input[type=search]");
        const summary = document.getElementById(field?.getAttribute("aria-describedby") ?? "");
        let startMs = Number.NaN;
        field?.addEventListener("input", () => {
          startMs = performance.now();
        });
        if (!summary) return resolve(Number.NaN);
        new MutationObserver(() => {
          if (!Number.isNaN(startMs)) resolve(performance.now() - startMs);
        }).observe(summary, { subtree: true, childList: true, characterData: true });
        setTimeout(() => resolve(Number.NaN), 10_000);
      }),
  );
  await page.waitForTimeout(100);
  await field.press("End");
  // Another count in either document, so that the summary changes.
  await field.pressSequentially("x");
  return found;
}

async function measureRenderer(browser: Browser, page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
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
