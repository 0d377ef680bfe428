import type { AccuracyView } from "@/server/transcripts/schema";
import { inHundred } from "./describe-accuracy";

/** How much of a text is right, as short as it can be said; whether somebody measured shows in the sign before it. */
export function AccuracyNote({ accuracy: { value, isMeasured } }: { accuracy: AccuracyView }) {
  const share = inHundred(value);
  const sentence = isMeasured
    ? `Measured: ${share} in 100 words right`
    : `Estimated: about ${share} in 100 words right`;
  return (
    <span title={sentence}>
      <span aria-hidden>
        {isMeasured ? "" : "≈ "}
        {share} %
      </span>
      <span className="sr-only">{sentence}</span>
    </span>
  );
}
