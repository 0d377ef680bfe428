"use client";

import { type FormEvent, useState } from "react";
import { Button } from "@/app/_ui/button";
import { Modal } from "@/app/_ui/modal";
import { type ExportFormat, exportFormats } from "@/server/exports/schema";

interface DownloadDialogProps {
  title: string;
  onChosen: (formats: ExportFormat[]) => void;
  onClose: () => void;
}

/** In which formats. */
export function DownloadDialog({ title, onChosen, onClose }: DownloadDialogProps) {
  const [formats, setFormats] = useState<readonly ExportFormat[]>(["txt"]);

  function submit(event: FormEvent) {
    event.preventDefault();
    onChosen(exportFormats.filter((format) => formats.includes(format)));
    onClose();
  }

  return (
    <Modal
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description="Each format of each transcript is a file. Your browser may ask whether it may save several."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <fieldset className="flex flex-wrap gap-x-4 gap-y-2">
          <legend className="sr-only">Formats</legend>
          {exportFormats.map((format) => (
            <label key={format} className="flex items-center gap-2">
              <input
                type="checkbox"
                checked={formats.includes(format)}
                onChange={({ currentTarget: { checked } }) =>
                  setFormats(checked ? [...formats, format] : formats.filter((each) => each !== format))
                }
                className="size-4 accent-accent"
              />
              {format.toUpperCase()}
            </label>
          ))}
        </fieldset>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={formats.length === 0}>
            Download
          </Button>
        </div>
      </form>
    </Modal>
  );
}
