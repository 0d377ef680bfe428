import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { connection } from "next/server";
import { cache, type ReactNode } from "react";
import { createContext } from "@/server/api/context";
import { appRouter } from "@/server/api/root";
import { createQueryClient } from "./create-query-client";

const getQueryClient = cache(createQueryClient);

/** The router, called without a request of its own. Pages that use it are rendered for each visit, never at
 * build time, when there is no database. */
export async function getServerTrpc() {
  await connection();
  const queryClient = getQueryClient();
  const trpc = createTRPCOptionsProxy({ ctx: () => createContext(), router: appRouter, queryClient });
  return { trpc, queryClient };
}

export function Hydrate({ children }: { children: ReactNode }) {
  return <HydrationBoundary state={dehydrate(getQueryClient())}>{children}</HydrationBoundary>;
}

/** Whether a query failed because the thing is not there, which is a page of its own. */
export function isNotFound(error: unknown): boolean {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: { code?: unknown } };
  return code === "NOT_FOUND" || cause?.code === "NOT_FOUND";
}
