import { failureOf, type SimulatedSeries, scrapeAt, scrapeTimeMs, type Target } from "./series.ts";

const MINUTE_MS = 60_000;
const LOOKBACK_MS = 300_000;

/** What really happened to one selector, per minute of [from, to). */
export interface Truth {
  /** Events that took place. */
  readonly generated: number[];
  /** Of those, the ones that samples can prove, in the minute where they show (a gap up to five minutes moves them on). */
  readonly countable: number[];
  /** Some target has a sample in this minute, and another earlier in it or at most five minutes old at its start. */
  readonly known: boolean[];
}

const isSampled = (series: SimulatedSeries, scrape: number): boolean =>
  scrape >= series.fromScrape && scrape < series.toScrape && failureOf(series.target, scrape) === null;

function previousSampled(series: SimulatedSeries, scrape: number): number | null {
  for (let before = scrape - 1; before >= series.fromScrape; before -= 1) if (isSampled(series, before)) return before;
  return null;
}

function processStart(target: Target, scrape: number): number {
  return target.processes.reduce((start, process) => (process.fromScrape <= scrape ? process.fromScrape : start), 0);
}

/** A difference can be taken when the target has a sample earlier in the minute, or one at most five minutes old at its start. */
function hasBase(series: SimulatedSeries, previous: number | null, minuteStartMs: number): boolean {
  return previous !== null && scrapeTimeMs(series.target, previous) >= minuteStartMs - LOOKBACK_MS;
}

function addSeries(series: SimulatedSeries, from: number, truth: Truth): void {
  const { target, eventsAt } = series;
  const end = scrapeAt(target, (from + truth.known.length) * MINUTE_MS);
  for (
    let scrape = Math.max(series.fromScrape, scrapeAt(target, from * MINUTE_MS) + 1);
    scrape <= end && scrape < series.toScrape;
    scrape += 1
  ) {
    // A sample at exactly T belongs to the minute that ends at T.
    const index = Math.ceil(scrapeTimeMs(target, scrape) / MINUTE_MS) - 1 - from;
    const startMs = (from + index) * MINUTE_MS;
    truth.generated[index] = (truth.generated[index] ?? 0) + eventsAt(scrape) - eventsAt(scrape - 1);
    if (!isSampled(series, scrape)) continue;
    const previous = previousSampled(series, scrape);
    if (previous === null || !hasBase(series, previous, startMs)) continue;
    const base = Math.max(previous, processStart(target, scrape) - 1);
    truth.countable[index] = (truth.countable[index] ?? 0) + eventsAt(scrape) - eventsAt(base);
    truth.known[index] = true;
  }
}

/** Truth of the sum over some series, minutes [from, to), taken from the model and not from samples. */
export function truthOf(series: readonly SimulatedSeries[], from: number, to: number): Truth {
  const zeros = (): number[] => new Array<number>(to - from).fill(0);
  const truth: Truth = { generated: zeros(), countable: zeros(), known: new Array<boolean>(to - from).fill(false) };
  for (const one of series) addSeries(one, from, truth);
  return truth;
}
