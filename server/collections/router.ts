import { ownerProcedure, router } from "@/server/api/trpc";
import { listOrder } from "./data";
import * as schema from "./schema";
import * as service from "./service";

export const collectionsRouter = router({
  list: ownerProcedure
    .meta({ summary: "Collections and tags, and how many transcripts each has." })
    .output(schema.orderOutput)
    .query(({ ctx }) => listOrder(ctx.ownerId)),
  create: ownerProcedure
    .meta({ summary: "Makes a collection with transcripts in it; one of that name takes them." })
    .input(schema.collectionCreateInput)
    .output(schema.collectionIdOutput)
    .mutation(({ ctx, input }) => service.createCollection(ctx.ownerId, input)),
  rename: ownerProcedure
    .meta({ summary: "Gives a collection another name." })
    .input(schema.collectionRenameInput)
    .output(schema.collectionIdOutput)
    .mutation(({ ctx, input }) => service.renameCollection(ctx.ownerId, input)),
  remove: ownerProcedure
    .meta({ summary: "Removes a collection, and tells what was in it; its transcripts stay." })
    .input(schema.collectionIdInput)
    .output(schema.collectionRemovedOutput)
    .mutation(({ ctx, input }) => service.removeCollection(ctx.ownerId, input.collectionId)),
  add: ownerProcedure
    .meta({ summary: "Puts transcripts into a collection; each may be in many." })
    .input(schema.collectionDocumentsInput)
    .output(schema.changedOutput)
    .mutation(async ({ ctx, input }) => ({ documentIds: await service.addToCollection(ctx.ownerId, input) })),
  take: ownerProcedure
    .meta({ summary: "Takes transcripts out of a collection." })
    .input(schema.collectionDocumentsInput)
    .output(schema.changedOutput)
    .mutation(async ({ ctx, input }) => ({
      documentIds: await service.takeFromCollection(ctx.ownerId, input),
    })),
  addTag: ownerProcedure
    .meta({ summary: "Gives transcripts a tag." })
    .input(schema.tagDocumentsInput)
    .output(schema.changedOutput)
    .mutation(async ({ ctx, input }) => ({ documentIds: await service.addTag(ctx.ownerId, input) })),
  removeTag: ownerProcedure
    .meta({ summary: "Takes a tag off transcripts." })
    .input(schema.tagDocumentsInput)
    .output(schema.changedOutput)
    .mutation(async ({ ctx, input }) => ({ documentIds: await service.removeTag(ctx.ownerId, input) })),
});
