import { ownerProcedure, router } from "@/server/api/trpc";
import { listModels } from "./data";
import * as schema from "./schema";
import { cancelModelFetch, fetchModel, removeModel } from "./service";

export const modelsRouter = router({
  list: ownerProcedure
    .meta({
      summary: "Speech models that can be fetched, and how each stands on every machine with workers.",
    })
    .output(schema.modelListOutput)
    .query(() => listModels()),
  fetch: ownerProcedure
    .meta({ summary: "Has a model fetched by a worker of a machine, or fetched again where it is damaged." })
    .input(schema.modelWishInput)
    .output(schema.modelChangedOutput)
    .mutation(async ({ input }) => ({ changed: await fetchModel(input) })),
  cancel: ownerProcedure
    .meta({ summary: "Ends the fetching of a model; what came is kept." })
    .input(schema.modelWishInput)
    .output(schema.modelChangedOutput)
    .mutation(async ({ input }) => ({ changed: await cancelModelFetch(input) })),
  remove: ownerProcedure
    .meta({ summary: "Removes a model from a machine; refused while recordings need it." })
    .input(schema.modelWishInput)
    .output(schema.modelChangedOutput)
    .mutation(async ({ input }) => ({ changed: await removeModel(input) })),
});
