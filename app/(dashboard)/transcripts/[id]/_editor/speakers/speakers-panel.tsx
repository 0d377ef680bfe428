"use client";

import { AudioLines, Plus } from "lucide-react";
import { type FormEvent, useState, useSyncExternalStore } from "react";
import { formatDuration } from "@/app/_format/format-duration";
import { Button } from "@/app/_ui/button";
import { useEditor } from "../editor-context";
import { useHeardVoices } from "../finding/use-finding";
import { PanelFrame } from "../panels/panel-frame";
import { countLines } from "../rows/row-commands";
import { createSpeaker } from "./speaker-commands";
import { SpeakerRow } from "./speaker-row";
import { SpeakerTable } from "./speaker-table";
import { SpeakerTimeline } from "./speaker-timeline";
import { useSpeakerFacts } from "./use-speaker-facts";
import { useSpeakers } from "./use-speakers";

/** Who speaks in this transcript: by name, when, and how much. */
export function SpeakersPanel() {
  const speakers = useSpeakers();
  const facts = useSpeakerFacts();
  const nobody = facts.statistics.get(null);
  return (
    <PanelFrame title="Speakers" head={<PanelHead />}>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <OverlapNote />
        <SpeakerTimeline speakers={speakers} facts={facts} />
        <ul aria-label="Speakers" className="py-1">
          {speakers.map((speaker) => (
            <SpeakerRow
              key={speaker.id}
              speaker={speaker}
              speakers={speakers}
              statistics={facts.statistics.get(speaker.id) ?? null}
            />
          ))}
          {nobody && (
            <li className="px-4 py-2 text-muted text-xs">
              {speakers.length === 0
                ? "Nobody is named yet. Let Trax find who speaks, or choose lines, then “Speaker…”, or add a name above."
                : `${countLines(nobody.lines)} without a speaker, ${formatDuration(nobody.talkMs / 1_000)}.`}
            </li>
          )}
        </ul>
        <SpeakerTable speakers={speakers} facts={facts} />
      </div>
    </PanelFrame>
  );
}

/** Below so much of the speech it is a remark here and there. */
const overlapToTell = 0.03;

/** That several voices were heard at once, which a line of one speaker does not show. */
function OverlapNote() {
  const heard = useHeardVoices();
  if (!heard || heard.overlapShare < overlapToTell) return null;
  return (
    <p className="border-line border-b px-4 py-2 text-muted text-xs">
      In {Math.round(heard.overlapShare * 100)} % of the speech several people speak at once; there the line
      has one of them.
    </p>
  );
}

function PanelHead() {
  const { panels, playback } = useEditor();
  const find = () => playback.getState().durationMs > 0;
  const canBeHeard = useSyncExternalStore(playback.subscribe, find, find);
  return (
    <div className="flex flex-col gap-2">
      <AddSpeaker />
      {canBeHeard && (
        <Button className="self-start" size="sm" onClick={() => panels.setDialog("find-speakers")}>
          <AudioLines aria-hidden />
          Find speakers…
        </Button>
      )}
    </div>
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
