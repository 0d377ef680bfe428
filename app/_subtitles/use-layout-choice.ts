import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import { cueProfileNames } from "@/core/subtitles/cue-profile";
import { subtitleProfileChooseInput } from "@/server/exports/schema";
import { layoutNames } from "./layout-names";

/** How the subtitles of a transcript are laid out, among the layouts that there are. */
export function useLayoutChoice(documentId: string, enabled: boolean) {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const list = useQuery(trpc.exports.subtitleProfiles.queryOptions({ documentId }, { enabled }));
  const choose = useMutation(
    trpc.exports.chooseSubtitleProfile.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.exports.subtitleProfiles.pathFilter()),
      onError: (error) => showToast({ text: describeError(error), tone: "danger" }),
    }),
  );
  const own = list.data?.own ?? [];
  return {
    layouts: [
      ...cueProfileNames.map((id) => ({ id: id as string, name: layoutNames[id] })),
      ...own.map(({ id, name }) => ({ id, name })),
    ],
    value: choose.isPending ? choose.variables.profile : (list.data?.chosen ?? "default"),
    choose: (profile: string) => {
      const wish = subtitleProfileChooseInput.safeParse({ documentId, profile });
      if (wish.success) choose.mutate(wish.data);
    },
  };
}
