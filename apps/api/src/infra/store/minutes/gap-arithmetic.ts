import type { Minute, MissingReason } from "@solvent/domain";

/** Minutes [from, to). */
export interface Stretch {
  readonly from: Minute;
  readonly to: Minute;
}

/** An open gap of one stream: stored as missing and not filled. Open gaps of a stream never overlap. */
export interface OpenGap extends Stretch {
  /** Row that holds it; null when it is to be inserted. */
  readonly id: string | null;
  /** Row that a new one takes over its history from: it was cut into pieces. */
  readonly origin: string | null;
  readonly reason: MissingReason;
  /** The source is not asked again. */
  readonly settled: boolean;
}

/** What is left of a stretch when others, in any order, are taken out. */
export function subtractStretches(stretch: Stretch, taken: readonly Stretch[]): Stretch[] {
  let left: Stretch[] = [{ from: stretch.from, to: stretch.to }];
  for (const { from, to } of taken)
    left = left
      .flatMap((part) => [
        { from: part.from, to: Math.min(part.to, from) },
        { from: Math.max(part.from, to), to: part.to },
      ])
      .filter((part) => part.from < part.to);
  return left;
}

const overlap = (a: Stretch, b: Stretch): boolean => a.from < b.to && b.from < a.to;
const touch = (a: Stretch, b: Stretch): boolean => a.from <= b.to && b.from <= a.to;

/** Takes stretches out of a gap. The first piece left keeps the row, the others are new rows with its history. */
function cut(gap: OpenGap, taken: readonly Stretch[]): OpenGap[] {
  if (!taken.some((stretch) => overlap(gap, stretch))) return [gap];
  return subtractStretches(gap, taken).map((part, i) => ({
    ...gap,
    ...part,
    id: i === 0 ? gap.id : null,
    origin: i === 0 ? gap.origin : (gap.id ?? gap.origin),
  }));
}

/**
 * Open gaps after one more stretch. It joins the unsettled gaps of the same reason that it touches, takes the place of other reasons,
 * because the latest answer counts, and leaves alone what is settled for the same reason: the source was asked and has nothing.
 */
export function openGap(gaps: readonly OpenGap[], stretch: Stretch & { readonly reason: MissingReason }): OpenGap[] {
  const settled = gaps.filter((gap) => gap.settled && gap.reason === stretch.reason);
  let result: OpenGap[] = [...gaps];
  for (const part of subtractStretches(stretch, settled)) result = joinGap(result, { ...part, reason: stretch.reason });
  return result;
}

function joinGap(gaps: readonly OpenGap[], part: Stretch & { readonly reason: MissingReason }): OpenGap[] {
  const joins = (gap: OpenGap) => !gap.settled && gap.reason === part.reason && touch(gap, part);
  const joined = gaps.filter(joins);
  const keeper = joined.find((gap) => gap.id !== null) ?? joined[0];
  const all = [part, ...joined];
  const from = Math.min(...all.map((s) => s.from));
  const to = Math.max(...all.map((s) => s.to));
  const others = gaps.filter((gap) => !joins(gap)).flatMap((gap) => cut(gap, [part]));
  return [...others, { id: null, origin: null, settled: false, ...keeper, reason: part.reason, from, to }];
}

export interface FilledGaps {
  readonly open: readonly OpenGap[];
  /** Rows that are filled as they are. */
  readonly whole: readonly string[];
  /** Filled pieces of rows of which something is left. */
  readonly pieces: readonly (Stretch & { readonly origin: string })[];
}

/** Open gaps after minutes of them became known. All gaps are stored rows. */
export function fillGaps(gaps: readonly OpenGap[], fills: readonly Stretch[]): FilledGaps {
  const open: OpenGap[] = [];
  const whole: string[] = [];
  const pieces: (Stretch & { origin: string })[] = [];
  for (const gap of gaps) {
    const left = cut(gap, fills);
    open.push(...left);
    if (gap.id === null) continue;
    const origin = gap.id;
    if (left.length === 0) whole.push(origin);
    else pieces.push(...subtractStretches(gap, left).map((part) => ({ ...part, origin })));
  }
  return { open, whole, pieces };
}
