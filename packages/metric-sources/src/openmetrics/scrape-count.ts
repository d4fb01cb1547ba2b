import type { Minute, MissingReason } from "@solvent/domain";
import type { CountedMinutes } from "../counters/counted.ts";
import type { Selector } from "../selectors/selector.ts";
import { canMatch, type LiveCounting, type Watched } from "./live-count.ts";
import { attemptsIn } from "./told.ts";

export interface ScrapeCounting {
  readonly up: Selector;
  readonly scrapes: Selector;
  readonly targets: readonly Watched[];
  readonly matcherOf: LiveCounting["matcherOf"];
}

/**
 * Successful and tried scrapes per minute. A scrape that failed is known to be bad; only a minute in which a page was not tried at all is
 * missing.
 */
export function countScrapes({ up, scrapes, targets, matcherOf }: ScrapeCounting, span: { from: Minute; to: Minute }): CountedMinutes {
  const minutes = span.to - span.from;
  const tried = targets.filter((watched) => canMatch(watched, scrapes, matcherOf));
  const total = new Float64Array(minutes);
  const good = new Float64Array(minutes);
  const missing = new Array<MissingReason | null>(minutes).fill(tried.length === 0 ? "no-series" : null);
  for (const watched of tried) {
    const counts = canMatch(watched, up, matcherOf);
    for (let index = 0; index < minutes; index += 1) {
      const attempts = attemptsIn(watched.memory.attempts, span.from + index);
      if (attempts.length === 0) missing[index] = "not-read";
      total[index] = (total[index] ?? 0) + attempts.length;
      if (counts) good[index] = (good[index] ?? 0) + attempts.filter(({ failure }) => failure === null).length;
    }
  }
  return { from: span.from, numerator: "good", part: { increases: good, missing }, total: { increases: total, missing } };
}
