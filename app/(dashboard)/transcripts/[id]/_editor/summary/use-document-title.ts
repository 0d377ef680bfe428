import { useQuery } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { useEditor } from "../editor-context";

/** As it is called at the moment. */
export function useDocumentTitle(): string {
  const { documentId } = useEditor();
  const trpc = useTrpc();
  const { data } = useQuery(trpc.transcripts.get.queryOptions({ documentId }));
  return data?.title ?? "Transcript";
}
