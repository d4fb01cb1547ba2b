import { MINUTE_MS } from "@solvent/domain";
import type { SourceFailure } from "../source.ts";
import type { PageReading } from "./fresh-value.ts";
import { makeOddValues, type SeriesValues } from "./odd-values.ts";
import type { Page } from "./page.ts";
import { makeTracks, type Track } from "./tracks.ts";

/** Samples are kept this long: the ten minutes that a late reader catches up on, and what their boundary values need. */
export const RETENTION_SECONDS = (20 * MINUTE_MS) / 1000;

/** One try to read the page. */
export interface Attempt {
  readonly timeSeconds: number;
  readonly failure: SourceFailure | null;
}

/** What was seen on one page, oldest first, for a bounded time. */
export interface TargetRecord {
  readonly attempts: readonly Attempt[];
  /** Newest page, null before the first. */
  page(): Page | null;
  tracksOf(metric: string): readonly Track[];
  /** Values of the metric that cannot be counted: negative, infinite, NaN. */
  oddsOf(metric: string): readonly SeriesValues[];
  /** Time of the newest page, null before the first. */
  lastGoodSeconds(): number | null;
}

/** Takes in what is seen on one page, and forgets it again. */
export interface TargetMemory extends TargetRecord {
  addFailure(timeSeconds: number, failure: SourceFailure): void;
  addPage(timeSeconds: number, page: Page): void;
  /** Samples that are kept. */
  samples(): number;
  forgetBefore(timeSeconds: number): void;
}

const isCounterValue = (value: number): boolean => value >= 0 && value < Number.POSITIVE_INFINITY;

export function makeTargetMemory(): TargetMemory {
  const attempts: Attempt[] = [];
  const tracks = makeTracks();
  const odds = makeOddValues();
  let newest: PageReading | null = null;

  return {
    attempts,
    page: () => newest?.page ?? null,
    tracksOf: tracks.of,
    oddsOf: odds.of,
    lastGoodSeconds: () => newest?.timeSeconds ?? null,
    samples: () => tracks.size() + odds.size(),
    addFailure: (timeSeconds, failure) => void attempts.push({ timeSeconds, failure }),
    addPage(timeSeconds, page) {
      for (const series of page.series) {
        const { value, createdSeconds } = series;
        if (isCounterValue(value)) tracks.add(series, { timeSeconds, value, createdSeconds, startSeconds: page.startSeconds }, newest);
        else odds.add(series, timeSeconds);
      }
      attempts.push({ timeSeconds, failure: null });
      newest = { timeSeconds, page };
    },
    forgetBefore(before) {
      const keep = attempts.findIndex(({ timeSeconds }) => timeSeconds >= before);
      attempts.splice(0, keep === -1 ? attempts.length : keep);
      tracks.forgetBefore(before);
      odds.forgetBefore(before);
    },
  };
}
