import fc from "fast-check";
import llamaTokenizer from "llama-tokenizer-js";
import { describe, expect, it } from "vitest";
import { decodeLed } from "./lead-decoding";
import { buildTermTrie, decodeTokens, leadLimits } from "./term-trie";

const startToken = 1;
const endToken = 2;
const vocabulary = 32_000;

/** A decoder that could say some sentences, each as likely as its logarithm tells, and no other. */
function createDecoder(sentences: Record<string, number>) {
  const known = Object.entries(sentences).map(([text, logprob]) => ({
    tokens: [startToken, ...llamaTokenizer.encode(text, false), endToken],
    logprob,
  }));
  const decoder = {
    steps: 0,
    async advance(last: number, cache: number[] | null) {
      decoder.steps += 1;
      const said = [...(cache ?? []), last];
      const logits = new Float32Array(vocabulary).fill(-30);
      for (const { tokens, logprob } of known) {
        const next = tokens[said.length];
        if (next !== undefined && said.every((token, at) => tokens[at] === token)) {
          logits[next] = Math.max(logits[next] as number, logprob);
        }
      }
      let best = endToken;
      let sum = 0;
      // The others are too unlikely to count.
      for (const { tokens } of known) {
        const next = tokens[said.length] ?? endToken;
        if ((logits[next] as number) > (logits[best] as number)) best = next;
      }
      for (const next of new Set(known.map(({ tokens }) => tokens[said.length] ?? endToken))) {
        sum += Math.exp(logits[next] as number);
      }
      const attention = Float32Array.of(said.length);
      return { logits, logSum: Math.log(sum), best, attention, cache: said };
    },
  };
  return decoder;
}

async function decode(sentences: Record<string, number>, terms: string[]) {
  const decoder = createDecoder(sentences);
  const trie = buildTermTrie(terms);
  const decoding = await decodeLed({ ...decoder, trie, startToken, endToken, tokenCap: 60 });
  const tokens = decoding.said.map(({ token }) => token);
  return { ...decoding, text: decodeTokens(tokens), tokens };
}

const heard = "We use Kubernetis now and then, as everybody does.";
const meant = "We use Kubernetes now and then, as everybody does.";

describe("decodeLed", () => {
  it("writes a term that is a little less likely than what sounds like it", async () => {
    const decoding = await decode({ [heard]: 0, [meant]: -2 }, ["Kubernetes"]);
    expect(decoding.text).toBe(meant);
    expect(decoding.led).toEqual([{ from: "Kubernetis", to: "Kubernetes", firstToken: 2, endToken: 4 }]);
    // A row of attention for each token, of the way that was taken.
    expect(decoding.said.map(({ attention }) => attention[0])).toEqual(
      decoding.tokens.map((_, at) => at + 1),
    );
    expect(decoding.end?.token).toBe(endToken);
  });

  it("writes one at the beginning, at the end, and two in one text", async () => {
    const two = {
      "Katharyne met Kubernetis.": 0,
      "Catherine met Kubernetis.": -1.5,
      "Catherine met Kubernetes.": -3,
    };
    expect((await decode(two, ["Catherine", "Kubernetes"])).led.map(({ to }) => to)).toEqual([
      "Catherine",
      "Kubernetes",
    ]);
  });

  it.each([
    ["is far less likely", { [heard]: 0, [meant]: -8 }, "Kubernetes"],
    ["sounds otherwise", { [heard]: 0, "We use Ramayana now and then, as everybody does.": -1 }, "Ramayana"],
    [
      "would be the beginning of another word",
      { [heard]: 0, "We use Kuberneteslike now.": -1 },
      "Kubernetes",
    ],
    ["is begun and not ended", { [heard]: 0, [meant]: -1 }, "Kubernetes Federation"],
    [
      "is followed by another text",
      { [heard]: 0, "We use Kubernetes in every house of ours.": -1 },
      "Kubernetes",
    ],
  ])("leaves the text as it is where a term %s", async (_, sentences, term) => {
    const decoding = await decode(sentences, [term]);
    expect(decoding.text).toBe(heard);
    expect(decoding.led).toEqual([]);
  });

  it("costs no step without terms, and none for a term that stands there already", async () => {
    for (const terms of [[], ["Kubernetes"]]) {
      const decoder = createDecoder({ [meant]: 0, [heard]: -1 });
      const options = { startToken, endToken, tokenCap: 60, trie: buildTermTrie(terms) };
      const { said } = await decodeLed({ ...decoder, ...options });
      expect(decoder.steps).toBe(said.length + 1);
    }
  });
});

describe("buildTermTrie", () => {
  it("spells a term as a word and inside one, and knows what can lead nobody", () => {
    const trie = buildTermTrie(["Kubernetes"]);
    const [outside, inside] = [trie?.words, trie?.inner].map((root) => [...(root?.children.keys() ?? [])]);
    expect(outside?.map((id) => llamaTokenizer.vocabById[id])).toEqual(["▁K"]);
    expect(inside?.map((id) => llamaTokenizer.vocabById[id])).toEqual(["K"]);
    expect(buildTermTrie(["", "Will", "New Apple", "Ng", "!!", "x".repeat(81)])).toBeNull();
  });

  it("is bounded whatever the terms are", async () => {
    const many = Array.from({ length: 1_500 }, (_, at) => `Zqx${at}vv`);
    expect(buildTermTrie(many)?.terms).toBeLessThanOrEqual(leadLimits.terms);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: "binary", maxLength: 100 }), { maxLength: 5 }),
        async (terms) => {
          expect((await decode({ [heard]: 0 }, terms)).text).toBe(heard);
        },
      ),
      { numRuns: 10, endOnFailure: true },
    );
  }, 20_000);
});
