import { widenBoundary } from "../selectors/boundary.ts";
import { makeSelector, type Selector, toSelectorText } from "../selectors/selector.ts";

/**
 * How the server reads a range. From 3.0 on ranges leave out their left end, before they include it; Solvent always means
 * (T - window, T] for the samples of a minute, or a sample at its very start would make a minute known that has none.
 */
export interface RangeDialect {
  readonly leftOpen: boolean;
}

export interface CountDialect extends RangeDialect {
  /** Ranges can be anchored: `increase` then takes the sample before its range as the first one and extrapolates nothing. */
  readonly anchored: boolean;
}

const MINUTE_SECONDS = 60;

const textOf = ({ metric, matchers }: Selector): string => toSelectorText(makeSelector(metric, matchers.map(widenBoundary)));

/** Newest sample of (T - seconds, T] of a selector in PromQL. */
export const newestWithin = (selector: string, seconds: number, { leftOpen }: RangeDialect): string =>
  `last_over_time(${selector}[${leftOpen ? `${seconds}s` : `${seconds * 1000 - 1}ms`}])`;

const lastWithin = (selector: Selector, seconds: number, dialect: RangeDialect): string => newestWithin(textOf(selector), seconds, dialect);

/** Newest sample that was at most so old at the start of the minute that ends at T. */
const lastBefore = (selector: Selector, seconds: number): string =>
  `last_over_time(${textOf(selector)}[${seconds}s] offset ${MINUTE_SECONDS}s)`;

/** A value this recent at the start of the minute is what regular scrapes leave; an older one means that some were missed. */
const recentSeconds = (scrapeSeconds: number): number => 2 * scrapeSeconds;

/**
 * Newest sample of the minute minus the recent value at its start, summed over the series that have both; no value when none has. Right
 * for every series that just goes on. Range functions see real samples only: neither look-back nor a staleness marker plays a part.
 * An anchored increase is the same for these series, and one look at them instead of two.
 */
export const differenceExpression = (selector: Selector, scrapeSeconds: number, dialect: CountDialect): string =>
  dialect.anchored
    ? `sum(increase(${textOf(selector)}[${MINUTE_SECONDS}s] anchored))`
    : `sum(${lastWithin(selector, MINUTE_SECONDS, dialect)} - ${lastBefore(selector, recentSeconds(scrapeSeconds))})`;

/**
 * How many series of each target did something in the minute that `differenceExpression` does not show: a restart anywhere between the
 * two samples, or an appearance without a recent value, be it a birth or a return after missed scrapes.
 */
export function irregularExpression(selector: Selector, scrapeSeconds: number, dialect: RangeDialect): string {
  const restarted = `resets(${textOf(selector)}[${MINUTE_SECONDS + recentSeconds(scrapeSeconds)}s]) > 0`;
  const appeared = `${lastWithin(selector, MINUTE_SECONDS, dialect)} unless ${lastBefore(selector, recentSeconds(scrapeSeconds))}`;
  return `count by (job, instance) ((${restarted}) or (${appeared}))`;
}

/** Zero as long as a sample is recent enough to speak for the minute, where scrapes are more than a minute apart. */
export const reachExpression = (selector: Selector, reachSeconds: number, dialect: RangeDialect): string =>
  `count(${lastWithin(selector, reachSeconds, dialect)}) * 0`;

/**
 * The events of the last minute as one self-contained expression, for a recording rule: differences, the new value after a fall, and
 * the first value of a series whose target was scraped before. `siblings` prove the latter. What happened between a restart and the last
 * scrape before it is not seen.
 */
export function recordedExpression(selector: Selector, siblings: Selector): string {
  const either: RangeDialect = { leftOpen: false };
  const [last, base] = [lastWithin(selector, MINUTE_SECONDS, either), lastBefore(selector, 300)];
  const known = makeSelector(siblings.metric, [...siblings.matchers, { label: "instance", op: "!=", value: "" }]);
  const proof = `${lastWithin(known, MINUTE_SECONDS, either)} and ${lastBefore(known, 300)}`;
  return `sum(((${last} - ${base}) >= 0) or (${last} and ${base}) or ((${last} unless ${base}) and on (job, instance) (${proof})))`;
}
