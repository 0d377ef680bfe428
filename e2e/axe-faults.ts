import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

/** What a page is looked at in. */
export const looks = [
  { name: "light and wide", colorScheme: "light", width: 1280 },
  { name: "dark and wide", colorScheme: "dark", width: 1280 },
  { name: "light at 320 px", colorScheme: "light", width: 320 },
  { name: "dark at 320 px", colorScheme: "dark", width: 320 },
] as const;

export async function takeOn(page: Page, { colorScheme, width }: (typeof looks)[number]): Promise<void> {
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

/** The same, of what is shown now, in all looks. A picture of each where TRAX_SHOTS names a folder. */
export async function listFaultsInAllLooks(page: Page, state: string): Promise<string[]> {
  const faults: string[] = [];
  for (const look of looks) {
    await takeOn(page, look);
    for (const fault of await listFaults(page)) faults.push(`${state}, ${look.name}: ${fault}`);
    if (process.env.TRAX_SHOTS) {
      await page.screenshot({
        path: `${process.env.TRAX_SHOTS}/${state}-${look.colorScheme}-${look.width}.png`,
      });
    }
  }
  return faults;
}
