import type { PartTerms } from "../counters/part-terms.ts";
import { widenBoundary } from "../selectors/boundary.ts";
import { makeSelector, type Selector, toSelectorText } from "../selectors/selector.ts";
import type { ExpressionItem } from "./expression.ts";
import type { CountItem } from "./raw.ts";
import { newestWithin, type RangeDialect } from "./server-expression.ts";
import { reachSeconds } from "./threshold.ts";

const MINUTE_SECONDS = 60;
/** Assumed where the probe could not tell. */
const USUAL_SCRAPE_SECONDS = 30;
const SCRAPE_SLACK_SECONDS = 5;

/** The minute and one scrape before it, where the difference from the sample before is to be found; two samples at least. */
const windowSeconds = (scrapeSeconds: number): number =>
  Math.ceil(Math.max(MINUTE_SECONDS + scrapeSeconds, 2 * scrapeSeconds + SCRAPE_SLACK_SECONDS));

/** The server's own increase, cut to the minute; no value without a sample in reach. */
function increaseOf({ metric, matchers }: Selector, scrapeIntervalSeconds: number | null, dialect: RangeDialect): string {
  const selector = toSelectorText(makeSelector(metric, matchers.map(widenBoundary)));
  const window = windowSeconds(scrapeIntervalSeconds ?? USUAL_SCRAPE_SECONDS);
  const seen = `count(${newestWithin(selector, reachSeconds(scrapeIntervalSeconds), dialect)})`;
  return `sum(increase(${selector}[${window}s])) * ${MINUTE_SECONDS} / ${window} and ${seen}`;
}

function partOf(part: PartTerms, toText: (selector: Selector) => string): string {
  if (part.kind === "one") return toText(part.selector);
  const above = `(${toText(part.above)})`;
  if (part.below === null) return `${above} * ${part.share}`;
  const below = `(${toText(part.below)})`;
  return `${below} + (${above} - ${below}) * ${part.share}`;
}

/**
 * The events of each minute as the server estimates them by `increase`, for series that a reader of samples would misunderstand: those put
 * together of several replicas, or thinned out.
 */
export function toEstimate({ numerator, part, total, scrapeIntervalSeconds }: CountItem, dialect: RangeDialect): ExpressionItem {
  const toText = (selector: Selector): string => increaseOf(selector, scrapeIntervalSeconds, dialect);
  return { numerator, part: partOf(part, toText), total: toText(total) };
}
