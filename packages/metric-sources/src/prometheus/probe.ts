import { selectorsOf } from "../counters/part-terms.ts";
import type { Series } from "../counters/series.ts";
import { succeeded, toFailure } from "../failure.ts";
import { widenBoundary } from "../selectors/boundary.ts";
import { makeSelector, type Selector, toSelectorText } from "../selectors/selector.ts";
import type { Outcome, QueryProbe } from "../source.ts";
import type { PrometheusApi } from "./api.ts";
import type { PartResolver } from "./latency-resolver.ts";
import type { QueryPlan } from "./query.ts";
import { recordingRule } from "./recording-rule.ts";
import { intervalWarnings, scrapeInterval } from "./scrape-interval.ts";
import type { RangeDialect } from "./server-expression.ts";
import { probeThreshold } from "./threshold-probe.ts";

export const MAX_RAW_SERIES = 2000;
export const MAX_SERVER_SERIES = 20_000;
const REPLICA_LABELS = ["replica", "prometheus_replica", "__replica__"] as const;
const SCRAPES_PER_MINUTE = 4;

const widen = ({ metric, matchers }: Selector): Selector => makeSelector(metric, matchers.map(widenBoundary));

interface SeriesCount {
  readonly series: number;
  readonly warnings: readonly string[];
}

function replicaWarnings(groups: readonly Series[]): string[] {
  return REPLICA_LABELS.flatMap((label) => {
    const values = [...new Set(groups.flatMap(({ labels }) => labels[label] ?? []))].sort();
    if (values.length < 2) return [];
    return [
      `every event is counted ${values.length} times: the series differ in ${label} (${values.slice(0, 5).join(", ")}). Keep one by adding ${label}="${values[0]}" to both queries`,
    ];
  });
}

async function countSeries(api: PrometheusApi, selector: Selector, signal: AbortSignal): Promise<Outcome<SeriesCount>> {
  const expression = `count by (${REPLICA_LABELS.join(", ")}) (${toSelectorText(widen(selector))})`;
  const answer = await api.instant({ expression, allowed: ["vector"] }, signal);
  if (!answer.ok) return answer;
  const series = answer.value.reduce((sum, group) => sum + (group.values[0] ?? 0), 0);
  return succeeded({ series, warnings: replicaWarnings(answer.value) });
}

function tooMany(series: number, plan: QueryPlan & { kind: "counters" }): Outcome<never> {
  const number = (value: number): string => value.toLocaleString("en");
  const failure = toFailure(
    "too-many-series",
    `the query matches ${number(series)} series, and ${number(MAX_SERVER_SERIES)} is the limit: at a scrape every 15 s that is ${number(series * SCRAPES_PER_MINUTE)} samples a minute. ` +
      "Let Prometheus add them up with a recording rule, then use the recorded metrics with counter: false",
  );
  return { ok: false, failure: { ...failure, advice: recordingRule(plan) } };
}

async function probeCounters(
  api: PrometheusApi,
  plan: QueryPlan & { kind: "counters" },
  resolver: PartResolver,
  signal: AbortSignal,
): Promise<Outcome<QueryProbe>> {
  const total = await countSeries(api, plan.total, signal);
  if (!total.ok) return total;
  const { series } = total.value;
  if (series > MAX_SERVER_SERIES) return tooMany(series, plan);
  const part = await resolver.resolve(plan.part, signal);
  if (!part.ok) return part;
  const counts = await Promise.all(selectorsOf(part.value.terms).map((selector) => countSeries(api, selector, signal)));
  const refused = counts.find((one) => !one.ok);
  if (refused !== undefined && !refused.ok) return refused;
  const partSeries = counts.reduce((sum, one) => sum + (one.ok ? one.value.series : 0), 0);
  if (partSeries > MAX_SERVER_SERIES) return tooMany(partSeries, plan);
  const interval = series === 0 ? succeeded(null) : await scrapeInterval(api, toSelectorText(widen(plan.total)), signal);
  if (!interval.ok) return interval;
  const found = Math.max(series, partSeries);
  const empty = series === 0 ? [`no series match ${toSelectorText(plan.total)} now`] : intervalWarnings(interval.value);
  const silent =
    series > 0 && partSeries === 0
      ? [
          `no series match the ${plan.numerator} events now; until one appears every event counts as ${plan.numerator === "bad" ? "good" : "bad"}`,
        ]
      : [];
  const isApproximate = part.value.terms.kind === "between";
  const strategy = found > MAX_RAW_SERIES ? "server" : "raw";
  return succeeded({
    seriesFound: found,
    strategy,
    exactness: isApproximate ? "approximate" : strategy === "raw" ? "exact" : "exact (server side)",
    scrapeIntervalSeconds: interval.value,
    warnings: [...empty, ...silent, ...total.value.warnings, ...part.value.warnings],
  });
}

async function probeExpressions(
  api: PrometheusApi,
  plan: QueryPlan & { kind: "expressions" },
  signal: AbortSignal,
): Promise<Outcome<QueryProbe>> {
  const answers = await Promise.all(
    [plan.total, plan.part].map((expression) => api.instant({ expression, allowed: ["vector", "scalar"] }, signal)),
  );
  const [total, part] = answers;
  if (total === undefined || part === undefined) throw new Error("two queries give two answers");
  if (!total.ok) return total;
  if (!part.ok) return part;
  const warnings = [
    total.value.length === 0 ? ["the total query gives no value now"] : [],
    part.value.length === 0 ? [`the ${plan.numerator} query gives no value now`] : [],
  ].flat();
  return succeeded({
    seriesFound: Math.max(total.value.length, part.value.length),
    strategy: "expression",
    exactness: "approximate",
    scrapeIntervalSeconds: null,
    warnings,
  });
}

export interface ProbeDeps {
  readonly api: PrometheusApi;
  readonly resolver: PartResolver;
  readonly findDialect: (signal: AbortSignal) => Promise<RangeDialect>;
}

/** One look at the server: how many series, how often scraped, and so by which strategy the query is read. */
export async function probeQuery(
  { api, resolver, findDialect }: ProbeDeps,
  plan: QueryPlan,
  signal: AbortSignal,
): Promise<Outcome<QueryProbe>> {
  switch (plan.kind) {
    case "counters":
      return probeCounters(api, plan, resolver, signal);
    case "expressions":
      return probeExpressions(api, plan, signal);
    case "threshold":
      return probeThreshold({ api, dialect: await findDialect(signal) }, plan, signal);
  }
}
