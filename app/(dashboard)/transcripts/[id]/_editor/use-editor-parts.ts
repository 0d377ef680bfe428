"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLive } from "@/app/_live/use-live";
import { useTrpc, useTrpcClient } from "@/app/_trpc/client";
import type { DocumentDetail } from "@/server/transcripts/schema";
import { PanelStore } from "./actions/panel-store";
import { browserTabLocks } from "./autosave/browser-tab-locks";
import { Journal } from "./autosave/journal";
import { openJournalStore } from "./autosave/open-journal-store";
import { takeOldDrafts } from "./autosave/take-old-drafts";
import { createEditorApi } from "./create-editor-api";
import type { EditorParts } from "./editor-context";
import { Tools } from "./panels/tools";
import { Playback } from "./player/playback";
import { ListController } from "./rows/list-controller";
import { createId } from "./store/create-id";
import type { EditorApi } from "./store/editor-api";
import { EditorSession } from "./store/editor-session";
import { firstPageOf } from "./store/first-page";

/** Segments as fresh as this came with the page just now and are not asked for again. */
const cameWithPageMs = 3_000;

/** What an open document is made of, for as long as its page is shown. */
export function useEditorParts(detail: DocumentDetail): EditorParts {
  const client = useTrpcClient();
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const [parts] = useState<EditorParts>(() => {
    let staleTime = cameWithPageMs;
    const segments: EditorApi["segments"] = (input) => {
      const page = queryClient.fetchQuery(
        trpc.transcripts.segments.queryOptions(input, { staleTime, gcTime: 0 }),
      );
      staleTime = 0;
      return page;
    };
    const journal = new Journal({
      documentId: detail.id,
      tabId: createId(),
      store: openJournalStore(),
      locks: browserTabLocks,
      onFailure: () => session.noteDraftsNotKept(),
    });
    const session = new EditorSession(createEditorApi(client, segments), detail.id, journal);
    // What came with the page is there before it is painted.
    const firstPage = queryClient.getQueryData(trpc.transcripts.segments.queryKey(firstPageOf(detail.id)));
    session.seed(detail.revision, firstPage?.segments ?? [], detail.speakers);
    return {
      documentId: detail.id,
      session,
      playback: new Playback(detail.media?.durationMs ?? 0),
      list: new ListController(session.segments.listIds),
      panels: new PanelStore(),
      tools: new Tools({
        session,
        documentId: detail.id,
        durationMs: detail.media?.durationMs ?? null,
        corrections: detail.result?.corrections ?? [],
        askBreaches: () => client.exports.checkSubtitles.query({ documentId: detail.id }),
        askDiffering: () => client.transcripts.disputed.query({ documentId: detail.id }),
        askUnsure: (below) => client.transcripts.unsure.query({ documentId: detail.id, below }),
      }),
    };
  });
  const { session } = parts;

  useLive({ documentIds: [detail.id] }, (event) => {
    if (event.kind === "edited" && event.documentId === detail.id) void session.load(event.revision);
  });

  useEffect(() => {
    void session.load(detail.revision).then(() => {
      const drafts = session.getStatus().isLoaded ? oldDraftsOf(detail.id) : [];
      if (drafts.length > 0) session.resume({ drafts, commands: [], conflicts: [] });
    });
  }, [session, detail.id, detail.revision]);

  useEffect(() => {
    session.reopen();
    const isUnsaved = () => session.getStatus().save.kind !== "saved" || session.conflicts.isOpen;
    const onBeforeUnload = (event: BeforeUnloadEvent) => {
      if (!isUnsaved()) return;
      void session.flush();
      event.preventDefault();
    };
    // A phone ends a hidden page without a word.
    const onHidden = () => document.visibilityState === "hidden" && void session.flush();
    const onOnline = () => void session.flush();
    window.addEventListener("beforeunload", onBeforeUnload);
    window.addEventListener("online", onOnline);
    document.addEventListener("visibilitychange", onHidden);
    return () => {
      window.removeEventListener("beforeunload", onBeforeUnload);
      window.removeEventListener("online", onOnline);
      document.removeEventListener("visibilitychange", onHidden);
      void session.close();
    };
  }, [session]);

  return parts;
}

function oldDraftsOf(documentId: string) {
  try {
    return takeOldDrafts(documentId, window.localStorage);
  } catch {
    // A browser that refuses its store keeps no old drafts either.
    return [];
  }
}
