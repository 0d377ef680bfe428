"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { formatSize } from "@/app/_format/format-size";
import { useLayoutChoice } from "@/app/_subtitles/use-layout-choice";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import type { VideoFormat, VideoSubtitles } from "@/core/exports/video-formats";
import { type ExportSource, exportOptions, exportSources, type VideoOutput } from "@/server/exports/schema";
import { useEditor } from "../editor-context";
import { sourceNames } from "../toolbar/download-choice";
import { startDownload } from "../toolbar/start-download";

const fieldLook = "h-8 rounded-md border border-line-strong/60 bg-surface px-2";

const kinds: Record<VideoSubtitles, { name: string; note: string }> = {
  burned: {
    name: "Burned into the picture",
    note: "Seen everywhere, and not to be switched off. The picture is encoded anew, which takes a while.",
  },
  track: {
    name: "As a track",
    note: "Players switch it on and off. Picture and sound are copied as they are, which is quick.",
  },
};

/** How a copy is to be. The last one that was made is offered too. */
export function VideoForm({ video }: { video: VideoOutput }) {
  const id = useId();
  const { documentId, session } = useEditor();
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const layout = useLayoutChoice(documentId, true);
  const [subtitles, setSubtitles] = useState<VideoSubtitles>("burned");
  const [format, setFormat] = useState<VideoFormat | undefined>(video.trackFormats[0]);
  const [source, setSource] = useState<ExportSource>("edited");
  const [speakers, setSpeakers] = useState(false);
  const [isUnsaved, setUnsaved] = useState(false);
  // This comes back when a copy is done: then there is one more.
  const made = useQuery(trpc.exports.list.queryOptions({ documentId }, { staleTime: 0 }));
  const last = made.data?.exports.find((one) => one.subtitles !== null);
  const create = useMutation(
    trpc.exports.createVideo.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.exports.pathFilter()),
    }),
  );

  async function submit(event: FormEvent) {
    event.preventDefault();
    // What was typed a moment ago belongs into the copy.
    const isSaved = await session.flush();
    setUnsaved(!isSaved);
    if (!isSaved) return;
    const { profile } = exportOptions.parse({ profile: layout.value });
    const options = { speakers, profile };
    create.mutate({ documentId, subtitles, source, options, ...(subtitles === "track" ? { format } : {}) });
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      {last && (
        <p className="flex flex-wrap items-center gap-2">
          <span className="mr-auto">
            Made: {last.format}, {last.subtitles === "burned" ? "burned in" : "as a track"},{" "}
            {formatSize(last.sizeBytes)}
          </span>
          <Button size="sm" onClick={() => startDownload(last.path)}>
            <Download aria-hidden />
            Download the video
          </Button>
        </p>
      )}
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-xs">Subtitles</legend>
        {(Object.keys(kinds) as VideoSubtitles[]).map((kind) => (
          <label key={kind} className="flex items-start gap-2">
            <input
              type="radio"
              name={`${id}-kind`}
              className="mt-1 size-4 accent-accent"
              checked={subtitles === kind}
              onChange={() => setSubtitles(kind)}
            />
            <span>
              {kinds[kind].name}
              <span className="block text-pretty text-muted text-xs">{kinds[kind].note}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(10rem,1fr))] gap-3">
        <label className="flex flex-col gap-1 text-xs">
          Text
          <select
            value={source}
            onChange={(event) => setSource(event.currentTarget.value as ExportSource)}
            className={fieldLook}
          >
            {exportSources.map((one) => (
              <option key={one} value={one}>
                {sourceNames[one]}
              </option>
            ))}
          </select>
        </label>
        <label className="flex flex-col gap-1 text-xs">
          Layout
          <select
            value={layout.value}
            onChange={(event) => layout.choose(event.currentTarget.value)}
            className={fieldLook}
          >
            {layout.layouts.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        {subtitles === "track" && (
          <label className="flex flex-col gap-1 text-xs">
            File
            <select
              value={format}
              onChange={(event) => setFormat(event.currentTarget.value as VideoFormat)}
              className={fieldLook}
            >
              {video.trackFormats.map((one) => (
                <option key={one} value={one}>
                  {one.toUpperCase()}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={speakers}
          onChange={(event) => setSpeakers(event.currentTarget.checked)}
        />
        Names of speakers before their words
      </label>
      {isUnsaved && (
        <Notice tone="danger">Some changes are not saved yet, so the copy would lack them. See above.</Notice>
      )}
      {create.error && <Notice tone="danger">{describeError(create.error)}</Notice>}
      <div className="flex justify-end gap-2">
        <Button type="submit" look="primary" disabled={create.isPending}>
          Make the video
        </Button>
      </div>
    </form>
  );
}
