import type { Stretch } from "../again/find-stretch";
import type { ActionPlace } from "./editor-action";

export type DialogName = "palette" | "keys" | "player" | "again" | "find-speakers" | "video";
export type PanelName = "find" | "speakers" | "comments" | "review" | "quality" | "enhancement" | "summary";

interface Panels {
  dialog: DialogName | null;
  /** Where the reader was before the dialog took the focus. */
  place: ActionPlace | null;
  /** Beside the text; one at a time. */
  panel: PanelName | null;
  /** Of the dialog "again": what is to be transcribed; null: all of it. */
  stretch: Stretch | null;
}

/** What is open on top of the text and beside it. Outside React, so that an action can open it. */
export class PanelStore {
  private state: Panels = { dialog: null, place: null, panel: null, stretch: null };
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getState = (): Panels => this.state;

  setDialog(dialog: DialogName | null, place: ActionPlace | null = null): void {
    if (dialog !== this.state.dialog) this.update({ dialog, place, stretch: null });
  }

  openAgain(stretch: Stretch | null): void {
    this.update({ dialog: "again", place: null, stretch });
  }

  setPanel(panel: PanelName | null): void {
    if (panel !== this.state.panel) this.update({ panel });
  }

  togglePanel(panel: PanelName): void {
    this.setPanel(this.state.panel === panel ? null : panel);
  }

  private update(change: Partial<Panels>) {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
