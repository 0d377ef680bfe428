import type { EditorAction } from "./editor-action";
import { nudgeTimes } from "./nudge-times";

const edges = { start: "Start", end: "End" } as const;

function nudge(edge: "start" | "end", byMs: number, keys: readonly string[]): EditorAction {
  const direction = byMs < 0 ? "earlier" : "later";
  const step = Math.abs(byMs);
  return {
    id: `${edge}-${direction}-${step}`,
    label: `${edges[edge]} of the line ${step} ms ${direction}`,
    group: "Edit",
    scopes: ["row"],
    keys,
    words: "nudge time",
    repeats: true,
    isEnabled: ({ session }, { segmentId }) =>
      segmentId !== null && session.segments.findSegment(segmentId) !== null,
    run: ({ session, playback }, { segmentId }) => {
      const index = segmentId === null ? -1 : session.segments.listIds().indexOf(segmentId);
      const segment = session.segments.findSegmentAt(index);
      if (!segment) return;
      const neighbours = {
        before: session.segments.findSegmentAt(index - 1),
        after: session.segments.findSegmentAt(index + 1),
      };
      const times = nudgeTimes(segment, edge, segment[`${edge}Ms`] + byMs, {
        ...neighbours,
        durationMs: playback.getState().durationMs,
      });
      if (!times) return;
      const { startMs, endMs } = segment;
      if (session.run({ type: "segment.times", segmentId: segment.id, ...times }, { label: "Times" }))
        playback.retimeLoop({ startMs, endMs }, times);
    },
  };
}

/** Beside the list of lines alone: in a text these keys mark words. */
export const nudgeActions: readonly EditorAction[] = [
  nudge("start", -100, ["Shift+ArrowLeft"]),
  nudge("start", 100, ["Shift+ArrowRight"]),
  nudge("start", -10, ["Mod+Shift+ArrowLeft"]),
  nudge("start", 10, ["Mod+Shift+ArrowRight"]),
  nudge("end", -100, ["Alt+Shift+ArrowLeft"]),
  nudge("end", 100, ["Alt+Shift+ArrowRight"]),
  nudge("end", -10, ["Alt+Shift+ArrowDown"]),
  nudge("end", 10, ["Alt+Shift+ArrowUp"]),
];
