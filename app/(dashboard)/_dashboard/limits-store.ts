import { type BatchLimits, batchLimits } from "@/server/batches/schema";
import { createRememberedStore } from "./remembered-store";

export const limitsStore = createRememberedStore<BatchLimits>("trax.limits", batchLimits.partial());
