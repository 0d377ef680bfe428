import fc from "fast-check";
import { expect, it, test } from "vitest";
import { parseGlossary, serializeGlossaryCsv } from "./glossary-csv";
import { normalizeTerm } from "./parse-terms";

test.each([
  [
    "with commas and a header",
    "term,sounds like\r\nKubernetes,cooper netties,cube\r\n",
    ["cooper netties", "cube"],
  ],
  ["with semicolons", "Term;Heard\nKubernetes;cooper netties\n", ["cooper netties"]],
  ["with tabs and no header", 'Kubernetes\t"cooper netties"\n', ["cooper netties"]],
  ["with a byte order mark", "\uFEFFterm,sounds like\nKubernetes,cooper netties", ["cooper netties"]],
  ["of a term a line", "Kubernetes = cooper netties, cube", ["cooper netties", "cube"]],
  ["of terms alone", "Kubernetes\n", []],
])("a file %s is read", (_, file, soundsLike) => {
  expect(parseGlossary(file)).toEqual({ terms: [{ text: "Kubernetes", soundsLike }], refused: [] });
});

it("writes nothing that a spreadsheet carries out, and reads it back", () => {
  const terms = [
    { text: "=cmd|'/C calc'!A0", soundsLike: ["-1+1", "@x"] },
    { text: 'a "b", c', soundsLike: [] },
  ];
  const file = serializeGlossaryCsv(terms);
  for (const field of file.split(/[\r\n,]+/)) expect(field).not.toMatch(/^"?[=+@-]/);
  expect(parseGlossary(file).terms).toEqual(terms);
});

it("names what is no term and goes on", () => {
  const { terms, refused } = parseGlossary(
    'term,sounds like\n!!!,x\na b c d e f,\nRust,"never closed\nGo,\n',
  );
  expect(terms.map(({ text }) => text)).toEqual(["Rust", "Go"]);
  expect(refused).toEqual(["!!!,x", "a b c d e f,"]);
});

it("reads back whatever terms there are", () => {
  const term = fc
    .string({ unit: "grapheme", maxLength: 20 })
    .map(normalizeTerm)
    .filter((one) => one !== null);
  fc.assert(
    fc.property(
      fc.array(fc.record({ text: term, soundsLike: fc.uniqueArray(term, { maxLength: 5 }) }), {
        maxLength: 5,
      }),
      (given) => {
        // An apostrophe before a sign is the guard itself.
        const isGuard = (text: string) => /^'[=+\-@]/.test(text);
        fc.pre(!given.some(({ text, soundsLike }) => [text, ...soundsLike].some(isGuard)));
        const once = [...new Map(given.map((each) => [each.text, each])).values()];
        fc.pre(once.length === given.length);
        expect(parseGlossary(serializeGlossaryCsv(once)).terms).toEqual(once);
      },
    ),
    { endOnFailure: true },
  );
});
