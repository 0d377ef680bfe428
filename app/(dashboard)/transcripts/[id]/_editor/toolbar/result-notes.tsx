"use client";

import { formatDuration } from "@/app/_format/format-duration";
import { When } from "@/app/_format/when";
import { Notice } from "@/app/_ui/notice";
import type { DocumentDetail } from "@/server/transcripts/schema";
import { useEditor } from "../editor-context";

/** How good the machine thinks its text is, above the first line, in the tone of a footnote. */
export function ResultNotes({ detail }: { detail: DocumentDetail }) {
  const { panels } = useEditor();
  const { result, media } = detail;
  if (!result) return null;
  const { accuracyEstimate } = result;
  const facts = [
    media?.durationMs != null && formatDuration(media.durationMs / 1_000),
    result.engine,
    result.processingTimeSeconds !== null && `transcribed in ${formatDuration(result.processingTimeSeconds)}`,
  ].filter((fact) => typeof fact === "string");
  return (
    <div>
      <p className="text-muted text-xs tabular-nums">
        {facts.join(", ")}, <When at={result.createdAt} />.
        {accuracyEstimate !== null && (
          <>
            {" "}
            Estimated accuracy {Math.round(accuracyEstimate * 100)} %.{" "}
            <span className="word-unsure">Dotted words</span> are the ones to check first.
          </>
        )}{" "}
        <button
          type="button"
          className="rounded-sm underline decoration-line-strong underline-offset-2 hover:text-ink"
          onClick={() => panels.setDialog("again")}
        >
          Transcribe again
        </button>
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
