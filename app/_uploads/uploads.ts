import { startTusUpload } from "./start-tus-upload";
import { isUnfinished, UploadStore } from "./upload-store";

export const uploads = new UploadStore(startTusUpload);

const lockPrefix = "trax-upload:";
const releases = new Map<string, () => void>();

/** Tells the other tabs of this browser which uploads are in good hands. Browsers give locks on secure pages
 * and on the machine itself; elsewhere nothing is told. */
function holdLocks() {
  const held = new Set<string>();
  for (const [id, view] of uploads.getSnapshot()) if (isUnfinished(view.state)) held.add(id);
  for (const id of held) {
    if (releases.has(id)) continue;
    releases.set(id, () => {});
    void navigator.locks?.request(lockPrefix + id, { ifAvailable: true }, () => {
      return new Promise<void>((resolve) => releases.set(id, resolve));
    });
  }
  for (const [id, release] of releases) {
    if (held.has(id)) continue;
    release();
    releases.delete(id);
  }
}

/** Ids of the media files that some tab of this browser is uploading. */
export async function listLockedUploads(): Promise<Set<string>> {
  const state = await navigator.locks?.query();
  const names = (state?.held ?? []).map(({ name }) => name ?? "");
  return new Set(
    names.filter((name) => name.startsWith(lockPrefix)).map((name) => name.slice(lockPrefix.length)),
  );
}

if (typeof window !== "undefined") {
  uploads.subscribe(holdLocks);
  window.addEventListener("online", uploads.retryOffline);
  window.addEventListener("beforeunload", (event) => {
    const unfinished = [...uploads.getSnapshot().values()].some(({ state }) => isUnfinished(state));
    if (unfinished) event.preventDefault();
  });
}
