import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { termLimits } from "@/core/transcript/parse-terms";
import { buildTranscript } from "@/server/testing/build-transcript";
import { buildUser } from "@/server/testing/factories";
import { setUpDatabase } from "@/server/testing/set-up-database";
import { applyEdits } from "@/server/transcripts/apply-edits";
import { listAllSegments } from "@/server/transcripts/data";
import { listTerms, listTermsFor } from "./data";
import { exportGlossary, importGlossary } from "./glossary-files";
import { listOffers } from "./offer-terms";
import { termsAddInput } from "./schema";
import { addTerms, removeTerms } from "./service";

const work = setUpDatabase();

test("two owners have terms of their own: added, changed, found, removed and brought back", async () => {
  const { prisma } = work.database;
  const [one, other] = [await buildUser(prisma), await buildUser(prisma)];
  const add = (ownerId: number, ...terms: { text: string; soundsLike?: string[] }[]) =>
    addTerms(ownerId, { terms }, prisma);
  expect(await add(one, { text: "Kubernetes" }, { text: "Ada  Lovelace" })).toEqual({
    added: 2,
    changed: 0,
  });
  expect(await add(one, { text: "Kubernetes", soundsLike: ["cooper netties"] }, { text: "Zoë" })).toEqual({
    ...{ added: 1, changed: 1 },
  });
  await add(other, { text: "Kubernetes" });

  const { terms, total } = await listTerms(one, { filter: "NETTIES" }, prisma);
  expect([terms.map(({ text }) => text), total]).toEqual([["Kubernetes"], 3]);
  expect(
    (await listTermsFor(other, [{ text: "Rust", soundsLike: [] }], prisma)).map(({ text }) => text),
  ).toEqual([...["Rust", "Kubernetes"]]);

  const [mine] = terms;
  expect(await removeTerms(other, [mine?.id ?? ""], prisma)).toEqual([]);
  const removed = await removeTerms(one, [mine?.id ?? ""], prisma);
  expect(removed).toEqual([{ text: "Kubernetes", soundsLike: ["cooper netties"], domain: null }]);
  expect((await listTerms(one, {}, prisma)).total).toBe(2);
  await addTerms(one, { terms: removed }, prisma);
  expect((await listTerms(one, { filter: "cooper" }, prisma)).terms).toHaveLength(1);
  expect((await listTerms(other, {}, prisma)).total).toBe(1);
});

test("there is a bound, also for two who add at once, and what is no term is refused", async () => {
  const { prisma } = work.database;
  const id = await buildUser(prisma);
  const many = (from: number, count: number) => ({
    terms: Array.from({ length: count }, (_, at) => ({ text: `Term ${from + at}` })),
  });
  await addTerms(id, many(0, termLimits.owner - 10), prisma);
  const both = await Promise.allSettled([
    addTerms(id, many(2_000, 8), prisma),
    addTerms(id, many(3_000, 8), prisma),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(both.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { code: "TERMS_TOO_MANY" },
  });
  for (const text of ["", "!!", "a b c d e", "x".repeat(90)]) {
    expect(termsAddInput.safeParse({ terms: [{ text }] }).success, text).toBe(false);
  }
});

test("terms of a domain lead texts of that domain alone, and the domain's own come first", async () => {
  const { prisma } = work.database;
  const owner = await buildUser(prisma);
  await addTerms(owner, { terms: [{ text: "Rust" }, { text: "Go", soundsLike: ["goh"] }] }, prisma);
  await addTerms(owner, { terms: [{ text: "Go", soundsLike: ["gau"] }], domain: "Technical" }, prisma);
  await addTerms(owner, { terms: [{ text: "Statin" }], domain: "medical" }, prisma);
  const of = async (domain: string | null) =>
    (await listTermsFor(owner, [], prisma, domain)).map(({ text, soundsLike }) =>
      [text, ...soundsLike].join("/"),
    );
  expect(await of("technical")).toEqual(["Go/gau", "Rust"]);
  expect(await of(null)).toEqual(["Go/goh", "Rust"]);
  expect((await listTerms(owner, { domain: "medical" }, prisma)).terms).toMatchObject([
    { domain: "medical" },
  ]);
  expect((await listTerms(owner, {}, prisma)).total).toBe(4);
});

test("a glossary goes out as a file and comes in again, each owner's own", async () => {
  const { prisma } = work.database;
  const [one, other] = [await buildUser(prisma), await buildUser(prisma)];
  await addTerms(
    one,
    { terms: [{ text: "Kubernetes", soundsLike: ["cooper netties"] }], domain: "technical" },
    prisma,
  );
  for (const format of ["csv", "txt"] as const) {
    const file = await exportGlossary(one, { format, domain: "technical" }, prisma);
    expect(file).toMatchObject({ fileName: `glossary-technical.${format}`, terms: 1 });
    expect((await exportGlossary(other, { format }, prisma)).terms).toBe(format === "csv" ? 0 : 1);
    await importGlossary(other, { text: file.text }, prisma);
  }
  expect((await listTerms(other, {}, prisma)).terms).toMatchObject([
    { text: "Kubernetes", soundsLike: ["cooper netties"], domain: null },
  ]);
  await expect(importGlossary(other, { text: "!!!" }, prisma)).rejects.toMatchObject({
    code: "GLOSSARY_EMPTY",
  });
  const many = Array.from({ length: termLimits.owner + 1 }, (_, at) => `Term ${at}`).join("\n");
  await expect(importGlossary(other, { text: many }, prisma)).rejects.toMatchObject({
    code: "TERMS_TOO_MANY",
  });
});

test("what a person corrected is offered to the glossary, until it is in it", async () => {
  const { prisma } = work.database;
  const [one, other] = [await buildUser(prisma), await buildUser(prisma)];
  const { documentId } = await buildTranscript(prisma, "we run cooper netties at home", { ownerId: one });
  expect(await listOffers(one, documentId, prisma)).toEqual([]);
  const [line] = await listAllSegments(one, documentId, prisma);
  if (!line) throw new Error("no line");
  const command = { type: "segment.text", segmentId: line.id, text: "we run Kubernetes at home" } as const;
  const commands = [{ commandId: randomUUID(), bases: { [line.id]: line.revision }, command }];
  await applyEdits(one, { documentId, commands }, prisma);
  const offers = await listOffers(one, documentId, prisma);
  expect(offers).toMatchObject([{ text: "Kubernetes", heard: "cooper netties", count: 1, isKnown: false }]);
  await expect(listOffers(other, documentId, prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await addTerms(one, { terms: [{ text: "Kubernetes", soundsLike: ["cooper netties"] }] }, prisma);
  expect(await listOffers(one, documentId, prisma)).toEqual([]);
});
