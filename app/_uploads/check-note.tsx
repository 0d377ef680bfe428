import { formatSize } from "@/app/_format/format-size";
import { Button } from "@/app/_ui/button";
import { ProgressBar } from "@/app/_ui/progress-bar";
import type { CheckProgress } from "./find-repeats";

/** How far the look for earlier transcripts is; it can be left out. */
export function CheckNote({ progress, onSkip }: { progress: CheckProgress; onSkip: () => void }) {
  const { files, readBytes, totalBytes } = progress;
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-line bg-sunken px-3 py-2">
      <div className="min-w-0 flex-1 basis-56">
        <p className="mb-1.5 tabular-nums">
          Looking whether you have transcribed {files === 1 ? "this file" : `${files} of these files`} before:{" "}
          {formatSize(readBytes)} of {formatSize(totalBytes)}
        </p>
        <ProgressBar value={readBytes / totalBytes} label="Looking for earlier transcripts" />
      </div>
      <Button size="sm" onClick={onSkip}>
        Add without looking
      </Button>
    </div>
  );
}
