import type { StreamHead } from "../../../../usecases/minutes/minute-store.ts";
import type { Span } from "../correct-minutes.ts";

/** What a write did to a stream whose slices are kept. */
export interface ParentChange {
  readonly before: StreamHead;
  readonly after: StreamHead;
  /** Changed minutes inside what was covered before lie in here; null: none changed. */
  readonly changed: Span | null;
}

const isEmpty = ({ firstMinute, watermark }: StreamHead): boolean => firstMinute === watermark;

/**
 * The minutes of a slices stream to write after its parent was written, null when there are none. A child that covers what its parent
 * covered goes on doing so. One that is behind is only kept right within what it covers: growing it is the work of the fill.
 */
export function touchedSlices(child: StreamHead, { before, after, changed }: ParentChange, sliceMinutes: number): Span | null {
  if (isEmpty(child)) return isEmpty(before) ? { from: after.firstMinute, to: after.watermark } : null;
  const parts: Span[] = [];
  if (child.firstMinute === before.firstMinute) parts.push({ from: after.firstMinute, to: before.firstMinute });
  if (child.watermark === before.watermark) parts.push({ from: before.watermark, to: after.watermark });
  if (changed !== null) parts.push(wholeSlices(changed, child, sliceMinutes));
  return unite(parts.filter(({ from, to }) => from < to));
}

/** The part of the slices around the changed minutes that the child covers. */
const wholeSlices = ({ from, to }: Span, child: StreamHead, length: number): Span => ({
  from: Math.max(child.firstMinute, Math.floor(from / length) * length),
  to: Math.min(child.watermark, Math.ceil(to / length) * length),
});

const unite = (parts: readonly Span[]): Span | null =>
  parts.length === 0 ? null : { from: Math.min(...parts.map(({ from }) => from)), to: Math.max(...parts.map(({ to }) => to)) };
