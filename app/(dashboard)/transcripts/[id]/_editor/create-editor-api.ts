import type { TrpcClient } from "@/app/_trpc/client";
import type { EditorApi } from "./store/editor-api";

/** The procedures of the editor, over the page's client. */
export function createEditorApi(client: TrpcClient, segments: EditorApi["segments"]): EditorApi {
  const { transcripts } = client;
  return {
    segments,
    heads: (input) => transcripts.heads.query(input),
    words: (input) => transcripts.words.query(input),
    comments: (input) => transcripts.comments.query(input),
    changes: (input) => transcripts.changes.query(input),
    apply: (input) => transcripts.applyEdits.mutate(input),
  };
}
