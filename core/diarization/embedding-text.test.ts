import { expect, it } from "vitest";
import { parseEmbedding, serializeEmbedding } from "./embedding-text";

it("comes back as it was written", () => {
  const embedding = Float32Array.from([0.5, -1, 3.25e-8, 0]);
  expect(parseEmbedding(serializeEmbedding(embedding))).toEqual(embedding);
});

it.each(["", null, "not base64!", "AAA=", btoa("\u0000\u0000\u00c0\u007f")])(
  "is none where %j stands",
  (text) => {
    expect(parseEmbedding(text)).toBeNull();
  },
);
