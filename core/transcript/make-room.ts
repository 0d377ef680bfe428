import type { DocumentSegment, RowChange, SegmentPatch } from "./document-change";
import type { DocumentLookup } from "./document-lookup";
import { positionBetween, spreadPositions } from "./position-between";

type SegmentChange = RowChange<DocumentSegment, SegmentPatch>;

/** A position behind a line (null: before the first). Where two numbers lie too close, all lines get new ones. */
export function makeRoom(
  document: DocumentLookup,
  afterId: string | null,
): { position: number; moved: SegmentChange[] } {
  const before = afterId === null ? null : document.findSegment(afterId);
  const after = afterId === null ? document.findFirst() : document.findAfter(afterId);
  const position = positionBetween(before?.position ?? null, after?.position ?? null);
  if (position !== null) return { position, moved: [] };
  const ids = document.listSegmentIds();
  const index = afterId === null ? 0 : ids.indexOf(afterId) + 1;
  const spread = spreadPositions(ids.length + 1);
  const moved = ids.flatMap((id, at): SegmentChange[] => {
    const old = document.findSegment(id)?.position ?? 0;
    const wanted = spread[at < index ? at : at + 1] as number;
    return old === wanted ? [] : [{ id, before: { position: old }, after: { position: wanted } }];
  });
  return { position: spread[index] as number, moved };
}

/** Lines that come back, each where it was. Where another line stands there by now, the two are put in the order in which
 * they begin, between the neighbours that both have. */
export function placeReturned(document: DocumentLookup, changes: readonly SegmentChange[]): SegmentChange[] {
  const leaving = new Set(changes.flatMap(({ id, after }) => (after === null ? [id] : [])));
  const returned = changes.flatMap(({ before, after }) =>
    before === null ? [after as DocumentSegment] : [],
  );
  const taken = returned.map(({ position }) => position);
  const places = new Map<string, number>();
  const moved: SegmentChange[] = [];
  for (const line of [...returned].sort((a, b) => a.position - b.position)) {
    const other = document.findAt(line.position);
    if (!other || leaving.has(other.id)) continue;
    const isAfter = other.startMs <= line.startMs;
    const next = isAfter ? document.findAfter(other.id) : document.findBefore(other.id);
    const far = [next?.position, ...taken].filter((position) => position !== undefined);
    const position = isAfter
      ? positionBetween(line.position, least(far.filter((one) => one > line.position)))
      : positionBetween(most(far.filter((one) => one < line.position)), line.position);
    if (position !== null) {
      places.set(line.id, position);
      taken.push(position);
    } else if (returned.length === 1) {
      const room = makeRoom(document, isAfter ? other.id : (next?.id ?? null));
      places.set(line.id, room.position);
      moved.push(...room.moved);
    }
  }
  if (places.size === 0) return [...changes];
  const placed = changes.map((row): SegmentChange => {
    const position = places.get(row.id);
    return position === undefined ? row : ({ ...row, after: { ...row.after, position } } as SegmentChange);
  });
  return [...moved, ...placed];
}

const least = (numbers: readonly number[]) =>
  numbers.length === 0 ? null : numbers.reduce((a, b) => Math.min(a, b));
const most = (numbers: readonly number[]) =>
  numbers.length === 0 ? null : numbers.reduce((a, b) => Math.max(a, b));
