import type { Outcome, PushInbox, QueryProbe, ReadValue } from "../../source.ts";
import { countSeries } from "./count-series.ts";
import { readGaugeSeries } from "./gauge-values.ts";
import { metricsOf, type SeriesPlan } from "./plan.ts";
import { openSentBook, type SeriesSpan } from "./sent-series.ts";

const DAY_MINUTES = 1440;

export interface SeriesItem {
  readonly plan: SeriesPlan;
  readonly probe: Pick<QueryProbe, "scrapeIntervalSeconds">;
}

/** Minutes [from, to) of several queries, one outcome each and in their order. Throws what the inbox throws. */
export async function readSeriesItems(
  inbox: PushInbox,
  items: readonly SeriesItem[],
  span: SeriesSpan,
  signal: AbortSignal,
): Promise<readonly Outcome<ReadValue>[]> {
  const longest = Math.max(0, ...items.map(({ probe }) => probe.scrapeIntervalSeconds ?? 0));
  const metrics = items.flatMap(({ plan }) => metricsOf(plan));
  const book = await openSentBook(inbox, metrics, { ...span, intervalSeconds: longest, rememberMinutes: DAY_MINUTES }, signal);
  return items.map(({ plan, probe }) => {
    const ask = { ...span, intervalSeconds: probe.scrapeIntervalSeconds };
    return plan.kind === "counters" ? countSeries(book, plan, ask) : readGaugeSeries(book, plan, ask);
  });
}
