import { isoOfMinute } from "@solvent/domain";
import type { StoredGap } from "../minutes/minute-store.ts";

export interface GapSpan {
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

interface Band {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

/** Adjacent steps of which nothing is known, joined. */
export function unknownBands(knownPerStep: readonly number[], grid: { readonly from: number; readonly stepMinutes: number }): Band[] {
  const bands: Band[] = [];
  for (const [index, known] of knownPerStep.entries()) {
    if (known > 0) continue;
    const from = grid.from + index * grid.stepMinutes;
    const last = bands.at(-1);
    if (last !== undefined && last.to === from) bands[bands.length - 1] = { ...last, to: from + grid.stepMinutes };
    else bands.push({ from, to: from + grid.stepMinutes, reason: "not-read" });
  }
  return bands;
}

/** What the stored gaps leave of an unknown stretch. */
function withoutGaps(band: Band, gaps: readonly Band[]): Band[] {
  let left = [band];
  for (const gap of gaps) {
    left = left
      .flatMap((part) => [
        { ...part, to: Math.min(part.to, gap.from) },
        { ...part, from: Math.max(part.from, gap.to) },
      ])
      .filter((part) => part.from < part.to);
  }
  return left;
}

/** Stored gaps with their reasons, and unknown stretches that no gap explains (history the source does not have). */
export function gapSpans(
  stored: readonly StoredGap[],
  unknown: readonly Band[],
  range: { readonly from: number; readonly to: number },
): GapSpan[] {
  const open: Band[] = stored.filter((gap) => gap.filledAtMs === null).map(({ from, to, reason }) => ({ from, to, reason }));
  const unexplained = unknown.flatMap((band) =>
    withoutGaps(
      band,
      open.filter((gap) => gap.from < band.to && band.from < gap.to),
    ),
  );
  return [...open, ...unexplained]
    .map((band) => ({ ...band, from: Math.max(band.from, range.from), to: Math.min(band.to, range.to) }))
    .filter((band) => band.from < band.to)
    .sort((a, b) => a.from - b.from)
    .map((band) => ({ from: isoOfMinute(band.from), to: isoOfMinute(band.to), reason: band.reason }));
}
