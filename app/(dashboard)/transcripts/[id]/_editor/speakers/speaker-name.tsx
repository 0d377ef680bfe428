import { cn } from "@/app/_ui/cn";
import type { Speaker } from "@/core/transcript/types";

const colourCount = 8;
/** In the order in which they were first seen: a name that comes or changes gives no other one another colour. */
const colours = new Map<string, number>();

export function findSpeakerColour(id: string): number {
  const colour = colours.get(id) ?? colours.size % colourCount;
  colours.set(id, colour);
  return colour;
}

interface SpeakerNameProps {
  speaker: Speaker;
  /** The machine is not sure that it is this one. */
  isUnsure?: boolean;
  className?: string;
}

/** The colour helps the eye; it is the name that tells. */
export function SpeakerName({ speaker, isUnsure = false, className }: SpeakerNameProps) {
  return (
    <span className={cn("inline-flex min-w-0 items-baseline gap-1.5", className)}>
      <span
        aria-hidden
        className="size-2 shrink-0 rounded-full"
        style={{ background: `var(--speaker-${findSpeakerColour(speaker.id)})` }}
      />
      <bdi
        className={cn("truncate", isUnsure && "word-unsure font-normal italic")}
        title={isUnsure ? `Maybe ${speaker.label}` : speaker.label}
      >
        {speaker.label}
      </bdi>
      {isUnsure && <span aria-hidden>?</span>}
    </span>
  );
}
