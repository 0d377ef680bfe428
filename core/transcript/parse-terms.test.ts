import { describe, expect, it } from "vitest";
import { normalizeTerm, parseTerms, serializeTerms } from "./parse-terms";

describe("parseTerms", () => {
  it("reads one a line, with how else it is heard, each once", () => {
    const { terms, refused } = parseTerms(
      "Ada  Lovelace\r\n\nKubernetes = cooper netties, kuber nets;Zoë\nKubernetes=kuber nets, k8s\n!!!\none two three four five",
    );
    expect(terms).toEqual([
      { text: "Ada Lovelace", soundsLike: [] },
      { text: "Kubernetes", soundsLike: ["cooper netties", "kuber nets", "k8s"] },
      { text: "Zoë", soundsLike: [] },
    ]);
    expect(refused).toEqual(["!!!", "one two three four five"]);
    expect(parseTerms(serializeTerms(terms)).terms).toEqual(terms);
  });

  it.each([
    ["\u202Eevil\u202C", "evil"],
    ["C++", "C++"],
    ["a".repeat(81), null],
    ["  ", null],
    ["x\u0000y", "x y"],
  ])("brings %j into one form", (given, term) => {
    expect(normalizeTerm(given)).toBe(term);
  });
});
