import { makeFallRegister } from "./counter-falls.ts";
import { boundaryOffset, type CounterSpan, checkCounterSpan } from "./counter-samples.ts";
import { type CounterMinutes, CounterSum } from "./counter-sum.ts";
import { type CounterSeries, type CounterVisitor, walkCounter } from "./counter-walk.ts";

/** Differences series one at a time and adds them up: only the sums are kept. */
export interface CounterDifferencer {
  /** Adds one series to the sums with these indices. Throws RangeError for an index that is none. */
  add(series: CounterSeries, sums: readonly number[]): void;
  /** One result per sum, in order. */
  results(): readonly CounterMinutes[];
}

/** A sample may arrive this much later than its interval says. */
const SCRAPE_SLACK_SECONDS = 5;
/** Longest scrape interval with a sample in every minute. */
const EVERY_MINUTE_SECONDS = 60;

/** For how many seconds a sample makes the minutes after its own known; 0 where every minute should have a sample of its own. */
function reachSeconds({ scrapeIntervalSeconds = 0 }: CounterSpan): number {
  return scrapeIntervalSeconds > EVERY_MINUTE_SECONDS ? scrapeIntervalSeconds + SCRAPE_SLACK_SECONDS : 0;
}

/**
 * Differences counters per series, then sums (slo-math 10). The value at a boundary is the latest sample at or before it, at most five
 * minutes old; a fall is a restart and contributes the new value. Without a value at the boundary a series contributes from its first
 * sample on, whose own value counts only when `bornAfterBoundary`. A minute is known when a real sample in it, or a scrape interval over
 * a minute before its end, gave an increase; one whose only fall is not believed is missing. Throws RangeError for a bad span.
 */
export function makeCounterDifferencer(span: CounterSpan & { readonly sums: number }): CounterDifferencer {
  checkCounterSpan(span);
  const reach = reachSeconds(span);
  const falls = makeFallRegister();
  const all = Array.from({ length: span.sums }, () => new CounterSum(span.minutes));
  const sumAt = (index: number): CounterSum => {
    const sum = all[index];
    if (sum === undefined) throw new RangeError(`there is no sum ${index} of ${all.length}`);
    return sum;
  };

  const visitorOf = (series: CounterSeries, sums: readonly number[]): CounterVisitor => {
    const parts = sums.map(sumAt);
    for (const part of parts) part.beginSeries();
    let lastFallMinute = -1;
    return {
      sample(minute, offset) {
        if (minute >= 0) for (const part of parts) part.see(minute);
        // Later minutes begin with this sample's value: an increase of zero, until a sample says more.
        for (let later = Math.max(minute + 1, 0); later < span.minutes && boundaryOffset(later + 1) < offset + reach; later++) {
          for (const part of parts) part.add(later, 0);
        }
      },
      increase(minute, amount) {
        for (const part of parts) part.add(minute, amount);
      },
      fall(minute, before, after) {
        if (series.target === undefined || minute === lastFallMinute) return;
        falls.note({ target: series.target, minute, sums }, before, after);
        lastFallMinute = minute;
      },
    };
  };

  return {
    add: (series, sums) => walkCounter(series, span, visitorOf(series, sums)),
    results() {
      for (const { minute, sums } of falls.unbelieved()) for (const sum of sums) sumAt(sum).doubt(minute);
      return all.map((sum) => sum.result());
    },
  };
}

/** All series into one sum. */
export function differenceCounters({ series, ...span }: CounterSpan & { readonly series: readonly CounterSeries[] }): CounterMinutes {
  checkCounterSpan(span);
  const differencer = makeCounterDifferencer({ ...span, sums: 1 });
  for (const one of series) differencer.add(one, [0]);
  return differencer.results()[0] ?? new CounterSum(span.minutes).result();
}

export interface SampledCounter {
  readonly samples: readonly (readonly [unixSeconds: number, value: number])[];
  readonly bornAfterBoundary?: boolean;
  readonly target?: string;
}

/** Increase of each minute, summed over the series, or null where it is missing. */
export function minuteIncreases({ series, ...span }: CounterSpan & { readonly series: readonly SampledCounter[] }): (number | null)[] {
  const lists = series.map(({ samples, ...known }) => ({
    ...known,
    times: samples.map(([time]) => time),
    values: samples.map(([, value]) => value),
  }));
  const { increases, missing } = differenceCounters({ ...span, series: lists });
  return missing.map((reason, minute) => (reason === null ? (increases[minute] ?? null) : null));
}
