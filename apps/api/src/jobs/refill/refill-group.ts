import type { Minute } from "@solvent/domain";
import type { QueryProbe, StreamQuery } from "@solvent/metric-sources";
import type { GapRow } from "../shared/gap-row.ts";

/** A gap whose time to ask again has come, with how to ask. */
export interface DueGap extends GapRow {
  readonly query: StreamQuery;
  readonly probe: QueryProbe;
  readonly firstMinute: Minute;
  readonly watermark: Minute;
}

/** The part of a gap that a request covers. */
export interface GapPart {
  readonly gap: DueGap;
  readonly from: Minute;
  readonly to: Minute;
}

/** Gaps asked for together: minutes [from, to) of at most `MOST_STREAMS` streams, one part per stream. */
export interface RefillGroup {
  readonly from: Minute;
  readonly to: Minute;
  readonly parts: readonly GapPart[];
}

const MOST_STREAMS = 200;
/** Short windows are joined whatever they waste: a request costs more than a few minutes. */
const ALWAYS_JOINED_MINUTES = 15;
/** The request is at most this many times as long as the shortest part in it. */
const MOST_STRETCH = 1.5;

/** The newest `windowMinutes` of what may be asked: the newest minutes of a stream belong to the tick. */
function newestPart(gap: DueGap, limits: RefillLimits): GapPart | null {
  const to = Math.min(gap.to, gap.watermark - limits.settleMinutes);
  const from = Math.max(gap.from, gap.firstMinute, to - limits.windowMinutes);
  return from < to ? { gap, from, to } : null;
}

export interface RefillLimits {
  readonly windowMinutes: number;
  readonly settleMinutes: number;
}

interface Range {
  readonly from: Minute;
  readonly to: Minute;
}

const length = (range: Range): number => range.to - range.from;

/** The gaps to ask for next: the newest one, and those of other streams that need nearly the same minutes. */
export function nextRefillGroup(gaps: readonly DueGap[], limits: RefillLimits): RefillGroup | null {
  const parts = gaps.flatMap((gap) => newestPart(gap, limits) ?? []).sort((a, b) => b.to - a.to || b.from - a.from);
  const [newest] = parts;
  if (newest === undefined) return null;
  let range: Range = newest;
  let shortest = length(newest);
  const taken = new Map<number, GapPart>();
  for (const part of parts) {
    const both = { from: Math.min(range.from, part.from), to: Math.max(range.to, part.to) };
    const least = Math.min(shortest, length(part));
    const allowed = Math.min(limits.windowMinutes, Math.max(ALWAYS_JOINED_MINUTES, MOST_STRETCH * least));
    if (taken.has(part.gap.streamId) || length(both) > allowed) continue;
    range = both;
    shortest = least;
    taken.set(part.gap.streamId, part);
    if (taken.size === MOST_STREAMS) break;
  }
  return { from: range.from, to: range.to, parts: [...taken.values()] };
}
