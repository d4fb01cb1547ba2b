import type { Series } from "../counters/series.ts";
import { succeeded, toFailure } from "../failure.ts";
import type { Outcome, QueryProbe } from "../source.ts";
import { bindToMinute, findSelectors } from "./minute-expression.ts";
import type { QueryPlan } from "./query.ts";
import type { QueryApi } from "./query-api.ts";
import { intervalWarnings, scrapeInterval } from "./scrape-interval.ts";
import type { RangeDialect } from "./server-expression.ts";
import { reachSeconds } from "./threshold.ts";

type ThresholdPlan = QueryPlan & { readonly kind: "threshold" };

/** Selectors of one expression whose scrape interval is looked at; more of them hardly differ. */
const MAX_LOOKED_AT = 4;
const MAX_NAMED_LABELS = 5;

/** The longest of the intervals of an expression's selectors: all of them need a sample in reach. */
async function longestInterval(api: QueryApi, selectors: readonly string[], signal: AbortSignal): Promise<Outcome<number | null>> {
  const intervals = await Promise.all(selectors.slice(0, MAX_LOOKED_AT).map((selector) => scrapeInterval(api, selector, signal)));
  let longest: number | null = null;
  for (const interval of intervals) {
    if (!interval.ok) return interval;
    if (interval.value !== null) longest = Math.max(longest ?? 0, interval.value);
  }
  return succeeded(longest);
}

/** Labels in which the series differ, for somebody who has to choose one of them. */
function differingLabels(series: readonly Series<string>[]): string[] {
  const labels = [...new Set(series.flatMap((one) => Object.keys(one.labels)))].sort();
  return labels.filter((label) => new Set(series.map((one) => one.labels[label] ?? "")).size > 1).slice(0, MAX_NAMED_LABELS);
}

function tooMany(expression: string, series: readonly Series<string>[]): Outcome<never> {
  const labels = differingLabels(series);
  const differ = labels.length === 0 ? "" : `, which differ in ${labels.join(", ")}`;
  const failure = toFailure(
    "too-many-series",
    `the query gives ${series.length.toLocaleString("en")} values now${differ}: one is needed. Choose one series with more labels, or put min(...), max(...), avg(...) or sum(...) around the query`,
  );
  return { ok: false, failure: { ...failure, advice: `max(${expression.trim()})` } };
}

function valueWarnings(series: readonly Series<string>[]): string[] {
  const [only] = series;
  if (only === undefined) return ["the query gives no value now"];
  return only.values[0] === "NaN" ? ["the query gives NaN now, which is no value: such minutes stay unknown"] : [];
}

/** One look at the value of a query: whether it is one, and how far apart its samples are. */
export async function probeThreshold(
  { api, dialect }: { readonly api: QueryApi; readonly dialect: RangeDialect },
  { expression }: ThresholdPlan,
  signal: AbortSignal,
): Promise<Outcome<QueryProbe>> {
  const { instants, choosesItself } = findSelectors(expression);
  const selectors = [...new Set(instants.map(({ from, to }) => expression.slice(from, to)))];
  const interval = await longestInterval(api, selectors, signal);
  if (!interval.ok) return interval;
  const bound = bindToMinute(expression, reachSeconds(interval.value), dialect);
  const answer = await api.exactInstant({ expression: bound, allowed: ["vector", "scalar"] }, signal);
  if (!answer.ok) return answer;
  if (answer.value.length > 1) return tooMany(expression, answer.value);
  const ownChoice = choosesItself
    ? ["the query chooses by itself how far it looks back: a minute may be known by samples from before it"]
    : [];
  const intervals = selectors.length === 0 || answer.value.length === 0 ? [] : intervalWarnings(interval.value);
  return succeeded({
    seriesFound: answer.value.length,
    strategy: "expression",
    exactness: choosesItself || selectors.length === 0 ? "approximate" : "exact",
    scrapeIntervalSeconds: interval.value,
    warnings: [...valueWarnings(answer.value), ...intervals, ...ownChoice],
  });
}
