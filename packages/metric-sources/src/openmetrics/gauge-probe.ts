import { succeeded, toFailure } from "../failure.ts";
import { AGGREGATES } from "../selectors/counter-selector.ts";
import type { Outcome, QueryProbe } from "../source.ts";
import { type GaugeReading, isUp, selectPages, valuesAt } from "./gauge.ts";
import { allFailed, failureWarnings, SECONDS_PER_MINUTE } from "./probe-words.ts";

function tooMany(series: number): Outcome<never> {
  const failure = toFailure(
    "too-many-series",
    `the query matches ${series.toLocaleString("en")} series now: one is needed. Choose one with more labels, or add aggregate: ${AGGREGATES.join(", ")} beside the query`,
  );
  return { ok: false, failure: { ...failure, advice: "aggregate: max" } };
}

/** The values of the newest pages. `up` is one for each page, whether it can be read or not. */
function newestValues(reading: GaugeReading): readonly number[] {
  const pages = selectPages(reading);
  if (isUp(reading.selector)) return pages.map(({ memory }) => (memory.attempts.at(-1)?.failure === null ? 1 : 0));
  return pages.flatMap((watched) => valuesAt(watched, reading, watched.memory.lastGoodSeconds() ?? Number.NaN));
}

function valueWarnings(values: readonly number[], { selector }: GaugeReading): string[] {
  if (values.length === 0)
    return [isUp(selector) ? "no page has these values of job and instance" : "the query matches nothing on the pages now"];
  return values.some(Number.isNaN) ? ["the value is NaN now, which is no value: such minutes stay unknown"] : [];
}

/** What the last pages say about a query of values; a failure when not one page could be read. */
export function probeGauge(reading: GaugeReading, intervalSeconds: number): Outcome<QueryProbe> {
  const failure = isUp(reading.selector) ? null : allFailed(reading);
  if (failure !== null) return { ok: false, failure };
  const values = newestValues(reading);
  if (values.length > 1 && reading.aggregate === null) return tooMany(values.length);
  return succeeded({
    seriesFound: values.length,
    strategy: "raw",
    exactness: "exact",
    scrapeIntervalSeconds: Math.min(intervalSeconds, SECONDS_PER_MINUTE),
    warnings: [...valueWarnings(values, reading), ...failureWarnings(reading)],
  });
}
