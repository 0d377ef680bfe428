import type { TrpcClient } from "@/app/_trpc/client";
import type { EditorApi } from "./store/editor-api";

type Query<Name extends keyof EditorApi> = { query: EditorApi[Name] };
interface EditorProcedures {
  heads: Query<"heads">;
  words: Query<"words">;
  comments: Query<"comments">;
  changes: Query<"changes">;
  apply: { mutate: EditorApi["apply"] };
}

/** The procedures of the editor, over the page's client. */
export function createEditorApi(client: TrpcClient, segments: EditorApi["segments"]): EditorApi {
  const transcripts = client.transcripts as unknown as EditorProcedures;
  return {
    segments,
    heads: (input) => transcripts.heads.query(input),
    words: (input) => transcripts.words.query(input),
    comments: (input) => transcripts.comments.query(input),
    changes: (input) => transcripts.changes.query(input),
    apply: (input) => transcripts.apply.mutate(input),
  };
}
