"use client";

import { Pause, Play } from "lucide-react";
import { IconButton } from "@/app/_ui/icon-button";
import { isUnfinished, type UploadView } from "./upload-store";
import { uploads } from "./uploads";

/** Pause or resume, whichever can be done. */
export function UploadButtons({ view }: { view: UploadView }) {
  if (view.state === "paused" || view.state === "offline") {
    return (
      <IconButton
        label={`Resume the upload of ${view.fileName}`}
        size="sm"
        onClick={() => uploads.resume(view.mediaFileId)}
      >
        <Play aria-hidden />
      </IconButton>
    );
  }
  if (!isUnfinished(view.state)) return null;
  return (
    <IconButton
      label={`Pause the upload of ${view.fileName}`}
      size="sm"
      onClick={() => uploads.pause(view.mediaFileId)}
    >
      <Pause aria-hidden />
    </IconButton>
  );
}
