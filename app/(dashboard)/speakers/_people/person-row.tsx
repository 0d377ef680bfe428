"use client";

import { Trash2 } from "lucide-react";
import { formatDuration } from "@/app/_format/format-duration";
import { Button } from "@/app/_ui/button";
import { Confirm } from "@/app/_ui/confirm";
import { InlineName } from "@/app/_ui/inline-name";
import { nameLanguage } from "@/core/transcript/find-language";
import type { ProfileView } from "@/server/speakers/schema";
import type { usePeopleActions } from "./use-people";
import { HeardIn, VoiceSamples } from "./voice-samples";

interface PersonRowProps {
  person: ProfileView;
  actions: ReturnType<typeof usePeopleActions>;
}

/** A person whose voice is known by name. */
export function PersonRow({ person, actions }: PersonRowProps) {
  const { rename, merge, remove } = actions;
  const { id, name, twins } = person;
  return (
    <li aria-label={name} className="px-3 py-3">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <InlineName name={name} onRename={(next) => rename.mutate({ profileId: id, name: next })}>
            <bdi className="truncate font-medium" title={name}>
              {name}
            </bdi>
          </InlineName>
          <p className="text-muted text-xs tabular-nums">{describePerson(person)}</p>
          {describeVoice(person) && <p className="text-warn text-xs">{describeVoice(person)}</p>}
        </div>
        <Confirm
          title={`Delete ${name}?`}
          text="The voice is deleted everywhere: from this list, and from what was kept of it with each transcript. New recordings are not matched against it any more. The name stays as text in the transcripts where it stands."
          action="Delete the voice"
          onConfirm={() => remove.mutate({ profileId: id })}
        >
          <Button size="sm" look="quiet" disabled={remove.isPending} aria-label={`Delete ${name}`}>
            <Trash2 aria-hidden />
            Delete
          </Button>
        </Confirm>
      </div>
      <VoiceSamples name={name} samples={person.samples} />
      <HeardIn documents={person.documents} />
      {twins.map((twin) => (
        <div key={twin.id} className="mt-2 flex flex-wrap items-center gap-2 text-xs">
          <span>
            Sounds like <bdi className="font-medium">{twin.name}</bdi>, {Math.round(twin.confidence * 100)} %
            sure. The same person?
          </span>
          <Confirm
            title={`Are ${name} and ${twin.name} the same?`}
            text={`Everything of ${name} goes to ${twin.name}: the voice, and the names in transcripts. This cannot be undone.`}
            action="Merge"
            onConfirm={() => merge.mutate({ fromId: id, intoId: twin.id })}
          >
            <Button size="sm" disabled={merge.isPending}>
              Merge into {twin.name}
            </Button>
          </Confirm>
        </div>
      ))}
    </li>
  );
}

/** Pure. */
function describePerson({ talkMs, documents, characteristics }: ProfileView): string {
  const { languages, wordsPerMinute, pitchHz } = characteristics;
  const facts = [
    `${formatDuration(talkMs / 1_000)} in ${documents.length === 1 ? "1 transcript" : `${documents.length} transcripts`}`,
    languages.length > 0 && languages.map(nameLanguage).join(", "),
    wordsPerMinute !== null && `${Math.round(wordsPerMinute)} words a minute`,
    pitchHz !== null && `pitch ${Math.round(pitchHz)} Hz`,
  ];
  return facts.filter((fact) => fact !== false).join("; ");
}

/** What is missing to recognise this person. Pure. */
function describeVoice({ hasVoice, isOutdated }: ProfileView): string | null {
  if (!hasVoice) return "Only the name is kept, no voice: this person is not recognised.";
  if (isOutdated)
    return "Learned by an older version; it is learned anew from the next transcript with this person.";
  return null;
}
