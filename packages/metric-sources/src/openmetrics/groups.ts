import { succeeded } from "../failure.ts";
import { combinationsOf } from "../selectors/combinations.ts";
import type { Selector } from "../selectors/selector.ts";
import type { Labels } from "../selectors/series-match.ts";
import type { GroupLabels, Outcome } from "../source.ts";
import { isUp } from "./gauge.ts";
import { canMatch, type Watched } from "./live-count.ts";
import type { Page } from "./page.ts";
import type { OpenMetricsPlan } from "./query.ts";
import type { Live } from "./read-live.ts";

interface Asked {
  readonly plan: OpenMetricsPlan;
  readonly labels: readonly string[];
  /** Every page as it is now, in the order of the targets. */
  readonly pages: readonly Outcome<Page>[];
}

/** The selector whose series tell the groups: the total's, as an event that is in no total is not counted. */
function groupedSelector(plan: OpenMetricsPlan): Selector {
  if (plan.kind === "counters") return plan.total;
  return plan.kind === "scrapes" ? plan.scrapes : plan.selector;
}

const targetLabels = ({ labels: { instance, job } }: Watched): Labels => ({ instance, ...(job === null ? {} : { job }) });

/** Series of which samples are still kept, so that a process that just restarts does not lose its groups. */
const keptSeries = ({ memory }: Watched, { metric }: Selector): Labels[] =>
  [...memory.tracksOf(metric), ...memory.oddsOf(metric)].flatMap(({ labels, times }) => (times.length > 0 ? [labels] : []));

/**
 * The groups on the pages as they are now and were lately. A page that the query may be about and that nothing is known of makes a failure:
 * without its groups the list would look complete.
 */
export function listGroups({ targets, matcherOf }: Live, { plan, labels, pages }: Asked): Outcome<readonly GroupLabels[]> {
  const selector = groupedSelector(plan);
  const possible = [...targets.entries()].filter(([, watched]) => canMatch(watched, selector, matcherOf));
  if (plan.kind === "scrapes" || isUp(selector)) {
    const named = possible.map(([, watched]) => targetLabels(watched));
    return succeeded(combinationsOf(named, labels));
  }
  const found: Labels[] = [];
  for (const [index, watched] of possible) {
    const page = pages[index];
    const kept = keptSeries(watched, selector);
    if (page !== undefined && !page.ok && kept.length === 0) return page;
    found.push(...kept, ...(page?.ok === true ? page.value.series.map((series) => series.labels) : []));
  }
  return succeeded(combinationsOf(found.filter(matcherOf(selector)), labels));
}
