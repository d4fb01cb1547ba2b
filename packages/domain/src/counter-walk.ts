import {
  boundaryMaxAgeSeconds,
  boundaryOffset,
  type CounterSamples,
  type CounterSpan,
  inTimeOrder,
  isCounterValue,
  minuteOfOffset,
} from "./counter-samples.ts";

/** One counter with what is known about it. */
export interface CounterSeries extends CounterSamples {
  /** Proof that the counter did not exist at the boundary before its first sample, so that its first value counts in full. */
  readonly bornAfterBoundary?: boolean;
  /** What is scraped together, e.g. job and instance. With it, a lone fall of a large counter is not believed to be a restart. */
  readonly target?: string;
}

/** What a walk along one counter meets, in order of time. Minutes and offsets count from the start of the span. */
export interface CounterVisitor {
  /** A usable sample; `minute` is negative for samples at or before the start. */
  sample(minute: number, offsetSeconds: number): void;
  increase(minute: number, amount: number): void;
  /** The counter fell below the value before it. Its increase is reported as well. */
  fall(minute: number, before: number, after: number): void;
}

/** Differences one counter between consecutive samples; see `makeCounterDifferencer` for the rules. */
export function walkCounter(series: CounterSeries, span: CounterSpan, visitor: CounterVisitor): void {
  const { times, values } = inTimeOrder(series);
  const endOffset = boundaryOffset(span.minutes);
  const maxAge = boundaryMaxAgeSeconds(span);
  let previousOffset: number | null = null;
  let previousValue = 0;
  for (let i = 0; i < times.length; i++) {
    const value = values[i] ?? Number.NaN;
    const offset = (times[i] ?? Number.NaN) - span.startSecond;
    if (!isCounterValue(value) || !(offset <= endOffset)) continue;
    const minute = minuteOfOffset(offset);
    visitor.sample(minute, offset);
    if (minute >= 0) {
      const fromBirth = previousOffset === null && series.bornAfterBoundary === true;
      const anchored = previousOffset !== null && boundaryOffset(minute) - previousOffset <= maxAge;
      const fell = anchored && value < previousValue;
      if (fromBirth || anchored) visitor.increase(minute, fell || fromBirth ? value : value - previousValue);
      if (fell) visitor.fall(minute, previousValue, value);
    }
    previousOffset = offset;
    previousValue = value;
  }
}
