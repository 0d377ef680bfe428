"use client";

import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Modal } from "@/app/_ui/modal";
import { Notice } from "@/app/_ui/notice";
import { Skeleton } from "@/app/_ui/skeleton";
import { useEditor } from "../editor-context";
import { VideoForm } from "./video-form";
import { VideoWork } from "./video-work";

const pollMs = 1_000;

/** A copy of the video with subtitles: how it is to be, how far it is, and where it is when it is done. */
export function VideoDialog() {
  const { documentId, panels } = useEditor();
  const trpc = useTrpc();
  const isOpen = useSyncExternalStore(
    panels.subscribe,
    () => panels.getState().dialog === "video",
    () => false,
  );
  const video = useQuery(
    trpc.exports.video.queryOptions(
      { documentId },
      {
        enabled: isOpen,
        refetchInterval: ({ state }) => isOpen && state.data?.work?.state !== "failed" && pollMs,
      },
    ),
  );
  const { data } = video;
  return (
    <Modal
      open={isOpen}
      onOpenChange={(open) => panels.setDialog(open ? "video" : null)}
      title="Video with subtitles"
      description="A copy is made; the recording stays as it is. You may close this meanwhile: it goes on, and the copy will be in the menu of downloads."
    >
      <div className="flex flex-col gap-4">
        <QueryNotice query={video} />
        {video.isPending && <Skeleton rows={3} />}
        {data?.refusal && <Notice tone="warn">{data.refusal}</Notice>}
        {data && !data.refusal && (data.work ? <VideoWork work={data.work} /> : <VideoForm video={data} />)}
      </div>
    </Modal>
  );
}
