import { type CounterMinutes, MINUTE_MS, type Minute, type MissingReason } from "@solvent/domain";
import type { CountedMinutes } from "../counters/counted.ts";
import { selectorsOf, toPartIncreases } from "../counters/part-terms.ts";
import { succeeded } from "../failure.ts";
import type { Selector } from "../selectors/selector.ts";
import type { Outcome } from "../source.ts";
import type { QueryApi } from "./query-api.ts";
import type { CountItem } from "./raw.ts";
import { type CountDialect, differenceExpression, reachExpression } from "./server-expression.ts";

export interface ServerReading {
  readonly api: QueryApi;
  readonly item: CountItem;
  readonly dialect: CountDialect;
  readonly signal: AbortSignal;
}

export interface Span {
  readonly from: Minute;
  readonly to: Minute;
}

const MINUTE_SECONDS = MINUTE_MS / 1000;
const SCRAPE_SLACK_SECONDS = 5;

/** Assumed where the probe could not tell: too long an interval only makes more minutes be looked at closely. */
const CAUTIOUS_SCRAPE_SECONDS = 60;

export const scrapeSecondsOf = ({ scrapeIntervalSeconds }: CountItem): number => scrapeIntervalSeconds ?? CAUTIOUS_SCRAPE_SECONDS;

function expressionFor({ item, dialect }: ServerReading, selector: Selector): string {
  const interval = scrapeSecondsOf(item);
  const difference = differenceExpression(selector, interval, dialect);
  return interval > MINUTE_SECONDS ? `${difference} or ${reachExpression(selector, interval + SCRAPE_SLACK_SECONDS, dialect)}` : difference;
}

/** Negative sums stay: a fall is put right afterwards. */
async function differences(reading: ServerReading, selector: Selector, span: Span): Promise<Outcome<CounterMinutes>> {
  const startSeconds = (span.from + 1) * MINUTE_SECONDS;
  const query = {
    expression: expressionFor(reading, selector),
    startSeconds,
    endSeconds: span.to * MINUTE_SECONDS,
    stepSeconds: MINUTE_SECONDS,
  };
  const answer = await reading.api.range(query, reading.signal);
  if (!answer.ok) return answer;
  const increases = new Float64Array(span.to - span.from);
  const missing = new Array<MissingReason | null>(span.to - span.from).fill(answer.value.length === 0 ? "no-series" : "no-sample");
  for (const { times, values } of answer.value) {
    for (const [index, time] of times.entries()) {
      const minute = time / MINUTE_SECONDS - 1 - span.from;
      const value = values[index] ?? Number.NaN;
      increases[minute] = value;
      missing[minute] = Number.isFinite(value) ? null : "query-failed";
    }
  }
  return succeeded({ increases, missing });
}

/** The differences of total and part over a stretch of which nothing is put right yet. */
export async function countDifferences(reading: ServerReading, span: Span): Promise<Outcome<CountedMinutes>> {
  const { part, total, numerator } = reading.item;
  const [all, ...sums] = await Promise.all([total, ...selectorsOf(part)].map((selector) => differences(reading, selector, span)));
  if (all === undefined) throw new Error("the total was not asked for");
  if (!all.ok) return all;
  const refused = sums.find((sum) => !sum.ok);
  if (refused !== undefined && !refused.ok) return refused;
  const parts = sums.flatMap((sum) => (sum.ok ? [sum.value] : []));
  return succeeded({ from: span.from, numerator, part: toPartIncreases(part, parts), total: all.value });
}
