"use client";

import { AudioLines, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { ImportButton } from "@/app/_imports/import-button";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { Notice } from "@/app/_ui/notice";
import { Skeleton } from "@/app/_ui/skeleton";
import type { DocumentDetail } from "@/server/transcripts/schema";
import { useEditorKeys } from "./actions/use-editor-keys";
import { AgainDialog } from "./again/again-dialog";
import { AgainNotice } from "./again/again-notice";
import { UncarriedNotice } from "./again/uncarried-notice";
import { EditorContext, useEditor, useEditorStatus } from "./editor-context";
import { FindSpeakersDialog } from "./finding/find-speakers-dialog";
import { FindingNotice } from "./finding/finding-notice";
import { useVoiceLoader } from "./finding/use-finding";
import { HearingNotice } from "./hearing/hearing-notice";
import { OpenPanel } from "./panels/open-panel";
import { MediaElement } from "./player/media-element";
import { PlayerBar } from "./player/player-bar";
import { insertLine } from "./rows/row-commands";
import { RowMenu } from "./rows/row-menu";
import { SegmentList } from "./rows/segment-list";
import { SelectionBar } from "./rows/selection-bar";
import { useLinkedLine } from "./rows/use-linked-line";
import { SpeakerPicker } from "./speakers/speaker-picker";
import { ResultNotes } from "./toolbar/result-notes";
import { Toolbar } from "./toolbar/toolbar";
import { useEditorParts } from "./use-editor-parts";
import { VideoDialog } from "./video/video-dialog";

interface EditorViewProps {
  detail: DocumentDetail;
  notice: ReactNode;
}

export function EditorView({ detail, notice }: EditorViewProps) {
  const parts = useEditorParts(detail);
  return (
    <EditorContext value={parts}>
      <EditorFrame detail={detail} notice={notice} />
    </EditorContext>
  );
}

function EditorFrame({ detail, notice }: EditorViewProps) {
  const { playback } = useEditor();
  useEditorKeys();
  useLinkedLine();
  useVoiceLoader(detail);
  const { media } = detail;
  return (
    <div className="flex h-[calc(100dvh-3rem-1px)] min-h-80 flex-col">
      <Toolbar detail={detail} />
      <div className="flex min-h-0 flex-1 flex-col lg:flex-row-reverse">
        {media?.playback && <MediaElement media={media.playback} playback={playback} />}
        <div className="@container relative flex min-h-0 min-w-0 flex-1">
          <div className="@container relative flex min-h-0 min-w-0 flex-1 flex-col">
            <SegmentList>
              {notice}
              <ResultNotes detail={detail} />
              <AgainNotice detail={detail} />
              <HearingNotice detail={detail} />
              <FindingNotice detail={detail} />
              <UncarriedNotice />
              <LoadNotice detail={detail} />
            </SegmentList>
            <SelectionBar />
          </div>
          <OpenPanel />
        </div>
      </div>
      {media?.playback ? (
        <PlayerBar playback={playback} media={media} />
      ) : (
        <p role="status" className="border-line border-t bg-surface px-3 py-2 text-muted sm:px-5">
          {media
            ? "The recording cannot be played yet: it is still being read, or it could not be. The text can be read and corrected."
            : "This transcript has no recording, so there is nothing to play. The text can be read and corrected."}
        </p>
      )}
      <AgainDialog />
      <VideoDialog />
      <FindSpeakersDialog detail={detail} />
      <RowMenu />
      <SpeakerPicker />
    </div>
  );
}

/** In place of the lines, or of those that are missing. */
function LoadNotice({ detail }: { detail: DocumentDetail }) {
  const editor = useEditor();
  const { session } = editor;
  const { isLoaded, loadFailure } = useEditorStatus();
  if (loadFailure) {
    return (
      <Notice
        className="mt-2"
        tone="danger"
        action={
          <Button size="sm" onClick={() => void session.load(detail.revision)}>
            Try again
          </Button>
        }
      >
        {loadFailure}
      </Notice>
    );
  }
  if (session.segments.listIds().length > 0) return null;
  if (!isLoaded) return <Skeleton rows={5} />;
  return (
    <div>
      <EmptyState
        icon={<AudioLines />}
        title="No words were heard, or none are left"
        action={
          <div className="flex flex-wrap justify-center gap-2">
            <Button onClick={() => insertLine(editor, null, "after")}>
              <Plus aria-hidden />
              Write a line
            </Button>
            {detail.media && <ImportButton documentId={detail.id} label="Bring in a text" />}
          </div>
        }
      >
        Nobody seems to speak in this recording, or in no language the engine understands. It can still be
        played below.
      </EmptyState>
    </div>
  );
}
