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

export const MAX_RAW_SERIES = 2000;
export const MAX_SERVER_SERIES = 20_000;
const REPLICA_LABELS = ["replica", "prometheus_replica", "__replica__"] as const;
const MAX_INTERVAL_SECONDS = 300;
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

/** The usual distance of two samples of one series, in whole seconds, or null with fewer than two samples. */
export function medianSpacing(times: readonly number[]): number | null {
  const spacings = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const middle = spacings.sort((left, right) => left - right)[Math.floor(spacings.length / 2)];
  return middle === undefined ? null : Math.max(1, Math.round(middle));
}

/** Looks at the samples of one series. */
async function scrapeInterval(api: PrometheusApi, selector: Selector, signal: AbortSignal): Promise<Outcome<number | null>> {
  const one = await api.instant({ expression: `topk(1, ${toSelectorText(widen(selector))})`, allowed: ["vector"] }, signal);
  if (!one.ok) return one;
  const labels = one.value[0]?.labels;
  if (labels === undefined) return succeeded(null);
  const exact = makeSelector(
    selector.metric,
    Object.entries(labels)
      .filter(([label]) => label !== "__name__")
      .map(([label, value]) => ({ label, op: "=", value })),
  );
  const samples = await api.instant({ expression: `${toSelectorText(exact)}[20m]`, allowed: ["matrix"] }, signal);
  return samples.ok ? succeeded(medianSpacing(samples.value[0]?.times ?? [])) : samples;
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

function intervalWarnings(seconds: number | null): string[] {
  if (seconds === null) return ["the scrape interval could not be seen: fewer than two samples in 20 minutes"];
  if (seconds > MAX_INTERVAL_SECONDS) return [`samples are ${seconds} s apart: minutes far from a sample stay unknown`];
  return seconds > 60 ? [`samples are ${seconds} s apart, so that is the finest resolution of this indicator`] : [];
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
  const interval = series === 0 ? succeeded(null) : await scrapeInterval(api, plan.total, signal);
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

/** One look at the server: how many series, how often scraped, and so by which strategy the query is read. */
export function probeQuery(api: PrometheusApi, plan: QueryPlan, resolver: PartResolver, signal: AbortSignal): Promise<Outcome<QueryProbe>> {
  return plan.kind === "counters" ? probeCounters(api, plan, resolver, signal) : probeExpressions(api, plan, signal);
}
