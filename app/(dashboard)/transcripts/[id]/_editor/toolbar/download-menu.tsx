"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { ChevronDown, Download } from "lucide-react";
import { useState } from "react";
import { useLayoutChoice } from "@/app/_subtitles/use-layout-choice";
import { useTrpc } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/app/_ui/menu";
import { showToast } from "@/app/_ui/toast-store";
import type { ExportFormat } from "@/server/exports/schema";
import { useEditor } from "../editor-context";
import { defaultDownloadChoice, toExportWish } from "./download-choice";
import { DownloadChoices } from "./download-choices";
import { MadeDownloads } from "./made-downloads";
import { startDownload } from "./start-download";

const formats: { format: ExportFormat; text: string }[] = [
  { format: "txt", text: "Text (.txt)" },
  { format: "docx", text: "Word (.docx)" },
  { format: "md", text: "Markdown (.md)" },
  { format: "html", text: "Web page (.html)" },
  { format: "srt", text: "Subtitles (.srt)" },
  { format: "vtt", text: "Web subtitles (.vtt)" },
  { format: "ass", text: "Styled subtitles (.ass)" },
  { format: "ttml", text: "Broadcast subtitles (.ttml)" },
  { format: "csv", text: "Table (.csv)" },
  { format: "tsv", text: "Table with tabs (.tsv)" },
  { format: "json", text: "Data (.json)" },
];

export function DownloadMenu() {
  const trpc = useTrpc();
  const { documentId, session, panels } = useEditor();
  const [open, setOpen] = useState(false);
  const [choice, setChoice] = useState(defaultDownloadChoice);
  const layout = useLayoutChoice(documentId, open);
  const made = useQuery(
    trpc.exports.list.queryOptions({ documentId }, { enabled: open, refetchInterval: open && 2_000 }),
  );
  const create = useMutation(
    trpc.exports.create.mutationOptions({ onSuccess: ({ path }) => startDownload(path) }),
  );

  async function start(format: ExportFormat) {
    // What was typed a moment ago belongs into the file.
    if (!(await session.flush())) {
      showToast({
        text: "Some changes are not saved yet, so the file would lack them. See above.",
        tone: "danger",
      });
      return;
    }
    create.mutate({ documentId, format, ...toExportWish(choice, layout.value, format) });
  }

  return (
    <Menu modal={false} open={open} onOpenChange={setOpen}>
      <MenuTrigger asChild>
        <Button disabled={create.isPending} className="px-2 sm:px-3">
          <Download aria-hidden />
          <span className="sr-only sm:not-sr-only">Download</span>
          <ChevronDown aria-hidden className="text-muted" />
        </Button>
      </MenuTrigger>
      <MenuContent>
        {formats.map(({ format, text }) => (
          <MenuItem key={format} onSelect={() => void start(format)}>
            {text}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem onSelect={() => panels.setDialog("video")}>Video with subtitles…</MenuItem>
        <DownloadChoices choice={choice} layout={layout} onChange={setChoice} />
        {made.data && <MadeDownloads list={made.data} onChoose={startDownload} />}
      </MenuContent>
    </Menu>
  );
}
