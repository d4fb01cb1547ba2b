import { judgeMinutes, MINUTE_MS, type Minute, type MinuteValue, type MissingReason, parseMeasured, type Threshold } from "@solvent/domain";
import type { Series } from "../counters/series.ts";
import { succeeded } from "../failure.ts";
import type { Outcome, ReadValue } from "../source.ts";
import { MAX_POINTS } from "./expression.ts";
import { bindToMinute } from "./minute-expression.ts";
import type { QueryApi } from "./query-api.ts";
import type { RangeDialect } from "./server-expression.ts";

const MINUTE_SECONDS = MINUTE_MS / 1000;
const SCRAPE_SLACK_SECONDS = 5;
/** Minutes before those that are read. Series that have values there exist, though they may have no sample in any minute that is read. */
const LEAD_MINUTES = 5;

/** Seconds before the end of a minute in which its sample must lie: its own, or a scrape's where those are further apart (slo-math 10). */
export const reachSeconds = (scrapeIntervalSeconds: number | null): number =>
  scrapeIntervalSeconds === null || scrapeIntervalSeconds <= MINUTE_SECONDS
    ? MINUTE_SECONDS
    : Math.ceil(scrapeIntervalSeconds) + SCRAPE_SLACK_SECONDS;

interface Span {
  readonly from: Minute;
  readonly to: Minute;
}

/** The value of each minute; several values in one minute are none. */
function valuesOf(series: readonly Series<string>[], { from, to }: Span): MinuteValue[] {
  const nothing: MissingReason = series.length === 0 ? "no-series" : "no-sample";
  const values = new Array<MinuteValue>(to - from).fill({ missing: nothing });
  const taken = new Set<number>();
  for (const one of series) {
    for (const [index, time] of one.times.entries()) {
      const place = time / MINUTE_SECONDS - 1 - from;
      if (place < 0) continue;
      values[place] = taken.has(place) ? { missing: "too-many-series" } : toMinuteValue(one.values[index] ?? "NaN");
      taken.add(place);
    }
  }
  return values;
}

function toMinuteValue(text: string): MinuteValue {
  const measured = parseMeasured(text);
  return measured === null ? { missing: "no-sample" } : { measured };
}

async function askStretch(api: QueryApi, expression: string, { from, to }: Span, signal: AbortSignal): Promise<Outcome<MinuteValue[]>> {
  const answer = await api.exactRange(
    { expression, startSeconds: (from + 1 - LEAD_MINUTES) * MINUTE_SECONDS, endSeconds: to * MINUTE_SECONDS, stepSeconds: MINUTE_SECONDS },
    signal,
  );
  if (answer.ok) return succeeded(valuesOf(answer.value, { from, to }));
  if (answer.failure.class !== "too-large" || to - from <= 1) return answer;
  const middle = from + Math.floor((to - from) / 2);
  return join(await askStretch(api, expression, { from, to: middle }, signal), () =>
    askStretch(api, expression, { from: middle, to }, signal),
  );
}

async function join(older: Outcome<MinuteValue[]>, askNewer: () => Promise<Outcome<MinuteValue[]>>): Promise<Outcome<MinuteValue[]>> {
  if (!older.ok) return older;
  const newer = await askNewer();
  return newer.ok ? succeeded([...older.value, ...newer.value]) : newer;
}

/** The value of every minute of [from, to); too long a stretch is asked in pieces, one that is too much for the server in halves. */
async function askValues(api: QueryApi, expression: string, span: Span, signal: AbortSignal): Promise<Outcome<MinuteValue[]>> {
  let values: Outcome<MinuteValue[]> = succeeded([]);
  for (let from = span.from; from < span.to && values.ok; from += MAX_POINTS) {
    const stretch = { from, to: Math.min(from + MAX_POINTS, span.to) };
    values = await join(values, () => askStretch(api, expression, stretch, signal));
  }
  return values;
}

/** One comparison to read. */
export interface ThresholdItem {
  readonly expression: string;
  readonly threshold: Threshold;
  readonly scrapeIntervalSeconds: number | null;
}

/** Reads minutes [from, to) of several comparisons, one outcome each, in order. Those of one expression are answered by one query. */
export async function readThresholds(
  api: QueryApi,
  { items, dialect }: { readonly items: readonly ThresholdItem[]; readonly dialect: RangeDialect },
  span: Span,
  signal: AbortSignal,
): Promise<Outcome<ReadValue>[]> {
  const asked = new Map<string, Promise<Outcome<MinuteValue[]>>>();
  return Promise.all(
    items.map(async ({ expression, threshold, scrapeIntervalSeconds }): Promise<Outcome<ReadValue>> => {
      const bound = bindToMinute(expression, reachSeconds(scrapeIntervalSeconds), dialect);
      const asking = asked.get(bound) ?? askValues(api, bound, span, signal);
      asked.set(bound, asking);
      const values = await asking;
      return values.ok ? succeeded({ block: judgeMinutes(threshold, span.from, values.value), clampedMinutes: 0 }) : values;
    }),
  );
}
