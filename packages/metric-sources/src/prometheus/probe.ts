import { selectorsOf } from "../counters/part-terms.ts";
import { failed, succeeded, toFailure } from "../failure.ts";
import { widenBoundary } from "../selectors/boundary.ts";
import { makeSelector, type Selector, toSelectorText } from "../selectors/selector.ts";
import type { Outcome, QueryProbe } from "../source.ts";
import type { CountersResolver, ResolvedCounters } from "./counters-resolver.ts";
import type { Dialect } from "./dialect.ts";
import { nativeInterval } from "./native/native-interval.ts";
import { nativeSeries } from "./native/native-selector.ts";
import { type ProbedPlace, probePlace } from "./native/probe-place.ts";
import type { CountersPlan, QueryPlan } from "./query.ts";
import type { QueryApi } from "./query-api.ts";
import { recordingRule } from "./recording-rule.ts";
import { intervalWarnings, scrapeInterval } from "./scrape-interval.ts";
import { countSeries, findMixture } from "./series-count.ts";
import { probeThreshold } from "./threshold-probe.ts";

export const MAX_RAW_SERIES = 2000;
export const MAX_SERVER_SERIES = 20_000;
const SCRAPES_PER_MINUTE = 4;

const widen = ({ metric, matchers }: Selector): Selector => makeSelector(metric, matchers.map(widenBoundary));

function tooMany(series: number, plan: CountersPlan): Outcome<never> {
  const number = (value: number): string => value.toLocaleString("en");
  const failure = toFailure(
    "too-many-series",
    `the query matches ${number(series)} series, and ${number(MAX_SERVER_SERIES)} is the limit: at a scrape every 15 s that is ${number(series * SCRAPES_PER_MINUTE)} samples a minute. ` +
      "Let Prometheus add them up with a recording rule, then use the recorded metrics with counter: false",
  );
  return { ok: false, failure: { ...failure, advice: recordingRule(plan) } };
}

export interface ProbeDeps {
  readonly api: QueryApi;
  readonly resolver: CountersResolver;
  readonly dialect: Dialect;
  /** The connection lets the server answer from thinned out data. */
  readonly isDownsampled: boolean;
  readonly now: () => number;
}

function tooManyNative(series: number, name: string): Outcome<never> {
  return failed(
    "too-many-series",
    `${name} matches ${series.toLocaleString("en")} native histograms, and ${MAX_RAW_SERIES.toLocaleString("en")} is the limit: choose fewer with more labels, or make one objective per label`,
  );
}

/** What a server has of a selector; that of a native histogram has a label `le` only here. */
const inServer = ({ native }: ResolvedCounters, selector: Selector): Selector =>
  native === null ? widen(selector) : nativeSeries(selector);

function silentWarnings({ numerator }: CountersPlan, series: number, partSeries: number): string[] {
  if (series === 0 || partSeries > 0) return [];
  const becomes = numerator === "bad" ? "good" : "bad";
  return [`no series match the ${numerator} events now; until one appears every event counts as ${becomes}`];
}

async function countParts(api: QueryApi, resolved: ResolvedCounters, signal: AbortSignal): Promise<Outcome<number>> {
  const counts = await Promise.all(selectorsOf(resolved.terms).map((selector) => countSeries(api, inServer(resolved, selector), signal)));
  const refused = counts.find((one) => !one.ok);
  if (refused !== undefined && !refused.ok) return refused;
  return succeeded(counts.reduce((sum, one) => sum + (one.ok ? one.value.series : 0), 0));
}

async function intervalOf({ api, now }: ProbeDeps, resolved: ResolvedCounters, signal: AbortSignal): Promise<Outcome<number | null>> {
  const selector = inServer(resolved, resolved.total);
  if (resolved.native !== null) return nativeInterval(api, { histogram: selector, nowSeconds: now() / 1000 }, signal);
  return scrapeInterval(api, toSelectorText(selector), signal);
}

