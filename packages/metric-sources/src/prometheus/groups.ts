import { failed, succeeded } from "../failure.ts";
import { widenBoundary } from "../selectors/boundary.ts";
import { combinationsOf } from "../selectors/combinations.ts";
import { makeSelector, type Selector, toLabelText, toSelectorText } from "../selectors/selector.ts";
import type { GroupLabels, Outcome } from "../source.ts";
import { plainQuery } from "./narrow.ts";
import { nativeSeries, nativeTotal } from "./native/native-selector.ts";
import type { QueryPlan } from "./query.ts";
import type { QueryApi } from "./query-api.ts";

/** Series without a sample for longer are no group any more. */
const WINDOW = "1h";

/** The selector whose series tell the groups: the total's, as an event that is in no total is not counted. Null for free expressions. */
function groupedSelector(plan: QueryPlan): Selector | null {
  if (plan.kind === "counters") return plan.total;
  return plan.kind === "threshold" ? (plainQuery(plan.expression)?.selector ?? null) : null;
}

/** One question (two of a native histogram), however many series there are: the server answers with the combinations only. */
export async function listGroups(
  api: QueryApi,
  { plan, labels }: { readonly plan: QueryPlan; readonly labels: readonly string[] },
  signal: AbortSignal,
): Promise<Outcome<readonly GroupLabels[]>> {
  const selector = groupedSelector(plan);
  if (selector === null) return failed("bad-query", "the query is an expression of its own, which has no groups: use selectors");
  const by = labels.map(toLabelText).join(", ");
  const ask = async (asked: Selector): Promise<Outcome<readonly GroupLabels[]>> => {
    const wide = makeSelector(asked.metric, asked.matchers.map(widenBoundary));
    const expression = `group by (${by}) (last_over_time(${toSelectorText(wide)}[${WINDOW}]))`;
    const answer = await api.instant({ expression, allowed: ["vector"] }, signal);
    return answer.ok
      ? succeeded(
          combinationsOf(
            answer.value.map((series) => series.labels),
            labels,
          ),
        )
      : answer;
  };
  const groups = await ask(selector);
  const native = plan.kind === "counters" && plan.part.kind === "latency" ? nativeTotal(plan.total) : null;
  // Without classic buckets the histogram is a native one, or there is none.
  return groups.ok && groups.value.length === 0 && native !== null ? ask(nativeSeries(native)) : groups;
}
