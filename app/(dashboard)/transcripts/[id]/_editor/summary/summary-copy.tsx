"use client";

import { Copy, Download } from "lucide-react";
import { IconButton } from "@/app/_ui/icon-button";
import { showToast } from "@/app/_ui/toast-store";
import { serializePlainSummary, serializeSummary } from "@/core/summary/serialize-summary";
import type { SummaryView } from "@/server/summaries/schema";
import { useDocumentTitle } from "./use-document-title";

/** The summary as text, to be taken elsewhere. */
export function SummaryCopy({ summary }: { summary: SummaryView }) {
  const title = useDocumentTitle();

  async function copy() {
    try {
      await navigator.clipboard.writeText(serializePlainSummary(summary, title));
      showToast({ text: "The summary is copied." });
    } catch {
      showToast({
        text: "The browser does not let this page copy. Save it as Markdown instead.",
        tone: "danger",
      });
    }
  }

  function save() {
    const file = new Blob([serializeSummary(summary, title)], { type: "text/markdown;charset=utf-8" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `${title.replace(/[^\p{L}\p{N} ._-]+/gu, "_").slice(0, 100) || "transcript"} summary.md`;
    link.click();
    // The download has taken it by then.
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  return (
    <>
      <IconButton label="Copy as text" onClick={() => void copy()}>
        <Copy aria-hidden />
      </IconButton>
      <IconButton label="Save as Markdown" onClick={save}>
        <Download aria-hidden />
      </IconButton>
    </>
  );
}
