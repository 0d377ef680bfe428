import { expect, test } from "vitest";
import { termLimits } from "@/core/transcript/parse-terms";
import { buildUser } from "@/server/testing/factories";
import { setUpDatabase } from "@/server/testing/set-up-database";
import { listTerms, listTermsFor } from "./data";
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
