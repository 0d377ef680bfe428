"use client";

import { formatClock } from "@/app/_format/format-clock";
import { formatDuration } from "@/app/_format/format-duration";
import { When } from "@/app/_format/when";
import { inHundred } from "@/app/_quality/describe-accuracy";
import { Notice } from "@/app/_ui/notice";
import { nameLanguage } from "@/core/transcript/find-language";
import type { DocumentDetail } from "@/server/transcripts/schema";
import { useEditor } from "../editor-context";
import { useHearing } from "../hearing/hearing-notice";

function describeSpeakers({ min, max }: { min: number; max: number }): string {
  if (min !== max) return `${min} to ${max} speakers expected`;
  return `${min} ${min === 1 ? "speaker" : "speakers"} expected`;
}

/** Pure. */
function describeRange(range: { startMs: number; endMs: number } | null): string {
  return range ? ` from ${formatClock(range.startMs)} to ${formatClock(range.endMs)}` : "";
}

/** How good the machine thinks its text is, above the first line, in the tone of a footnote. */
export function ResultNotes({ detail }: { detail: DocumentDetail }) {
  const { panels } = useEditor();
  const { start } = useHearing();
  const { result, media } = detail;
  if (!result) return null;
  const { accuracy } = result;
  const facts = [
    media?.durationMs != null && formatDuration(media.durationMs / 1_000),
    `${result.model ? `${result.engine} (${result.model})` : result.engine}${describeRange(result.range)}`,
    result.language && `${nameLanguage(result.language)}${result.isLanguageTold ? " (as told)" : ""}`,
    result.pipelineVersion && `pipeline ${result.pipelineVersion}`,
    result.domain,
    result.speakersExpected && describeSpeakers(result.speakersExpected),
    result.speakerCount !== null &&
      `${result.speakerCount} ${result.speakerCount === 1 ? "voice" : "voices"} found`,
    result.dollars !== null && `about $${result.dollars.toFixed(result.dollars < 0.01 ? 4 : 2)}`,
    result.processingTimeSeconds !== null && `transcribed in ${formatDuration(result.processingTimeSeconds)}`,
  ].filter((fact) => typeof fact === "string");
  return (
    <div>
      <p className="text-muted text-xs tabular-nums">
        {facts.join(", ")}, <When at={result.createdAt} />.
        {accuracy && (
          <>
            {" "}
            <button
              type="button"
              className="rounded-sm underline decoration-line-strong underline-offset-2 hover:text-ink"
              onClick={() => panels.setPanel("quality")}
            >
              {accuracy.isMeasured ? "Measured" : "Estimated"} accuracy {inHundred(accuracy.value)} %
            </button>
            . <span className="word-unsure">Dotted words</span> are the ones to check first.
          </>
        )}{" "}
        <button
          type="button"
          className="rounded-sm underline decoration-line-strong underline-offset-2 hover:text-ink"
          onClick={() => panels.setDialog("again")}
        >
          Transcribe again
        </button>
        {media?.playback && !detail.work && !detail.hearing && !result.isMerged && (
          <>
            {" or "}
            <button
              type="button"
              className="rounded-sm underline decoration-line-strong underline-offset-2 hover:text-ink"
              disabled={start.isPending}
              onClick={() => start.mutate({ documentId: detail.id })}
            >
              hear it a second time
            </button>
          </>
        )}
        {media?.playback && !detail.work && !detail.diarization && result.speakerCount === null && (
          <>
            {" or "}
            <button
              type="button"
              className="rounded-sm underline decoration-line-strong underline-offset-2 hover:text-ink"
              onClick={() => panels.setDialog("find-speakers")}
            >
              find the speakers
            </button>
          </>
        )}
      </p>
      {result.warnings.length > 0 && (
        <Notice className="mt-2" tone="warn">
          <ul className="flex flex-col gap-1">
            {result.warnings.map(({ code, sentence }) => (
              <li key={code}>{sentence}</li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  );
}
