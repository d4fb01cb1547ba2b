import { MINUTES_PER_DAY, MINUTES_PER_HOUR } from "@solvent/domain";
import type { Span } from "../minutes/correct-minutes.ts";
import type { StoredComposite } from "./stored-composites.ts";

/** Minutes that are put together again in one transaction. */
const MOST_STALE_MINUTES = 2 * MINUTES_PER_DAY;

const startOfHour = (minute: number): number => minute - (minute % MINUTES_PER_HOUR);

/** What the parts have in common; null while one of them has nothing. Parts that are not judged any more hold back nobody. */
export function commonCoverage({ parts }: Pick<StoredComposite, "parts">): Span | null {
  const heads = parts.filter(({ archived }) => !archived).map(({ stream }) => stream);
  if (heads.length === 0) return null;
  let common: Span = { from: 0, to: Number.POSITIVE_INFINITY };
  for (const head of heads) {
    if (head === null || head.firstMinute === head.watermark) return null;
    common = { from: Math.max(common.from, head.firstMinute), to: Math.min(common.to, head.watermark) };
  }
  return common.from < common.to ? common : null;
}

const isEmpty = ({ firstMinute, watermark }: StoredComposite): boolean => firstMinute === watermark;

/** The newest minutes to add: at most a day, from the start of the slice that was running. Null where there are none. */
export function newestSpan(composite: StoredComposite): Span | null {
  const common = commonCoverage(composite);
  if (common === null) return null;
  const { watermark, slices } = composite;
  if (isEmpty(composite)) {
    return { from: Math.max(common.from, startOfHour(common.to) - MINUTES_PER_DAY + MINUTES_PER_HOUR), to: common.to };
  }
  if (common.to <= watermark) return null;
  return { from: watermark - (watermark % slices.minutes), to: Math.min(common.to, watermark + MINUTES_PER_DAY) };
}

/** A day before what is covered, as far as the parts reach back. */
export function earlierSpan(composite: StoredComposite): Span | null {
  const common = commonCoverage(composite);
  if (common === null || isEmpty(composite) || common.from >= composite.firstMinute) return null;
  return { from: Math.max(common.from, composite.firstMinute - MINUTES_PER_DAY), to: composite.firstMinute };
}

/** What is out of date, joined, in whole slices of the coverage; the newest first, at most some days now and the rest later. */
export function staleSpans(
  { keptFrom, watermark, slices: { minutes } }: StoredComposite,
  stale: readonly Span[],
): { readonly now: readonly Span[]; readonly later: readonly Span[] } {
  const whole = stale
    .map(({ from, to }) => ({
      from: Math.max(keptFrom, from - (from % minutes)),
      to: Math.min(watermark, Math.ceil(to / minutes) * minutes),
    }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
  const joined: Span[] = [];
  for (const span of whole) {
    const last = joined.at(-1);
    if (last !== undefined && span.from <= last.to) joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else joined.push(span);
  }
  return cutNewest(joined.reverse());
}

function cutNewest(newestFirst: readonly Span[]): { readonly now: readonly Span[]; readonly later: readonly Span[] } {
  const [now, later]: [Span[], Span[]] = [[], []];
  let left = MOST_STALE_MINUTES;
  for (const { from, to } of newestFirst) {
    // Hours are whole slices.
    const cut = Math.max(from, Math.min(to, startOfHour(to - left + MINUTES_PER_HOUR - 1)));
    if (cut < to) now.push({ from: cut, to });
    if (from < cut) later.push({ from, to: cut });
    left = Math.max(0, left - (to - cut));
  }
  return { now, later };
}
