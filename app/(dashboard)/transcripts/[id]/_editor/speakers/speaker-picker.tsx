"use client";

import { Check, Plus } from "lucide-react";
import { Popover } from "radix-ui";
import { type KeyboardEvent, useId, useState, useSyncExternalStore } from "react";
import { cn } from "@/app/_ui/cn";
import { findPortalHome } from "@/app/_ui/find-portal-home";
import type { Speaker } from "@/core/transcript/types";
import { useEditor } from "../editor-context";
import { AnchorBox } from "../panels/anchor-box";
import type { Anchor, PickerScope } from "../panels/overlays";
import { countLines } from "../rows/row-commands";
import { ScopeChoice } from "./picker-scope";
import {
  assignSpeaker,
  createSpeaker,
  findSpeakerNamed,
  giveOnward,
  mergeSpeakers,
  renameSpeaker,
} from "./speaker-commands";
import { SpeakerName } from "./speaker-name";
import { useSimilar } from "./use-similar";
import { useSpeakers } from "./use-speakers";

/** Who says the lines it was opened for: type to find a name or to make a new one. */
export function SpeakerPicker() {
  const { overlays } = useEditor().tools;
  const find = () => overlays.getState().picker;
  const picker = useSyncExternalStore(overlays.subscribe, find, find);
  return picker && <Picker {...picker} />;
}

type Choice = { kind: "speaker"; speaker: Speaker } | { kind: "create"; label: string } | { kind: "nobody" };

interface PickerProps {
  segmentIds: readonly string[];
  anchor: Anchor;
  /** Chosen at first. */
  scope: PickerScope;
}

function Picker({ segmentIds, anchor, scope: firstScope }: PickerProps) {
  const editor = useEditor();
  const { session, list, tools } = editor;
  const speakers = useSpeakers();
  const [typed, setTyped] = useState("");
  const [scope, setScope] = useState(firstScope);
  const [at, setAt] = useState(0);
  const listId = useId();
  const giveSimilar = useSimilar();

  const currentId = session.segments.findSegment(segmentIds[0] ?? "")?.speakerId ?? null;
  const current = currentId === null ? null : session.speakers.find(currentId);
  const isOne = segmentIds.length === 1;
  const label = typed.trim();
  const choices: Choice[] = speakers
    .filter((speaker) => speaker.label.toLowerCase().includes(label.toLowerCase()))
    .filter(({ id }) => scope === "line" || scope === "similar" || id !== currentId)
    .map((speaker) => ({ kind: "speaker", speaker }));
  if (label !== "" && !findSpeakerNamed(editor, label)) choices.push({ kind: "create", label });
  if (
    label === "" &&
    (scope === "line" || scope === "onward") &&
    segmentIds.some((id) => session.segments.findSegment(id)?.speakerId)
  )
    choices.push({ kind: "nobody" });
  const active = Math.min(at, choices.length - 1);

  function choose(choice: Choice | undefined) {
    if (!choice) return;
    tools.overlays.closePicker();
    const to = choice.kind === "nobody" ? null : choice.kind === "create" ? choice.label : choice.speaker;
    if (scope === "similar" && to !== null) void giveSimilar(segmentIds[0] ?? "", to);
    else if (scope === "onward") giveOnward(editor, segmentIds[0] ?? "", to);
    else if (scope === "all" && current && choice.kind === "speaker")
      mergeSpeakers(editor, current, choice.speaker);
    else if (scope === "all" && current && choice.kind === "create")
      renameSpeaker(editor, current, choice.label);
    else if (choice.kind === "create") createSpeaker(editor, choice.label, segmentIds);
    else assignSpeaker(editor, segmentIds, choice.kind === "speaker" ? choice.speaker.id : null);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((active + step + choices.length) % Math.max(1, choices.length));
    else if (event.key === "Enter") choose(choices[active]);
    else return;
    event.preventDefault();
  }

  return (
    <Popover.Root open onOpenChange={(open) => open || tools.overlays.closePicker()}>
      <Popover.Anchor asChild>
        <AnchorBox anchor={anchor} />
      </Popover.Anchor>
      <Popover.Portal container={findPortalHome()}>
        <Popover.Content
          aria-label="Speaker"
          align="start"
          sideOffset={6}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            list.focus(list.getActiveId() ?? undefined);
          }}
          className="z-50 flex max-h-(--radix-popover-content-available-height) w-64 flex-col rounded-lg border border-line bg-surface p-2 shadow-float motion-safe:animate-[fade_120ms]"
        >
          <input
            role="combobox"
            aria-label={isOne ? "Speaker of this line" : `Speaker of ${countLines(segmentIds.length)}`}
            aria-expanded
            aria-controls={listId}
            aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
            aria-autocomplete="list"
            placeholder={speakers.length === 0 ? "Name of the speaker" : "Find or add a name"}
            dir="auto"
            maxLength={200}
            autoComplete="off"
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setAt(0);
            }}
            onKeyDown={onKeyDown}
            className="h-8 w-full shrink-0 rounded-md border border-line-strong bg-surface px-2 placeholder:text-muted"
          />
          {isOne && (
            <ScopeChoice
              segmentId={segmentIds[0] ?? ""}
              current={current}
              value={scope}
              onChange={(next) => {
                setScope(next);
                setAt(0);
              }}
            />
          )}
          <div role="listbox" id={listId} aria-label="Speakers" className="mt-1 min-h-0 overflow-y-auto">
            {choices.map((choice, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are heard by the field above
              // biome-ignore lint/a11y/useFocusableInteractive: the field above has the focus and names the option
              <div
                key={choice.kind === "speaker" ? choice.speaker.id : choice.kind}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === active}
                onPointerMove={() => setAt(index)}
                onClick={() => choose(choice)}
                className={cn(
                  "flex cursor-pointer select-none items-center gap-2 rounded px-2 py-1.5 [&_svg]:size-4 [&_svg]:shrink-0",
                  index === active && "bg-accent-soft",
                )}
              >
                <ChoiceText choice={choice} isRename={scope === "all"} />
                {choice.kind === "speaker" && choice.speaker.id === currentId && (
                  <Check aria-label="now" className="ml-auto" />
                )}
              </div>
            ))}
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface ChoiceTextProps {
  choice: Choice;
  isRename: boolean;
}

function ChoiceText({ choice, isRename }: ChoiceTextProps) {
  if (choice.kind === "speaker") return <SpeakerName speaker={choice.speaker} />;
  if (choice.kind === "nobody") return <span className="text-muted">Nobody</span>;
  return (
    <>
      <Plus aria-hidden />
      <span className="min-w-0 truncate">
        {isRename ? "Rename to" : "Add"} “<bdi>{choice.label}</bdi>”
      </span>
    </>
  );
}
