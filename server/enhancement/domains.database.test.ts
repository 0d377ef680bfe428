import { expect, it } from "vitest";
import { builtInDomains } from "@/core/enhancement/built-in-domains";
import { buildTranscript } from "@/server/testing/build-transcript";
import { buildUser } from "@/server/testing/factories";
import { setUpDatabase } from "@/server/testing/set-up-database";
import { listDomainHistory, listDomains, requireDomain, resetDomain, saveDomain } from "./domain-versions";
import { findKeptAnswer, getCacheFigures, keepAnswer, removeExpiredAnswers } from "./kept-answers";
import { domainLimits, domainSaveInput } from "./schema";
import { suggestDomains } from "./service";

const work = setUpDatabase();
const style = builtInDomains.general.style;

it("has every owner's domains in versions of their own, which stay when one goes back", async () => {
  const { prisma } = work.database;
  const [one, other] = [await buildUser(prisma), await buildUser(prisma)];
  const builtIn = await listDomains(one, prisma);
  expect(builtIn.map(({ name, version }) => [name, version])).toEqual(
    Object.keys(builtInDomains).map((name) => [name, 0]),
  );
  const save = (name: string, instructions: string) =>
    saveDomain(one, { name, instructions, style, vocabulary: ["Kubernetes", "Kubernetes"] }, prisma);
  expect(await save("Legal", "First.")).toMatchObject({ name: "legal", version: 1, isBuiltIn: true });
  expect(await save("legal", "Second.")).toMatchObject({ version: 2, vocabulary: ["Kubernetes"] });
  expect(await save("our podcast", "Light.")).toMatchObject({ version: 1, isBuiltIn: false });
  expect((await requireDomain(one, "legal", prisma)).instructions).toBe("Second.");
  expect((await requireDomain(other, "legal", prisma)).version).toBe(0);
  await expect(requireDomain(other, "our podcast", prisma)).rejects.toMatchObject({ code: "DOMAIN_UNKNOWN" });
  await expect(listDomainHistory(other, "our podcast", prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(resetDomain(other, "our podcast", prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });

  await resetDomain(one, "legal", prisma);
  await resetDomain(one, "our podcast", prisma);
  expect(await listDomains(one, prisma)).toEqual(builtIn);
  const history = await listDomainHistory(one, "legal", prisma);
  expect(history.map(({ version, isRemoved }) => [version, isRemoved])).toEqual([
    [3, true],
    [2, false],
    [1, false],
    [0, false],
  ]);
  expect(await save("legal", "Third.")).toMatchObject({ version: 4 });
});

it("bounds domains, and refuses what is none", async () => {
  const { prisma } = work.database;
  const owner = await buildUser(prisma);
  for (let at = 0; at < domainLimits.owner; at++) {
    await saveDomain(owner, { name: `domain ${at}`, instructions: "", style }, prisma);
  }
  const more = saveDomain(owner, { name: "one more", instructions: "", style }, prisma);
  await expect(more).rejects.toMatchObject({ code: "DOMAINS_TOO_MANY" });
  await saveDomain(owner, { name: "domain 1", instructions: "Again.", style }, prisma);
  for (const wrong of [
    { name: "<b>" },
    { name: "" },
    { instructions: "x".repeat(8_001) },
    { style: { ...style, driftLimit: 2 } },
    { vocabulary: ["a b c d e f"] },
  ]) {
    const input = { name: "fine", instructions: "", style, ...wrong };
    expect(domainSaveInput.safeParse(input).success, JSON.stringify(wrong)).toBe(false);
  }
});

it("keeps answers for a while, each owner's apart, and counts what they saved", async () => {
  const { prisma } = work.database;
  const [one, other] = [await buildUser(prisma), await buildUser(prisma)];
  const key = "ab".repeat(32);
  const answer = { text: "We signed.", inputTokens: 10, outputTokens: 5, dollars: 0.5 };
  await keepAnswer(one, { key, model: "editor", answer }, prisma);
  await keepAnswer(one, { key, model: "editor", answer: { ...answer, text: "Later." } }, prisma);
  expect(await findKeptAnswer(other, key, prisma)).toBeNull();
  expect(await findKeptAnswer(one, key, prisma)).toBe("We signed.");
  expect(await findKeptAnswer(one, key, prisma)).toBe("We signed.");
  expect(await getCacheFigures(one, prisma)).toEqual({
    ...{ entries: 1, hits: 2, savedDollars: 1, savedTokens: 30 },
    hitRate: expect.closeTo(2 / 3),
  });
  expect(await getCacheFigures(other, prisma)).toMatchObject({
    entries: 0,
    hitRate: null,
    savedDollars: null,
  });
  await prisma.enhancementCacheEntry.updateMany({ data: { expiresAt: new Date(Date.now() - 1_000) } });
  expect(await findKeptAnswer(one, key, prisma)).toBeNull();
  expect(await removeExpiredAnswers(prisma)).toBe(1);
});

it("takes what the submission said before what a text sounds like, and general of what tells nothing", async () => {
  const { prisma } = work.database;
  const ownerId = await buildUser(prisma);
  const medical =
    "the patient has a diagnosis of diabetes and the dose of insulin was doubled by the doctor ".repeat(10);
  const suggested = async (text: string, domain?: string) => {
    const { documentId } = await buildTranscript(prisma, text.trim(), { ownerId, ...(domain && { domain }) });
    return suggestDomains(ownerId, documentId, prisma);
  };
  const heard = await suggested(medical);
  expect(heard.domain).toBe("medical");
  expect(heard.suggestions[0]?.domain).toBe("medical");
  expect(await suggested(medical, "legal")).toEqual({ ...heard, domain: "legal" });
  expect((await suggested(medical, "no such kind")).domain).toBe("medical");
  expect((await suggested("so there we are")).domain).toBe("general");
});
