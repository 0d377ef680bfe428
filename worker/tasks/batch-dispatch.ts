import { dispatch } from "@/server/jobs/dispatch";
import type { TaskHandler } from "./task";

export const batchDispatch: TaskHandler<"batch.dispatch"> = async ({ prisma }, { batchId }) => {
  await prisma.$transaction((tx) => dispatch(tx, batchId));
};
