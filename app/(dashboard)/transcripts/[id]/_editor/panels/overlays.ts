/** Which lines the choice of a speaker is for: those it was opened on; all that the speaker of the one it was opened on
 * says from there on; all that sound like it; all that its speaker says. */
export type PickerScope = "line" | "onward" | "similar" | "all";

/** Where on the screen something was asked for. */
export type Anchor = Pick<DOMRect, "left" | "top" | "width" | "height">;

export interface CommentPlace {
  startMs: number;
  endMs: number;
  quote: string;
}

interface OverlayState {
  menu: { segmentId: string; anchor: Anchor } | null;
  /** Who says these lines is being chosen. */
  picker: { segmentIds: readonly string[]; anchor: Anchor; scope: PickerScope } | null;
  /** A comment is being written on this place. */
  commentPlace: CommentPlace | null;
}

/** What stands open above the lines. Outside React, so that rows are not drawn again for it. */
export class Overlays {
  private state: OverlayState = { menu: null, picker: null, commentPlace: null };
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getState = (): OverlayState => this.state;

  openMenu(segmentId: string, anchor: Anchor): void {
    this.update({ menu: { segmentId, anchor } });
  }

  closeMenu(): void {
    if (this.state.menu) this.update({ menu: null });
  }

  openPicker(segmentIds: readonly string[], anchor: Anchor, scope: PickerScope = "line"): void {
    if (segmentIds.length > 0) this.update({ picker: { segmentIds, anchor, scope } });
  }

  closePicker(): void {
    if (this.state.picker) this.update({ picker: null });
  }

  setCommentPlace(commentPlace: CommentPlace | null): void {
    this.update({ commentPlace });
  }

  private update(change: Partial<OverlayState>) {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
