import type { Series } from "../counters/series.ts";
import { succeeded } from "../failure.ts";
import { type Selector, toSelectorText } from "../selectors/selector.ts";
import type { Outcome } from "../source.ts";
import type { Flavour } from "./connection.ts";
import type { QueryApi } from "./query-api.ts";

const REPLICA_LABELS = ["replica", "prometheus_replica", "__replica__"] as const;

export interface SeriesCount {
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

const sumOf = (groups: readonly Series[]): number => groups.reduce((sum, group) => sum + (group.values[0] ?? 0), 0);

/** How many series match now, and whether they are the same ones several times over. */
export async function countSeries(api: QueryApi, selector: Selector, signal: AbortSignal): Promise<Outcome<SeriesCount>> {
  const expression = `count by (${REPLICA_LABELS.join(", ")}) (${toSelectorText(selector)})`;
  const answer = await api.instant({ expression, allowed: ["vector"] }, signal);
  return answer.ok ? succeeded({ series: sumOf(answer.value), warnings: replicaWarnings(answer.value) }) : answer;
}

/** Why the samples of Thanos are not those of one Prometheus, null when they are. */
export async function findMixture(
  { api, flavour, isDownsampled }: { readonly api: QueryApi; readonly flavour: Flavour; readonly isDownsampled: boolean },
  { selector, series }: { readonly selector: Selector; readonly series: number },
  signal: AbortSignal,
): Promise<Outcome<string | null>> {
  if (flavour !== "thanos") return succeeded(null);
  if (isDownsampled)
    return succeeded("the connection allows downsampled data (max_source_resolution), so the events are estimated by increase");
  const expression = `count(${toSelectorText(selector)})`;
  const apart = await api.instant({ expression, parameters: { dedup: "false" }, allowed: ["vector"] }, signal);
  if (!apart.ok) return apart;
  const stored = sumOf(apart.value);
  return succeeded(
    stored > series
      ? `Thanos puts ${stored.toLocaleString("en")} series of several replicas together into ${series.toLocaleString("en")}, and a change of replica looks like a restart: the events are estimated by increase`
      : null,
  );
}
