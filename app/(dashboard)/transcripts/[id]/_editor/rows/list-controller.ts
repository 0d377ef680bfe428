/** A place or a selection in the text of a line, in UTF-16 units. */
interface Caret {
  segmentId: string;
  offset: number;
  endOffset: number;
}

interface ListState {
  /** The row that Tab reaches and the keys speak of. */
  activeId: string | null;
  editingId: string | null;
  /** Whether the list scrolls along with the player. */
  isFollowing: boolean;
}

type ScrollToIndex = (index: number, align: "auto" | "center") => void;

/** Where the reader is in the list: outside React, so that moving draws the two rows concerned and no other. */
export class ListController {
  private state: ListState = { activeId: null, editingId: null, isFollowing: true };
  private readonly listeners = new Set<() => void>();
  private focusId: string | null = null;
  private caret: number | null = null;
  private readCaret: (() => Caret | null) | null = null;
  private scrollToIndex: ScrollToIndex = () => {};

  constructor(private readonly listIds: () => readonly string[]) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  getState = (): ListState => this.state;
  getActiveId = (): string | null => this.state.activeId ?? this.listIds()[0] ?? null;

  setScroll(scrollToIndex: ScrollToIndex): void {
    this.scrollToIndex = scrollToIndex;
  }

  /** Brings a row into view and the focus to it. */
  focus(segmentId: string | undefined, align: "auto" | "center" = "auto"): void {
    const index = segmentId === undefined ? -1 : this.listIds().indexOf(segmentId);
    if (segmentId === undefined || index < 0) return;
    this.focusId = segmentId;
    this.scrollToIndex(index, align);
    this.update({ activeId: segmentId, isFollowing: false });
  }

  /** Brings a row into view and leaves the focus where it is. */
  reveal(index: number): void {
    this.scrollToIndex(index, "center");
  }

  /** Moves by rows; to the ends by an endless step. */
  move(by: number): void {
    const ids = this.listIds();
    const index = Math.max(0, ids.indexOf(this.getActiveId() ?? ""));
    this.focus(ids[Math.min(ids.length - 1, Math.max(0, index + by))]);
  }

  setActive(segmentId: string): void {
    if (this.state.activeId !== segmentId) this.update({ activeId: segmentId });
  }

  /** `caret`: where in the text the cursor goes; its end when nobody pointed at a place. */
  edit(segmentId: string, caret: number | null = null): void {
    this.caret = caret;
    this.update({ activeId: segmentId, editingId: segmentId, isFollowing: false });
  }

  stopEditing(returnsFocus: boolean): void {
    const { editingId } = this.state;
    if (editingId === null) return;
    if (returnsFocus) this.focusId = editingId;
    this.update({ editingId: null });
  }

  setFollowing(isFollowing: boolean): void {
    if (this.state.isFollowing !== isFollowing) this.update({ isFollowing });
  }

  /** Whether this row was to get the focus, which it now takes. */
  takeFocus(segmentId: string): boolean {
    if (this.focusId !== segmentId) return false;
    this.focusId = null;
    return true;
  }

  takeCaret(): number | null {
    const { caret } = this;
    this.caret = null;
    return caret;
  }

  /** Where the cursor is in the line that is being typed in; null when none is. */
  getCaret = (): Caret | null => this.readCaret?.() ?? null;

  /** The field that is typed in gives this away. Returns the function that takes it back. */
  readCaretFrom(read: () => Caret | null): () => void {
    this.readCaret = read;
    return () => {
      if (this.readCaret === read) this.readCaret = null;
    };
  }

  private update(change: Partial<ListState>) {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
