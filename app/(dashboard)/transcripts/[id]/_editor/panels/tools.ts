import type { Correction } from "@/core/quality/correct-vocabulary";
import { FindStore } from "../find/find-store";
import { VoiceStore } from "../finding/voice-store";
import { ReviewStore } from "../review/review-store";
import type { EditorSession } from "../store/editor-session";
import { Overlays } from "./overlays";

type ReviewOptions = ConstructorParameters<typeof ReviewStore>[0];

interface ToolsOptions {
  session: EditorSession;
  documentId: string;
  durationMs: number | null;
  corrections: readonly Correction[];
  askUnsure: ReviewOptions["askUnsure"];
  askBreaches: ReviewOptions["askBreaches"];
  askDiffering: ReviewOptions["askDiffering"];
}

/** What the panels of an open document know, kept while they are closed. */
export class Tools {
  readonly overlays = new Overlays();
  readonly find: FindStore;
  readonly review: ReviewStore;
  readonly voices = new VoiceStore();

  constructor(options: ToolsOptions) {
    this.find = new FindStore(options.session);
    this.review = new ReviewStore({ ...options, voices: this.voices });
  }
}
