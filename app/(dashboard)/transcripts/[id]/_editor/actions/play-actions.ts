import type { EditorParts } from "../editor-context";
import { playerSettings } from "../player/player-settings";
import type { ActionPlace, EditorAction } from "./editor-action";

function findSegment({ session }: EditorParts, { segmentId }: ActionPlace) {
  return segmentId === null ? null : session.segments.findSegment(segmentId);
}

type Fields = Partial<EditorAction> & Pick<EditorAction, "run">;

/** Heard everywhere, also while typing: that is the heart of transcribing. */
const playAction = (id: string, label: string, keys: readonly string[], fields: Fields): EditorAction => ({
  id,
  label,
  group: "Play",
  scopes: ["page", "text"],
  keys,
  ...fields,
});

const speedAction = (id: string, label: string, rate: number) =>
  playAction(id, label, [], { words: "speed rate tempo", run: ({ playback }) => playback.setRate(rate) });

/** F7 to F9 are where Apple's keyboards have the signs for it; no browser needs them. */
export const playActions: readonly EditorAction[] = [
  playAction("play", "Play or pause", ["F8", "Mod+Space", "Space", "K"], {
    words: "stop start",
    run: ({ playback }) => playback.toggle(),
  }),
  playAction("play-on", "Play", ["MediaPlay"], { run: ({ playback }) => playback.play() }),
  playAction("pause", "Pause", ["MediaStop"], { words: "stop", run: ({ playback }) => playback.pause() }),
  playAction("play-held", "Play while the key is held", [], {
    words: "pedal foot press hold",
    run: ({ playback }) => playback.play(),
    release: ({ playback }) => playback.pause(),
  }),
  playAction("back", "Back", ["F7", "J"], {
    words: "rewind skip",
    repeats: true,
    run: ({ playback }) => playback.skip(-playerSettings.getSnapshot().skipMs),
  }),
  playAction("forward", "Forward", ["F9", "L"], {
    words: "skip",
    repeats: true,
    run: ({ playback }) => playback.skip(playerSettings.getSnapshot().skipMs),
  }),
  playAction("slower", "Slower", ["Shift+F7", "<"], {
    words: "speed rate tempo",
    repeats: true,
    run: ({ playback }) => playback.changeRate(-1),
  }),
  playAction("faster", "Faster", ["Shift+F9", ">"], {
    words: "speed rate tempo",
    repeats: true,
    run: ({ playback }) => playback.changeRate(1),
  }),
  { ...speedAction("normal-speed", "Normal speed", 1), keys: ["Shift+F8"] },
  speedAction("half-speed", "Half speed", 0.5),
  speedAction("fast-speed", "One and a half speed", 1.5),
  speedAction("triple-speed", "Triple speed", 3),
  playAction("louder", "Louder", [], {
    words: "volume",
    repeats: true,
    run: ({ playback }) => playback.setVolume(playback.getState().volume + 0.1),
  }),
  playAction("quieter", "Quieter", [], {
    words: "volume softer",
    repeats: true,
    run: ({ playback }) => playback.setVolume(playback.getState().volume - 0.1),
  }),
  playAction("play-line", "Play from the line", ["P"], {
    scopes: ["row", "text"],
    isEnabled: (editor, place) => findSegment(editor, place) !== null,
    run: (editor, place) => {
      const segment = findSegment(editor, place);
      if (!segment) return;
      editor.playback.seek(segment.startMs);
      editor.playback.play();
    },
  }),
  playAction("play-only-line", "Play the line alone", ["Mod+F8"], {
    scopes: ["row", "text"],
    words: "selection",
    isEnabled: (editor, place) => findSegment(editor, place) !== null,
    run: (editor, place) => {
      const segment = findSegment(editor, place);
      if (segment) editor.playback.playStretch({ ...pickTimes(segment), kind: "once" });
    },
  }),
  playAction("loop-line", "Loop the line", ["Mod+Shift+F8"], {
    scopes: ["row", "text", "page"],
    words: "repeat",
    isEnabled: (editor, place) => findSegment(editor, place) !== null,
    run: (editor, place) => {
      const segment = findSegment(editor, place);
      if (editor.playback.getState().loop?.kind === "line") editor.playback.endLoop();
      else if (segment) editor.playback.playStretch({ ...pickTimes(segment), kind: "line" });
    },
  }),
  playAction("loop-start", "Loop starts here (A)", ["Mod+F7", "["], {
    words: "repeat stretch",
    run: ({ playback }) => playback.markLoop("start"),
  }),
  playAction("loop-end", "Loop ends here (B)", ["Mod+F9", "]"], {
    words: "repeat stretch",
    run: ({ playback }) => playback.markLoop("end"),
  }),
  playAction("loop-off", "End the loop", ["Escape"], {
    words: "repeat stop",
    isEnabled: ({ playback }) => playback.hasLoop(),
    run: ({ playback }) => playback.endLoop(),
  }),
];

const pickTimes = ({ startMs, endMs }: { startMs: number; endMs: number }) => ({ startMs, endMs });
