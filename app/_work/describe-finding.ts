import type { HearingView } from "@/server/batches/schema";

/** How finding the speakers of a transcript stands, in a few words. */
export function describeFinding({ state, progress, error }: HearingView): string {
  const percent = `${Math.floor(progress * 100)} %`;
  switch (state) {
    case "waiting":
      return progress > 0 ? `Finding speakers waits its turn, ${percent}` : "Finding speakers waits its turn";
    case "running":
      return `Finding speakers ${percent}`;
    case "retrying":
      return `Finding speakers ${percent}, trying again soon. ${error?.sentence ?? ""}`.trim();
    case "failed":
      return `The speakers could not be found; the text is as it was. ${error?.sentence ?? ""}`.trim();
  }
}
