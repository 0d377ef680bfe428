import { insertFromLinks } from "@/server/batches/create-from-links";
import { checkDueFeeds } from "@/server/feeds/check-feeds";
import type { PrismaClient } from "@/server/platform/db";

export interface FeedsRound {
  /** Looks at what is due. */
  look(): Promise<void>;
  /** What is looked at now is left; another worker looks when its time has run out. */
  stop(): void;
}

/** Podcasts that are followed, looked at from time to time. Every worker does so: each feed is taken by one. */
export function createFeedsRound(prisma: PrismaClient): FeedsRound {
  const controller = new AbortController();
  return {
    async look() {
      await checkDueFeeds(prisma, { signal: controller.signal, submit: insertFromLinks });
    },
    stop: () => controller.abort(new Error("the worker stops")),
  };
}
