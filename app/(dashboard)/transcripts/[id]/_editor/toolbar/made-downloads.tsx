"use client";

import type { z } from "zod";
import { formatSize } from "@/app/_format/format-size";
import { When } from "@/app/_format/when";
import { cn } from "@/app/_ui/cn";
import { MenuItem, MenuLabel, MenuSeparator } from "@/app/_ui/menu";
import type { exportListOutput } from "@/server/exports/schema";

/** As many as a menu bears; the newest are first. */
const shownMax = 6;

interface MadeDownloadsProps {
  list: z.infer<typeof exportListOutput>;
  onChoose: (path: string) => void;
}

/** Downloads that are there already, and those that the submission asked for and that are on their way or failed. */
export function MadeDownloads({ list, onChoose }: MadeDownloadsProps) {
  const made = list.exports.slice(0, shownMax);
  if (made.length + list.work.length === 0) return null;
  return (
    <>
      <MenuSeparator />
      <MenuLabel>Made before</MenuLabel>
      {list.work.map(({ jobId, format, state, sentence }) => (
        <MenuLabel key={jobId}>
          <span className={cn("block max-w-64", state === "failed" && "text-danger")}>
            {state === "failed"
              ? `${format} was not made. ${sentence ?? ""} Choose it above to make it now.`
              : `${format} is being made…`}
          </span>
        </MenuLabel>
      ))}
      {made.map(({ id, format, subtitles, sizeBytes, createdAt, path }) => (
        <MenuItem key={id} onSelect={() => onChoose(path)}>
          <span>
            {format}
            {subtitles && (subtitles === "burned" ? " with subtitles burned in" : " with a track")},{" "}
            {formatSize(sizeBytes)},{" "}
            <span className="text-muted">
              <When at={createdAt} />
            </span>
          </span>
        </MenuItem>
      ))}
    </>
  );
}
