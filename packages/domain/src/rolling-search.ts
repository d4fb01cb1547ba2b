import type { Fraction } from "./fraction.ts";
import type { CountsOf, JudgedCounts } from "./judged-counts.ts";
import { MINUTES_PER_HOUR, type Minute } from "./minute.ts";
import type { MinuteInterval } from "./window-counts.ts";

/**
 * Asks when a rolling window that moves on from `at` is first overspent, or first within its budget again. In the window that ends t minutes
 * after `at`, what is known of [at + t − P, at) is left and t minutes of new counts have come. Overspent: bad > b × mass.
 */
export interface RollingSearch {
  readonly at: Minute;
  /** P. */
  readonly windowMinutes: number;
  /** Nothing before it counts. */
  readonly sloStart: Minute | null;
  /** b of the objective. */
  readonly budgetRatio: Fraction;
  /** New counts of every minute, as counts of `per` minutes so that they are whole; `per` is at least 1. */
  readonly future: { readonly bad: bigint; readonly mass: bigint; readonly per: bigint };
  readonly until: "overspent" | "within-budget";
}

/** What decides which intervals a search reads. */
type SearchFrame = Pick<RollingSearch, "at" | "windowMinutes" | "sloStart">;

/** First minute of what is left after t minutes. */
const leftFrom = ({ at, windowMinutes, sloStart }: SearchFrame, t: number): Minute =>
  Math.min(at, Math.max(at - windowMinutes + t, sloStart ?? Number.NEGATIVE_INFINITY));

/** The whole hour after `minute`, at most `at`. */
const nextBound = ({ at }: SearchFrame, minute: Minute): Minute =>
  Math.min(at, (Math.floor(minute / MINUTES_PER_HOUR) + 1) * MINUTES_PER_HOUR);

/** Start of the window, every whole hour in it, `at`. Slices never reach across a whole hour, so that sums of the pieces are sums of all. */
function boundsOf(frame: SearchFrame): readonly Minute[] {
  const bounds = [leftFrom(frame, 0)];
  for (let last = bounds[0] ?? frame.at; last < frame.at; ) {
    last = nextBound(frame, last);
    bounds.push(last);
  }
  return bounds;
}

/** What is left between `start` and the next bound; none at a bound, where sums are known already. */
const pieceFrom = (frame: SearchFrame, start: Minute): MinuteInterval => ({ start, end: nextBound(frame, start) });

/** The intervals that a search always counts: one per hour of the window. */
export function searchIntervals(frame: SearchFrame): readonly MinuteInterval[] {
  const pieces = boundsOf(frame)
    .slice(0, -1)
    .map((start) => pieceFrom(frame, start));
  const afterOne = leftFrom(frame, 1);
  return afterOne < frame.at ? [...pieces, pieceFrom(frame, afterOne)] : pieces;
}

/** t from `first` to `last`, inclusive. */
interface Block {
  readonly first: number;
  readonly last: number;
}

/** Blocks of t from 1 to P, in order: a new one begins where the start of the window reaches a whole hour, and at P, where nothing old is left. */
function blocksOf(frame: SearchFrame): readonly Block[] {
  const begin = frame.at - frame.windowMinutes;
  const blocks: Block[] = [];
  for (let first = 1; first <= frame.windowMinutes; ) {
    const last = Math.max(first, nextBound(frame, begin + first) - begin - 1);
    blocks.push({ first, last });
    first = last + 1;
  }
  return blocks;
}

type Sums = Pick<JudgedCounts, "bad" | "mass">;
const NOTHING: Sums = { bad: 0n, mass: 0n };
const addSums = (a: Sums, b: Sums): Sums => ({ bad: a.bad + b.bad, mass: a.mass + b.mass });

/** Sums of what is left after t minutes. */
function makeLeft(frame: SearchFrame, countsOf: CountsOf): (t: number) => Sums {
  const sums = new Map<Minute, Sums>([[frame.at, NOTHING]]);
  const bounds = boundsOf(frame);
  for (const start of bounds.slice(0, -1).toReversed()) {
    const piece = pieceFrom(frame, start);
    sums.set(start, addSums(countsOf(piece), sums.get(piece.end) ?? NOTHING));
  }
  return (t) => {
    const start = leftFrom(frame, t);
    const known = sums.get(start);
    if (known !== undefined) return known;
    const piece = pieceFrom(frame, start);
    return addSums(countsOf(piece), sums.get(piece.end) ?? NOTHING);
  };
}

interface Outlook {
  /** Whether the search ends t minutes after `at`. */
  readonly endsAt: (t: number) => boolean;
  /** Whether it may end within the block, judged by what is left at its bounds alone; never wrong when it says no. */
  readonly mayEndIn: (block: Block) => boolean;
}

function makeOutlook(search: RollingSearch, countsOf: CountsOf): Outlook {
  const { budgetRatio, future, until } = search;
  const left = makeLeft(search, countsOf);
  const weigh = ({ bad, mass }: Sums): bigint => bad * budgetRatio.den - mass * budgetRatio.num;
  const perMinute = weigh(future);
  /** Above zero exactly when the window is overspent. */
  const excess = (sums: Sums, t: number): bigint => weigh(sums) * future.per + perMinute * BigInt(t);
  return {
    endsAt: (t) => (until === "overspent" ? excess(left(t), t) > 0n : excess(left(t), t) <= 0n),
    // Neither bad nor mass of what is left ever grows, so each lies between its values at the two bounds.
    mayEndIn: ({ first, last }) => {
      const [most, least] = [left(first), left(last + 1)];
      const [worst, best] = perMinute > 0n ? [last, first] : [first, last];
      if (until === "overspent") return excess({ bad: most.bad, mass: least.mass }, worst) > 0n;
      return excess({ bad: least.bad, mass: most.mass }, best) <= 0n;
    },
  };
}

/** The blocks in which the search may end, up to the first one at whose beginning it certainly has. */
function candidates(search: RollingSearch, { endsAt, mayEndIn }: Outlook): readonly Block[] {
  const found: Block[] = [];
  for (const block of blocksOf(search)) {
    if (endsAt(block.first)) return [...found, { first: block.first, last: block.first }];
    if (mayEndIn(block)) found.push(block);
  }
  return found;
}

/** The further intervals that `firstEnd` counts: for every minute of the few hours in which it may end. `countsOf` answers `searchIntervals`. */
export function candidateIntervals(search: RollingSearch, countsOf: CountsOf): readonly MinuteInterval[] {
  const starts = candidates(search, makeOutlook(search, countsOf)).flatMap(({ first, last }) =>
    Array.from({ length: last - first + 1 }, (_, i) => leftFrom(search, first + i)),
  );
  return [...new Set(starts)].filter((start) => start < search.at).map((start) => pieceFrom(search, start));
}

/**
 * The first t from 1 to P at which the search ends, exactly; null when it does not. After P minutes nothing old is left, so that what has
 * not happened by then never does. `countsOf` answers `searchIntervals` and `candidateIntervals`, and is asked for nothing else.
 */
export function firstEnd(search: RollingSearch, countsOf: CountsOf): number | null {
  const outlook = makeOutlook(search, countsOf);
  for (const { first, last } of candidates(search, outlook)) {
    for (let t = first; t <= last; t++) if (outlook.endsAt(t)) return t;
  }
  return null;
}
