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
  /** Grows whenever typing begins anew, also in the same row: a merge gives that another text. */
  editCount: number;
  /** Whether the list scrolls along with the player. */
  isFollowing: boolean;
  /** Chosen together; empty while only the active row is spoken of. */
  selected: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

type ScrollToIndex = (index: number, align: "auto" | "center") => void;

/** Where the reader is in the list: outside React, so that moving draws the two rows concerned and no other. */
export class ListController {
  private state: ListState = {
    activeId: null,
    editingId: null,
    editCount: 0,
    isFollowing: true,
    selected: none,
  };
  private readonly listeners = new Set<() => void>();
  private focusId: string | null = null;
  private caret: number | null = null;
  private readCaret: (() => Caret | null) | null = null;
  private scrollToIndex: ScrollToIndex = () => {};
  /** Where a range of chosen rows begins. */
  private anchorId: string | null = null;

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

  /** Makes a row the active one and brings it into view; the focus stays, say in a panel. */
  show(segmentId: string): void {
    const index = this.listIds().indexOf(segmentId);
    if (index < 0) return;
    this.scrollToIndex(index, "center");
    this.update({ activeId: segmentId, isFollowing: false });
  }

  /** Moves by rows; to the ends by an endless step. */
  move(by: number): void {
    this.clearSelection();
    this.focus(this.findBy(by));
  }

  /** Moves, and what lies between is chosen. */
  extend(by: number): void {
    const id = this.findBy(by);
    if (id === undefined) return;
    this.selectRange(id);
    this.focus(id);
  }

  private findBy(by: number): string | undefined {
    const ids = this.listIds();
    const index = Math.max(0, ids.indexOf(this.getActiveId() ?? ""));
    return ids[Math.min(ids.length - 1, Math.max(0, index + by))];
  }

  isSelected(segmentId: string): boolean {
    return this.state.selected.has(segmentId);
  }

  /** Those that are chosen, in order, and are still there. */
  listSelected(): string[] {
    const { selected } = this.state;
    return selected.size === 0 ? [] : this.listIds().filter((id) => selected.has(id));
  }

  /** What a command speaks of: the rows chosen, else the active one. */
  listTargets(): string[] {
    const selected = this.listSelected();
    const activeId = this.getActiveId();
    return selected.length > 0 || activeId === null ? selected : [activeId];
  }

  toggle(segmentId: string): void {
    const selected = new Set(this.state.selected);
    // The first row was active all along: who adds a second one means both.
    const { activeId } = this.state;
    if (selected.size === 0 && activeId !== null && activeId !== segmentId) selected.add(activeId);
    if (!selected.delete(segmentId)) selected.add(segmentId);
    this.anchorId = segmentId;
    this.update({ selected, activeId: segmentId, isFollowing: false });
  }

  /** From where the choosing began to this row. */
  selectRange(segmentId: string): void {
    const ids = this.listIds();
    const anchor = ids.indexOf(
      this.state.selected.size > 0 && this.anchorId ? this.anchorId : (this.getActiveId() ?? ""),
    );
    const at = ids.indexOf(segmentId);
    if (at < 0) return;
    const from = anchor < 0 ? at : anchor;
    this.anchorId = ids[from] ?? segmentId;
    const selected = new Set(ids.slice(Math.min(from, at), Math.max(from, at) + 1));
    this.update({ selected, activeId: segmentId, isFollowing: false });
  }

  selectAll(): void {
    this.update({ selected: new Set(this.listIds()) });
  }

  clearSelection(): void {
    this.anchorId = null;
    if (this.state.selected.size > 0) this.update({ selected: none });
  }

  setActive(segmentId: string): void {
    if (this.state.activeId !== segmentId) this.update({ activeId: segmentId });
  }

  /** `caret`: where in the text the cursor goes; its end when nobody pointed at a place. */
  edit(segmentId: string, caret: number | null = null): void {
    this.caret = caret;
    const index = this.listIds().indexOf(segmentId);
    if (index >= 0) this.scrollToIndex(index, "auto");
    this.anchorId = null;
    const editCount = this.state.editCount + 1;
    this.update({ activeId: segmentId, editingId: segmentId, editCount, isFollowing: false, selected: none });
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

  /** Also of a row that is the active one already, so that it is drawn and takes the focus. */
  isToFocus(segmentId: string): boolean {
    return this.focusId === segmentId;
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
