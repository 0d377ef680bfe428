import type { ActionPlace, EditorAction } from "../actions/editor-action";
import type { EditorParts } from "../editor-context";
import { findAnchor, listTargets } from "../rows/row-actions";
import { findFreeLabel, giveOnward } from "./speaker-commands";

const hasLine = (_: EditorParts, { segmentId }: ActionPlace) => segmentId !== null;

/** To the first line of the turn after this one, or of this turn, or of the one before. */
function stepTurn({ session, list }: EditorParts, { segmentId }: ActionPlace, step: 1 | -1): void {
  const { segments } = session;
  const ids = segments.listIds();
  const speakerAt = (index: number) => segments.findSegment(ids[index] ?? "")?.speakerId ?? null;
  const from = segmentId === null ? -1 : ids.indexOf(segmentId);
  if (from < 0) return;
  const isFirst = (index: number) => index === 0 || speakerAt(index) !== speakerAt(index - 1);
  let at = from + step;
  while (at > 0 && at < ids.length && !isFirst(at)) at += step;
  if (at >= 0 && at < ids.length) list.focus(ids[at]);
}

export const speakerActions: readonly EditorAction[] = [
  {
    id: "assign-speaker",
    label: "Speaker…",
    group: "Speakers",
    scopes: ["row", "text"],
    keys: ["Mod+Alt+S"],
    words: "who name assign rename",
    isEnabled: hasLine,
    run: (editor, place) => {
      const ids = listTargets(editor, place);
      if (ids.length > 0) editor.tools.overlays.openPicker(ids, findAnchor(place.segmentId ?? ids[0] ?? ""));
    },
  },
  {
    id: "assign-similar",
    label: "Speaker of all that sound like this…",
    group: "Speakers",
    scopes: ["row", "text"],
    keys: [],
    words: "similar voice same every line reassign",
    isEnabled: ({ tools }, { segmentId }) => segmentId !== null && tools.voices.getHeard() !== null,
    run: ({ tools }, { segmentId }) =>
      segmentId !== null && tools.overlays.openPicker([segmentId], findAnchor(segmentId), "similar"),
  },
  {
    id: "split-speaker",
    label: "New speaker from here on",
    group: "Speakers",
    scopes: ["row", "text"],
    keys: ["Mod+Alt+N"],
    words: "split two voices separate",
    isEnabled: hasLine,
    run: (editor, { segmentId }) =>
      segmentId !== null && giveOnward(editor, segmentId, findFreeLabel(editor)),
  },
  {
    id: "find-speakers",
    label: "Find speakers…",
    group: "Speakers",
    scopes: ["page"],
    keys: [],
    words: "who diarization voices tell apart count",
    isEnabled: ({ playback }) => playback.getState().durationMs > 0,
    run: ({ panels }, place) => panels.setDialog("find-speakers", place),
  },
  {
    id: "next-turn",
    label: "Next turn",
    group: "Move",
    scopes: ["row"],
    keys: ["Alt+ArrowDown"],
    words: "speaker change",
    repeats: true,
    isEnabled: hasLine,
    run: (editor, place) => stepTurn(editor, place, 1),
  },
  {
    id: "last-turn",
    label: "Turn before",
    group: "Move",
    scopes: ["row"],
    keys: ["Alt+ArrowUp"],
    words: "speaker change",
    repeats: true,
    isEnabled: hasLine,
    run: (editor, place) => stepTurn(editor, place, -1),
  },
  ...Array.from(
    { length: 9 },
    (_, index): EditorAction => ({
      id: `speaker-${index + 1}`,
      label: `Speaker ${index + 1} of the list`,
      group: "Speakers",
      scopes: ["row", "text"],
      keys: [`Alt+${index + 1}`],
      words: "assign who",
      isEnabled: ({ session }, { segmentId }) => segmentId !== null && session.speakers.list().length > index,
      run: (editor, place) => {
        const speaker = editor.session.speakers.list()[index];
        if (!speaker) return;
        const segmentIds = listTargets(editor, place);
        editor.session.run(
          { type: "segment.speaker", segmentIds, speakerId: speaker.id },
          { label: `Assign “${speaker.label}”` },
        );
      },
    }),
  ),
];
