"use client";

import { RadioGroup } from "radix-ui";
import { useState } from "react";
import { When } from "@/app/_format/when";
import { Button } from "@/app/_ui/button";
import { Modal } from "@/app/_ui/modal";
import type { Repeat } from "./find-repeats";
import type { Choice, Choices } from "./use-repeats";

/** More rows than anybody chooses one by one; the others go by the choice for all. */
const maxRows = 100;

/** What is asked of what was transcribed before, a file or the video of a link. */
export interface Repeated {
  index: number;
  fileName: string;
  earlier: Pick<NonNullable<Repeat["earlier"]>, "state" | "createdAt" | "title"> | null;
}

interface RepeatsDialogProps {
  repeats: readonly Repeated[];
  totalFiles: number;
  /** What a person calls one of them. */
  noun?: "file" | "link";
  onAnswer: (choices: Choices) => void;
}

/** What to do with files that were transcribed before. Closing it is an answer too: with what is chosen so far, so
 * that nothing of the submission gets lost. */
export function RepeatsDialog({ repeats, totalFiles, noun = "file", onAnswer }: RepeatsDialogProps) {
  const [choices, setChoices] = useState<Choices>(
    () => new Map(repeats.map(({ index }) => [index, "existing"])),
  );
  const others = totalFiles - repeats.length;
  const again = [...choices.values()].filter((choice) => choice === "again").length;
  const added = others + again;

  const chooseAll = (choice: Choice) =>
    setChoices(new Map(repeats.map(({ index }) => [index, choice] as const)));
  const choose = (index: number, choice: Choice) => setChoices(new Map(choices).set(index, choice));

  return (
    <Modal
      open
      onOpenChange={() => onAnswer(choices)}
      title={
        repeats.some(({ earlier }) => earlier)
          ? repeats.length === 1
            ? "You have transcribed this before"
            : `You have transcribed ${repeats.length} of these before`
          : "The same file is here more than once"
      }
      description={
        others > 0
          ? `Choose what to do. ${others === 1 ? `The other ${noun} is` : `The other ${others} ${noun}s are`} added either way.`
          : "Choose what to do."
      }
    >
      {repeats.length > 1 && (
        <div className="mb-3 flex flex-wrap gap-2">
          <Button size="sm" onClick={() => chooseAll("existing")}>
            Existing ones for all
          </Button>
          <Button size="sm" onClick={() => chooseAll("again")}>
            All again
          </Button>
        </div>
      )}
      <ul className="max-h-[45dvh] divide-y divide-line overflow-y-auto rounded-lg border border-line">
        {repeats.slice(0, maxRows).map((repeat) => (
          <RepeatRow
            key={repeat.index}
            repeat={repeat}
            choice={choices.get(repeat.index) ?? "existing"}
            onChoose={(choice) => choose(repeat.index, choice)}
          />
        ))}
      </ul>
      {repeats.length > maxRows && (
        <p className="mt-2 text-muted text-xs">And {repeats.length - maxRows} more.</p>
      )}
      <div className="mt-5 flex justify-end">
        <Button look="primary" onClick={() => onAnswer(choices)}>
          {added === 0 ? describeExisting(repeats) : added === 1 ? `Add 1 ${noun}` : `Add ${added} ${noun}s`}
        </Button>
      </div>
    </Modal>
  );
}

function RepeatRow({
  repeat,
  choice,
  onChoose,
}: {
  repeat: Repeated;
  choice: Choice;
  onChoose: (choice: Choice) => void;
}) {
  const { earlier, fileName } = repeat;
  return (
    <li className="flex flex-col gap-2 px-3 py-2.5">
      <div className="min-w-0">
        <p className="truncate font-medium" title={fileName}>
          {fileName}
        </p>
        <p className="text-muted text-xs">
          {earlier ? (
            <>
              {describeState(earlier.state)}: <When at={earlier.createdAt} />
              {earlier.title !== fileName.replace(/\.[^.]+$/, "") && `, as “${earlier.title}”`}
            </>
          ) : (
            "The same recording as another file that you added now."
          )}
        </p>
      </div>
      <RadioGroup.Root
        value={choice}
        onValueChange={(next) => onChoose(next as Choice)}
        aria-label={`What to do with ${fileName}`}
        className="inline-flex self-start rounded-lg bg-sunken p-0.5"
      >
        {(["existing", "again"] as const).map((value) => (
          <RadioGroup.Item
            key={value}
            value={value}
            className="h-7 rounded-md px-3 text-muted text-xs transition-colors hover:text-ink data-[state=checked]:bg-surface data-[state=checked]:font-medium data-[state=checked]:text-ink data-[state=checked]:shadow-sm"
          >
            {value === "again" ? "Transcribe again" : describeChoice(earlier)}
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </li>
  );
}

const states = {
  done: "Transcribed",
  working: "Being transcribed, added",
  paused: "Paused, added",
  failed: "Failed, added",
  cancelled: "Cancelled, added",
};
const describeState = (state: keyof typeof states) => states[state];

function describeChoice(earlier: Repeated["earlier"]): string {
  if (!earlier) return "Only once";
  return hasStopped(earlier) ? "Go on where it stopped" : "Use the existing one";
}

function describeExisting(repeats: readonly Repeated[]): string {
  const [only] = repeats;
  if (repeats.length > 1 || !only?.earlier) return "Go on";
  return hasStopped(only.earlier) ? "Go on where it stopped" : "Open the existing one";
}

function hasStopped({ state }: NonNullable<Repeated["earlier"]>): boolean {
  return state === "failed" || state === "cancelled";
}
