import { forgetFiles, keepFiles } from "./kept-files";
import { startTusUpload } from "./start-tus-upload";
import { isUnfinished, type UploadSource, UploadStore } from "./upload-store";

export const uploads = new UploadStore(startTusUpload);

const lockPrefix = "trax-upload:";

/** Files of one batch, by their places in it. */
export interface UploadRange {
  batchId: string;
  from: number;
  to: number;
}

/** Starts sending files of one batch, and tells the other tabs of this browser that they are in good hands: by one
 * lock for all that are added together, for ten thousand locks are a burden. Browsers give locks on secure pages and
 * on the machine itself; elsewhere nothing is told. */
export function addUploads(files: readonly { file: File; source: UploadSource }[]): void {
  uploads.add(files);
  void keepFiles(files);
  const sources = files.map(({ source }) => source);
  const [first] = sources;
  if (!first) return;
  let from = first.sourceIndex;
  let to = first.sourceIndex;
  for (const { sourceIndex } of sources) {
    from = Math.min(from, sourceIndex);
    to = Math.max(to, sourceIndex);
  }
  const ids = sources.map(({ mediaFileId }) => mediaFileId);
  const ended = waitForEnd(ids);
  void ended.then(() => forgetFiles(ids.filter((id) => uploads.find(id)?.state !== "failed")));
  void navigator.locks?.request(
    `${lockPrefix}${first.batchId}:${from}-${to}`,
    { ifAvailable: true },
    () => ended,
  );
}

/** Until none of them is unfinished. They end about in the order in which they were added, so that looking from the
 * front costs little each time. */
function waitForEnd(mediaFileIds: string[]): Promise<void> {
  return new Promise((resolve) => {
    let at = 0;
    const look = () => {
      for (; at < mediaFileIds.length; at += 1) {
        const view = uploads.find(mediaFileIds[at] ?? "");
        if (view && isUnfinished(view.state)) return;
      }
      leave();
      resolve();
    };
    const leave = uploads.subscribe(look);
    look();
  });
}

/** What the tabs of this browser are uploading. */
export async function listLockedUploads(): Promise<UploadRange[]> {
  const state = await navigator.locks?.query();
  return (state?.held ?? []).flatMap(({ name = "" }) => {
    const match = /^trax-upload:(.+):(\d+)-(\d+)$/.exec(name);
    return match?.[1] ? [{ batchId: match[1], from: Number(match[2]), to: Number(match[3]) }] : [];
  });
}

if (typeof window !== "undefined") {
  window.addEventListener("online", uploads.retryOffline);
  window.addEventListener("beforeunload", (event) => {
    if (uploads.getTotals().unfinishedFiles > 0) event.preventDefault();
  });
}