/** What the threshold of a native histogram is worth; between two classic boundaries events are shared out. */
async function placeOf(
  { api }: ProbeDeps,
  { part }: CountersPlan,
  resolved: ResolvedCounters,
  signal: AbortSignal,
): Promise<Outcome<ProbedPlace>> {
  if (resolved.native === null || part.kind === "counter")
    return succeeded({ isApproximate: resolved.terms.kind === "between", warnings: resolved.warnings });
  return probePlace(api, { part, seenSeconds: resolved.native.seenSeconds }, signal);
}

/** Native histograms are always read sample by sample. */
function strategyOf(
  series: number,
  { isMixed, isApproximate, isNative }: { readonly isMixed: boolean; readonly isApproximate: boolean; readonly isNative: boolean },
): Pick<QueryProbe, "strategy" | "exactness"> {
  if (isMixed && !isNative) return { strategy: "expression", exactness: "approximate" };
  const strategy = series > MAX_RAW_SERIES ? "server" : "raw";
  if (isApproximate) return { strategy, exactness: "approximate" };
  return { strategy, exactness: strategy === "raw" ? "exact" : "exact (server side)" };
}

async function probeCounters(deps: ProbeDeps, plan: CountersPlan, signal: AbortSignal): Promise<Outcome<QueryProbe>> {
  const [resolved] = await deps.resolver.resolve([plan], signal);
  if (resolved === undefined) throw new Error("one plan has one outcome");
  if (!resolved.ok) return resolved;
  const isNative = resolved.value.native !== null;
  const all = resolved.value.total;
  const name = toSelectorText(isNative ? nativeSeries(all) : all);
  const total = await countSeries(deps.api, inServer(resolved.value, all), signal);
  if (!total.ok) return total;
  const { series } = total.value;
  if (series > MAX_SERVER_SERIES && !isNative) return tooMany(series, plan);
  const parts = await countParts(deps.api, resolved.value, signal);
  if (!parts.ok) return parts;
  const found = Math.max(series, parts.value);
  if (isNative && found > MAX_RAW_SERIES) return tooManyNative(found, name);
  if (parts.value > MAX_SERVER_SERIES) return tooMany(parts.value, plan);
  const interval = series === 0 ? succeeded(null) : await intervalOf(deps, resolved.value, signal);
  if (!interval.ok) return interval;
  const place = await placeOf(deps, plan, resolved.value, signal);
  if (!place.ok) return place;
  const mixture = await findMixture(
    { ...deps, flavour: deps.dialect.flavour },
    { selector: inServer(resolved.value, all), series },
    signal,
  );
  if (!mixture.ok) return mixture;
  const empty = series === 0 ? [`no series match ${name} now`] : intervalWarnings(interval.value);
  const isMixed = mixture.value !== null;
  return succeeded({
    seriesFound: found,
    ...strategyOf(found, { isMixed, isApproximate: isMixed || place.value.isApproximate, isNative }),
    scrapeIntervalSeconds: interval.value,
    warnings: [
      ...empty,
      ...silentWarnings(plan, series, parts.value),
      ...total.value.warnings,
      ...place.value.warnings,
      ...(mixture.value === null ? [] : [mixture.value]),
    ],
  });
}

async function probeExpressions(
  api: QueryApi,
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

/** What would make a question small enough for the limits of the server. */
const advised = (outcome: Outcome<QueryProbe>, plan: CountersPlan): Outcome<QueryProbe> =>
  outcome.ok || outcome.failure.class !== "too-large"
    ? outcome
    : { ok: false, failure: { ...outcome.failure, advice: recordingRule(plan) } };

/** One look at the server: how many series, how often scraped, and so by which strategy the query is read. */
export async function probeQuery(deps: ProbeDeps, plan: QueryPlan, signal: AbortSignal): Promise<Outcome<QueryProbe>> {
  switch (plan.kind) {
    case "counters":
      return advised(await probeCounters(deps, plan, signal), plan);
    case "expressions":
      return probeExpressions(deps.api, plan, signal);
    case "threshold":
      return probeThreshold({ api: deps.api, dialect: deps.dialect }, plan, signal);
  }
}
