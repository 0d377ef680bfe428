"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTrpc, useTrpcClient } from "@/app/_trpc/client";
import type { DocumentDetail } from "@/server/transcripts/schema";
import { PanelStore } from "./actions/panel-store";
import { DraftJournal } from "./autosave/draft-journal";
import type { EditorParts } from "./editor-context";
import { Playback } from "./player/playback";
import { ListController } from "./rows/list-controller";
import { type EditorApi, EditorSession } from "./store/editor-session";

function findStorage(): Storage | null {
  try {
    return typeof window === "undefined" ? null : window.localStorage;
  } catch {
    return null;
  }
}

/** Segments as fresh as this came with the page just now and are not asked for again. */
const cameWithPageMs = 3_000;

/** What an open document is made of, for as long as its page is shown. */
export function useEditorParts(detail: DocumentDetail): EditorParts {
  const client = useTrpcClient();
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const [parts] = useState<EditorParts>(() => {
    const { saveSegment, undo } = client.transcripts;
    let staleTime = cameWithPageMs;
    const segments: EditorApi["segments"] = {
      query: (input) => {
        const page = queryClient.fetchQuery(
          trpc.transcripts.segments.queryOptions(input, { staleTime, gcTime: 0 }),
        );
        staleTime = 0;
        return page;
      },
    };
    const journal = new DraftJournal(detail.id, findStorage());
    const session = new EditorSession({ segments, saveSegment, undo }, detail.id, journal);
    return {
      documentId: detail.id,
      session,
      playback: new Playback(detail.media?.durationMs ?? 0),
      list: new ListController(session.segments.listIds),
      panels: new PanelStore(),
    };
  });
  const { session } = parts;

  useEffect(() => {
    void session.load(detail.revision);
  }, [session, detail.revision]);

  useEffect(() => {
    const isUnsaved = () =>
      session.getStatus().save.kind !== "saved" || session.segments.listConflictIds().length > 0;
    const onBeforeUnload = (event: BeforeUnloadEvent) => {
      if (!isUnsaved()) return;
      void session.flush();
      event.preventDefault();
    };
    // A phone ends a hidden page without a word.
    const onHidden = () => document.visibilityState === "hidden" && void session.flush();
    window.addEventListener("beforeunload", onBeforeUnload);
    document.addEventListener("visibilitychange", onHidden);
    return () => {
      window.removeEventListener("beforeunload", onBeforeUnload);
      document.removeEventListener("visibilitychange", onHidden);
      void session.flush();
    };
  }, [session]);

  return parts;
}
