"use client";

import { LanguageOffers } from "@/app/_languages/language-offers";
import { cn } from "@/app/_ui/cn";
import { describeUpload } from "@/app/_uploads/describe-upload";
import type { UploadView } from "@/app/_uploads/upload-store";
import { taskTypes } from "@/core/status/transitions";
import type { SourceView } from "@/server/batches/schema";
import { describeFinding } from "./describe-finding";
import { describeHearing } from "./describe-hearing";
import { needsLanguage } from "./describe-stage";
import { DownloadNote } from "./download-note";
import { ModelFetchNote } from "./model-fetch-note";
import { UploadAgain } from "./upload-again";

interface SourceNoteProps {
  source: SourceView;
  upload: UploadView | undefined;
  /** It waits for bytes that this tab is not sending. */
  isOrphan: boolean;
  /** Undefined until the other tabs have been asked. */
  isElsewhere: boolean | undefined;
}

/** The line below a source: how its upload stands, which attempt this is, or what went wrong. */
export function SourceNote({ source, upload, isOrphan, isElsewhere }: SourceNoteProps) {
  if (source.error) {
    return (
      <>
        <p className="mt-1 text-pretty text-danger text-xs">
          {source.error.sentence}
          <Attempt source={source} />
        </p>
        {needsLanguage(source) && (
          <LanguageOffers batchId={source.batchId} sourceIndex={source.sourceIndex} />
        )}
      </>
    );
  }
  if (source.diarization) {
    const isBad = source.diarization.state === "failed";
    return (
      <p className={cn("mt-1 text-pretty text-xs tabular-nums", isBad ? "text-danger" : "text-muted")}>
        {describeFinding(source.diarization)}
      </p>
    );
  }
  if (source.hearing) {
    const isBad = source.hearing.state === "failed";
    return (
      <p className={cn("mt-1 text-pretty text-xs tabular-nums", isBad ? "text-danger" : "text-muted")}>
        {describeHearing(source.hearing)}
      </p>
    );
  }
  if (isOrphan) {
    if (isElsewhere === undefined) return null;
    if (isElsewhere) return <p className="mt-1 text-muted text-xs">Being uploaded in another tab.</p>;
    return <UploadAgain source={source} text="Upload interrupted: choose the file again to go on." />;
  }
  if (source.stage === "uploading" && upload) {
    if (upload.state === "failed") return <UploadAgain source={source} text={describeUpload(upload)} />;
    return <p className="mt-1 text-muted text-xs tabular-nums">{describeUpload(upload)}</p>;
  }
  if (source.stage === "download") return <DownloadNote source={source} />;
  const unknown = source.steps.find(
    ({ status, taskType }) => status === "pending" && !taskTypes.some((known) => known === taskType),
  );
  return (
    <>
      {source.stage === "transcribe" && <ModelFetchNote source={source} />}
      <p className="mt-1 text-muted text-xs empty:hidden">
        {unknown && `This version of Trax does not know the step “${unknown.taskType}”.`}
        <Attempt source={source} />
      </p>
    </>
  );
}

function Attempt({ source }: { source: SourceView }) {
  const step = source.steps.find(({ status, retryCount }) => retryCount > 0 && status !== "completed");
  if (!step) return null;
  const attempts = step.maxRetries + 1;
  return (
    <span className="tabular-nums">
      {" "}
      Attempt {Math.min(step.retryCount + 1, attempts)} of {attempts}.
    </span>
  );
}
