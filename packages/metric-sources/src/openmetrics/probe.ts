import { selectorsOf } from "../counters/part-terms.ts";
import { succeeded } from "../failure.ts";
import { toSelectorText } from "../selectors/selector.ts";
import type { Outcome, QueryProbe } from "../source.ts";
import { probeGauge } from "./gauge-probe.ts";
import { canMatch } from "./live-count.ts";
import { allFailed, failureWarnings, SECONDS_PER_MINUTE } from "./probe-words.ts";
import type { OpenMetricsPlan } from "./query.ts";
import type { Live } from "./read-live.ts";
import { boundariesOnPages, resolvePart } from "./resolve.ts";

/** What the pages themselves say against counting this metric. */
function typeWarnings({ targets }: Live, metric: string): string[] {
  const type = targets.map(({ memory }) => memory.page()?.notCounters.get(metric)).find((one) => one !== undefined);
  return type === undefined ? [] : [`${metric} is a ${type} in the page's own words: only counters can be counted`];
}

function emptyWarnings(what: string, series: number): string[] {
  return series === 0 ? [`the ${what} query matches nothing on the pages now`] : [];
}

/** What the last pages say about a query; null when not one page could be read. */
export function probeQuery(live: Live, plan: OpenMetricsPlan, intervalSeconds: number): Outcome<QueryProbe> {
  const { targets, matcherOf } = live;
  if (plan.kind === "threshold") return probeGauge({ ...plan, ...live }, intervalSeconds);
  const usual = { strategy: "raw", scrapeIntervalSeconds: Math.min(intervalSeconds, SECONDS_PER_MINUTE) } as const;
  if (plan.kind === "scrapes") {
    const pages = targets.filter((watched) => canMatch(watched, plan.scrapes, matcherOf)).length;
    const warnings = pages === 0 ? ["no page has these values of job and instance"] : failureWarnings(live);
    return succeeded({ ...usual, seriesFound: pages, exactness: "exact", warnings });
  }
  const failure = allFailed(live);
  if (failure !== null) return { ok: false, failure };
  const part = resolvePart(plan.part, boundariesOnPages(targets, matcherOf));
  if (!part.ok) return part;
  const count = (selector: typeof plan.total): number =>
    targets.reduce(
      (sum, { memory }) => sum + memory.tracksOf(selector.metric).filter(({ labels }) => matcherOf(selector)(labels)).length,
      0,
    );
  const total = count(plan.total);
  const terms = part.value === null ? [] : selectorsOf(part.value.terms);
  const inPart = terms.reduce((sum, selector) => sum + count(selector), 0);
  const buckets =
    part.value === null && plan.part.kind === "latency" ? [`${toSelectorText(plan.part.buckets)} has no buckets on the pages now`] : [];
  return succeeded({
    ...usual,
    seriesFound: total,
    exactness: part.value?.terms.kind === "between" ? "approximate" : "exact",
    warnings: [
      ...emptyWarnings("total", total),
      ...(buckets.length > 0 ? buckets : emptyWarnings(plan.numerator, inPart)),
      ...typeWarnings(live, plan.total.metric),
      ...(part.value?.warnings ?? []),
      ...failureWarnings(live),
    ],
  });
}
