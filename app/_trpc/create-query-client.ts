import { MutationCache, QueryClient } from "@tanstack/react-query";
import { showToast } from "@/app/_ui/toast-store";
import { describeError } from "./describe-error";
import { isPassingFailure } from "./is-passing-failure";

export function createQueryClient(): QueryClient {
  return new QueryClient({
    mutationCache: new MutationCache({
      onError: (error) => showToast({ text: describeError(error), tone: "danger" }),
    }),
    defaultOptions: {
      queries: {
        // What the server has just rendered is not asked for again at once.
        staleTime: 5_000,
        // A machine without internet still reaches a Trax of its own.
        networkMode: "always",
        retry: (failures, error) => failures < 3 && isPassingFailure(error),
      },
      mutations: { networkMode: "always" },
    },
  });
}
