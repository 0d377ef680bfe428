import { createRandom } from "../create-random";

/** Names and rare words in an order that is random and always the same: cities, countries and languages, as the runtime
 * knows them. */
export function listRandomNames(): string[] {
  const names = new Set(
    Intl.supportedValuesOf("timeZone").map((zone) => (zone.split("/").at(-1) ?? zone).replaceAll("_", " ")),
  );
  const languages = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
  const regions = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  for (const first of letters) {
    for (const second of letters) {
      const two = first + second;
      const codes = [two, ...letters.map((third) => two + third)];
      for (const name of [regions.of(two.toUpperCase()), ...codes.map((code) => languages.of(code))]) {
        if (name && name.length <= 40 && name.split(" ").length <= 4) names.add(name);
      }
    }
  }
  const random = createRandom(3);
  return [...names]
    .map((name) => ({ name, order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ name }) => name);
}
