"use client";

import { Ellipsis, Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { formatDuration } from "@/app/_format/format-duration";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { InlineName } from "@/app/_ui/inline-name";
import { Menu, MenuContent, MenuItem, MenuLabel, MenuSeparator, MenuTrigger } from "@/app/_ui/menu";
import type { Speaker } from "@/core/transcript/types";
import { useEditor } from "../editor-context";
import { PanelFrame } from "../panels/panel-frame";
import { useDocumentVersion } from "../panels/use-document-version";
import { countLines } from "../rows/row-commands";
import { listSpeech, type Speech } from "./list-speech";
import { createSpeaker, listLinesOf, mergeSpeakers, removeSpeaker, renameSpeaker } from "./speaker-commands";
import { SpeakerName } from "./speaker-name";
import { useSpeakers } from "./use-speakers";

const silent: Speech = { lines: 0, durationMs: 0, share: 0 };

export function SpeakersPanel() {
  const { session } = useEditor();
  const speakers = useSpeakers();
  useDocumentVersion();
  const { segments } = session;
  const speech = listSpeech(segments.listIds().flatMap((id) => segments.findSegment(id) ?? []));
  const nobody = speech.get(null);
  return (
    <PanelFrame title="Speakers" head={<AddSpeaker />}>
      <ul aria-label="Speakers" className="min-h-0 flex-1 overflow-y-auto overscroll-contain py-1">
        {speakers.map((speaker) => (
          <SpeakerRow
            key={speaker.id}
            speaker={speaker}
            speakers={speakers}
            speech={speech.get(speaker.id) ?? silent}
          />
        ))}
        {nobody && (
          <li className="px-4 py-2 text-muted text-xs">
            {speakers.length === 0
              ? "Nobody is named yet. Choose lines, then “Speaker…”, or add a name above."
              : `${countLines(nobody.lines)} without a speaker, ${formatDuration(nobody.durationMs / 1_000)}.`}
          </li>
        )}
      </ul>
    </PanelFrame>
  );
}

function AddSpeaker() {
  const editor = useEditor();
  const [name, setName] = useState("");
  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (name.trim() === "") return;
    if (createSpeaker(editor, name.trim(), [])) setName("");
  }
  return (
    <form onSubmit={onSubmit} className="flex gap-1.5">
      <input
        data-panel-focus
        aria-label="Name of a new speaker"
        placeholder="Add a speaker"
        dir="auto"
        maxLength={200}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        className="h-8 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2 placeholder:text-muted"
      />
      <Button type="submit" disabled={name.trim() === ""}>
        <Plus aria-hidden />
        Add
      </Button>
    </form>
  );
}

interface SpeakerRowProps {
  speaker: Speaker;
  speakers: readonly Speaker[];
  speech: Speech;
}

function SpeakerRow({ speaker, speakers, speech }: SpeakerRowProps) {
  const editor = useEditor();
  const { list, session } = editor;
  const others = speakers.filter(({ id }) => id !== speaker.id);
  return (
    <li className="flex items-start gap-1 py-1 pr-2 pl-4">
      <div className="min-w-0 flex-1">
        <InlineName name={speaker.label} onRename={(label) => renameSpeaker(editor, speaker, label)}>
          <SpeakerName speaker={speaker} className="font-medium" />
        </InlineName>
        <p className="text-muted text-xs tabular-nums">
          {countLines(speech.lines)}, {formatDuration(speech.durationMs / 1_000)},{" "}
          {Math.round(speech.share * 100)} %
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
            disabled={speech.lines === 0}
            onSelect={() => {
              const [first] = listLinesOf(editor, speaker.id);
              if (first !== undefined) list.show(first);
            }}
          >
            Show the first line
          </MenuItem>
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
