import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

const allLooks = [
  { name: "light and wide", colorScheme: "light", width: 1280 },
  { name: "dark at 320 px", colorScheme: "dark", width: 320 },
  { name: "dark and wide", colorScheme: "dark", width: 1280 },
  { name: "light at 320 px", colorScheme: "light", width: 320 },
] as const;
/** What the pages begin in. */
export const [firstLook] = allLooks;

/** What the n-th page or state is looked at in: light and wide or dark and narrow, in turn; with TRAX_TEST_ALL_LOOKS
 * every pair of colours and widths. */
export function looksOf(index: number): readonly (typeof allLooks)[number][] {
  return process.env.TRAX_TEST_ALL_LOOKS === "1" ? allLooks : [allLooks[index % 2 === 0 ? 0 : 1]];
}

let statesSeen = 0;

export async function takeOn(page: Page, { colorScheme, width }: (typeof allLooks)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width, height: 900 });
}

/** What axe finds, a line each: the rule and where. */
export async function listFaults(page: Page): Promise<string[]> {
  // A colour on its way to another is neither.
  await page.waitForTimeout(250);
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      (node) => `${id}: ${node.target.join(" ")} ${node.html.slice(0, 160)} (${node.any[0]?.message ?? ""})`,
    ),
  );
}

/** The same, of what is shown now, in the looks whose turn it is. A picture of each where TRAX_TEST_SHOTS names a folder. */
export async function listFaultsInLooks(page: Page, state: string): Promise<string[]> {
  const faults: string[] = [];
  for (const look of looksOf(statesSeen++)) {
    await takeOn(page, look);
    for (const fault of await listFaults(page)) faults.push(`${state}, ${look.name}: ${fault}`);
    if (process.env.TRAX_TEST_SHOTS) {
      await page.screenshot({
        path: `${process.env.TRAX_TEST_SHOTS}/${state}-${look.colorScheme}-${look.width}.png`,
      });
    }
  }
  return faults;
}
