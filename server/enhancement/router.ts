import { z } from "zod";
import { ownerProcedure, router } from "@/server/api/trpc";
import { changeEnhancement } from "./change-text";
import { getEnhancement, listChangeViews } from "./data";
import { listDomainHistory, listDomains, resetDomain, saveDomain } from "./domain-versions";
import { listEnhancers } from "./enhancer-facts";
import { clearCache, getCacheFigures } from "./kept-answers";
import * as schema from "./schema";
import { cancelWork, estimateEnhancement, retryWork, startEnhancement, suggestDomains } from "./service";

const moved = z.object({ moved: z.number().int() });

export const enhancementRouter = router({
  enhancers: ownerProcedure
    .meta({
      summary: "What can make texts better here: the rules, and a language model where one is set up.",
    })
    .output(schema.enhancerListOutput)
    .query(() => ({ enhancers: listEnhancers() })),
  start: ownerProcedure
    .meta({
      summary: "Makes the text of a transcript better: punctuation, capitals, numbers, paragraphs, terms.",
    })
    .input(schema.enhanceInput)
    .output(z.void())
    .mutation(({ ctx, input }) => startEnhancement(ctx.ownerId, input)),
  estimate: ownerProcedure
    .meta({ summary: "What that would ask of a model and cost, without asking." })
    .input(schema.enhanceInput)
    .output(schema.estimateOutput)
    .query(({ ctx, input }) => estimateEnhancement(ctx.ownerId, input)),
  get: ownerProcedure
    .meta({ summary: "How the enhancement of a transcript stands, and what it changed." })
    .input(schema.documentInput)
    .output(schema.enhancementOutput)
    .query(({ ctx, input }) => getEnhancement(ctx.ownerId, input.documentId)),
  changes: ownerProcedure
    .meta({ summary: "The changes of an enhancement, one by one, in the order of the text." })
    .input(schema.changeListInput)
    .output(schema.changeListOutput)
    .query(({ ctx, input }) => listChangeViews(ctx.ownerId, input)),
  undo: ownerProcedure
    .meta({ summary: "Takes changes of an enhancement back, by id, by kind, or all." })
    .input(schema.changeChoiceInput)
    .output(schema.changeChoiceOutput)
    .mutation(({ ctx, input }) => changeEnhancement(ctx.ownerId, input, "undone")),
  accept: ownerProcedure
    .meta({ summary: "Accepts changes of an enhancement; those that were undone are made again." })
    .input(schema.changeChoiceInput)
    .output(schema.changeChoiceOutput)
    .mutation(({ ctx, input }) => changeEnhancement(ctx.ownerId, input, "accepted")),
  cancel: ownerProcedure
    .meta({ summary: "Ends an enhancement that is under way, or puts its failure aside." })
    .input(schema.documentInput)
    .output(moved)
    .mutation(async ({ ctx, input }) => ({
      moved: await cancelWork(ctx.ownerId, input.documentId, "enhancement"),
    })),
  retry: ownerProcedure
    .meta({ summary: "Tries an enhancement that failed again, from where it stopped." })
    .input(schema.documentInput)
    .output(moved)
    .mutation(async ({ ctx, input }) => ({
      moved: await retryWork(ctx.ownerId, input.documentId, "enhancement"),
    })),
  suggestDomain: ownerProcedure
    .meta({ summary: "Domains that a transcript sounds like, the likeliest first." })
    .input(schema.documentInput)
    .output(schema.suggestOutput)
    .query(({ ctx, input }) => suggestDomains(ctx.ownerId, input.documentId)),
  domains: ownerProcedure
    .meta({ summary: "Domains: how texts of a field are written." })
    .output(schema.domainListOutput)
    .query(async ({ ctx }) => ({ domains: await listDomains(ctx.ownerId) })),
  saveDomain: ownerProcedure
    .meta({ summary: "Writes another version of a domain, or a domain of one's own." })
    .input(schema.domainSaveInput)
    .output(schema.domainView)
    .mutation(({ ctx, input }) => saveDomain(ctx.ownerId, input)),
  resetDomain: ownerProcedure
    .meta({ summary: "Has a domain as it is built in again; one of one's own goes." })
    .input(schema.domainNameInput)
    .output(z.void())
    .mutation(({ ctx, input }) => resetDomain(ctx.ownerId, input.name)),
  domainHistory: ownerProcedure
    .meta({ summary: "The versions of a domain, newest first." })
    .input(schema.domainNameInput)
    .output(schema.domainHistoryOutput)
    .query(async ({ ctx, input }) => ({ versions: await listDomainHistory(ctx.ownerId, input.name) })),
  cache: ownerProcedure
    .meta({ summary: "How much of what models answered is kept, and what that saved." })
    .output(schema.cacheFigures)
    .query(({ ctx }) => getCacheFigures(ctx.ownerId)),
  clearCache: ownerProcedure
    .meta({ summary: "Removes what models answered; texts stay." })
    .output(schema.cacheClearOutput)
    .mutation(async ({ ctx }) => ({ removed: await clearCache(ctx.ownerId) })),
});
