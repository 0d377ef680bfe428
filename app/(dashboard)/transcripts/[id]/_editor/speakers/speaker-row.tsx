"use client";

import { Ellipsis } from "lucide-react";
import { formatDuration } from "@/app/_format/format-duration";
import { IconButton } from "@/app/_ui/icon-button";
import { InlineName } from "@/app/_ui/inline-name";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@/app/_ui/menu";
import type { SpeakerStatistics } from "@/core/transcript/speaker-statistics";
import type { Speaker } from "@/core/transcript/types";
import { useEditor } from "../editor-context";
import { useHeardVoices } from "../finding/use-finding";
import { countLines } from "../rows/row-commands";
import { listLinesOf, mergeSpeakers, removeSpeaker, renameSpeaker } from "./speaker-commands";
import { SpeakerName } from "./speaker-name";
import { isNamed, useRemember } from "./use-remember";

interface SpeakerRowProps {
  speaker: Speaker;
  speakers: readonly Speaker[];
  /** Null while one says nothing. */
  statistics: SpeakerStatistics | null;
}

/** A speaker by name, with what can be done to all that one says. */
export function SpeakerRow({ speaker, speakers, statistics }: SpeakerRowProps) {
  const editor = useEditor();
  const { list, session } = editor;
  const { remember, isPending } = useRemember();
  const isHeard = useHeardVoices() !== null;
  const others = speakers.filter(({ id }) => id !== speaker.id);
  return (
    <li className="flex items-start gap-1 py-1 pr-2 pl-4">
      <div className="min-w-0 flex-1">
        <InlineName name={speaker.label} onRename={(label) => renameSpeaker(editor, speaker, label)}>
          <SpeakerName speaker={speaker} className="font-medium" />
        </InlineName>
        <p className="text-muted text-xs tabular-nums">
          {countLines(statistics?.lines ?? 0)}, {formatDuration((statistics?.talkMs ?? 0) / 1_000)},{" "}
          {Math.round((statistics?.share ?? 0) * 100)} %{speaker.profileId !== null && ", known by voice"}
        </p>
      </div>
      <Menu modal={false}>
        <MenuTrigger asChild>
          <IconButton label={`More for ${speaker.label}`} size="sm">
            <Ellipsis aria-hidden />
          </IconButton>
        </MenuTrigger>
        <MenuContent>
          <MenuItem
            disabled={!statistics}
            onSelect={() => {
              const [first] = listLinesOf(editor, speaker.id);
              if (first !== undefined) list.show(first);
            }}
          >
            Show the first line
          </MenuItem>
          {isHeard && (
            <MenuItem
              disabled={isPending || !isNamed(speaker) || !statistics}
              onSelect={() => void remember(speaker)}
            >
              {speaker.profileId === null ? "Remember this voice" : "Learn more of this voice"}
            </MenuItem>
          )}
          {others.length > 0 && (
            <>
              <MenuSeparator />
              <MenuLabel>Merge into</MenuLabel>
              {others.map((other) => (
                <MenuItem key={other.id} onSelect={() => mergeSpeakers(editor, speaker, other)}>
                  <SpeakerName speaker={other} className="max-w-56" />
                </MenuItem>
              ))}
            </>
          )}
          <MenuSeparator />
          <MenuItem onSelect={() => session.speakers.find(speaker.id) && removeSpeaker(editor, speaker)}>
            Remove
          </MenuItem>
        </MenuContent>
      </Menu>
    </li>
  );
}
