import type { HearingView } from "@/server/batches/schema";

/** How a further hearing stands, in a few words. */
export function describeHearing({ state, progress, error }: HearingView): string {
  const percent = `${Math.floor(progress * 100)} %`;
  switch (state) {
    case "waiting":
      return progress > 0 ? `Second hearing waits its turn, ${percent}` : "Second hearing waits its turn";
    case "running":
      return `Second hearing ${percent}`;
    case "retrying":
      return `Second hearing ${percent}, trying again soon. ${error?.sentence ?? ""}`.trim();
    case "failed":
      return `The second hearing failed; the text of the first is there. ${error?.sentence ?? ""}`.trim();
  }
}

/** Asked oftener while one moves: nobody is told of its progress. */
export const hearingPollMs = 1_500;

export const isHearing = (hearing: HearingView | null | undefined): boolean =>
  hearing != null && hearing.state !== "failed";
