import type { Page } from "playwright";

/** What runs in a page that is measured; all times in ms. */
interface Probe {
  /** Resolves when a first line could be edited and was painted, with the time since the navigation began. */
  opened: Promise<number>;
  /** For each key since `watchKeys`, from its event to the paint after it. */
  keyDelays: number[];
  watchKeys(): void;
  /** Calls back behind the next paint. */
  afterPaint(run: () => void): void;
}
export type ProbedWindow = Window & { probe: Probe };

export const rowSelector = "[data-segment-id]";

/** Before the page is opened. `watchesOpening`: edits the first line as soon as that can be done, which is what is timed. */
export async function installProbe(page: Page, options: { watchesOpening: boolean }): Promise<void> {
  // tsx gives functions their names by a function that the page does not have.
  await page.addInitScript("globalThis.__name = (value) => value;");
  await page.addInitScript(install, options.watchesOpening ? rowSelector : null);
}

function install(selector: string | null): void {
  // A frame is painted when its requests have run; a message is the first task behind that.
  const afterPaint = (run: () => void) =>
    void requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = run;
      channel.port2.postMessage(0);
    });
  const probe: Probe = {
    keyDelays: [],
    afterPaint,
    watchKeys: () =>
      document.addEventListener(
        "keydown",
        ({ timeStamp }) => afterPaint(() => probe.keyDelays.push(performance.now() - timeStamp)),
        { capture: true },
      ),
    opened: new Promise((resolve, reject) => {
      if (selector === null) return;
      setTimeout(() => reject(new Error("No line could be edited within two minutes.")), 120_000);
      // A line is there when it can be seen; it can be edited when a double click makes a field of it.
      const look = () => {
        document.querySelector(selector)?.dispatchEvent(new MouseEvent("dblclick", { bubbles: true }));
        if (document.querySelector("textarea")) afterPaint(() => resolve(performance.now()));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }),
  };
  Object.assign(window, { probe });
}

const pauseMs = 40;

/** Types so many keys into what has the focus. After twenty at a time a pause as long as the one that an automatic save
 * waits for: some keys come while it saves. Gives the 95th percentile of the times from key to paint. */
export async function typeKeys(page: Page, count: number): Promise<number> {
  await page.evaluate(() => (window as unknown as ProbedWindow).probe.watchKeys());
  for (let index = 0; index < count; index += 1) {
    await page.keyboard.press(index % 6 === 5 ? "Space" : "e");
    await page.waitForTimeout(index % 20 === 19 ? 1_000 : pauseMs);
  }
  await page.waitForFunction(
    (wanted) => (window as unknown as ProbedWindow).probe.keyDelays.length >= wanted,
    count,
  );
  const delays = await page.evaluate(() => (window as unknown as ProbedWindow).probe.keyDelays);
  delays.sort((a, b) => a - b);
  return delays[Math.ceil(delays.length * 0.95) - 1] ?? Number.NaN;
}
