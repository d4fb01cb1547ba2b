import { failed, succeeded } from "../failure.ts";
import type { GroupLabels, MetricSource, Outcome, QueryProbe, ReadItem, ReadRequest, ReadValue } from "../source.ts";
import { checkBoth } from "./health.ts";
import type { ManagerApi } from "./manager/api.ts";
import type { ManagerPlan } from "./manager/plan.ts";
import type { ManagerWatch } from "./manager/watch.ts";
import { managerPlanOf } from "./query.ts";

/** What a connection is to; null for what it has no address of. */
export interface WazuhParts {
  readonly indexer: Required<Omit<MetricSource, "joinsProbes">> | null;
  readonly manager: { readonly api: ManagerApi; readonly watch: ManagerWatch } | null;
  readonly now: () => number;
}

const NO_INDEXER = failed("bad-query", "this data source has no address of the indexer, where documents are searched");
const NO_MANAGER = failed("bad-query", "this data source has no address of the manager's API, which is asked for agents");

const SECONDS_PER_MINUTE = 60;
const NO_HISTORY = "the manager knows no past: what it says is kept from now on, once a minute";

async function probeManager(watch: ManagerWatch, plan: ManagerPlan, signal: AbortSignal): Promise<Outcome<QueryProbe>> {
  const seen = await watch.look(plan, signal);
  if (!seen.ok) return seen;
  const unknown = seen.value === null ? ["not all agents were asked for their scans yet: this takes some minutes"] : [];
  const none = seen.value?.total === 0 && plan.kind === "ratio" ? ["the total is 0 now: there is no such agent"] : [];
  return succeeded({
    seriesFound: seen.value === null || (plan.kind === "ratio" && seen.value.total === 0) ? 0 : 1,
    strategy: "server",
    exactness: "exact (server side)",
    scrapeIntervalSeconds: SECONDS_PER_MINUTE,
    warnings: [NO_HISTORY, ...unknown, ...none],
  });
}

/** The items of one door with their places in the request. */
interface Share {
  readonly places: readonly number[];
  readonly items: readonly ReadItem[];
}

function shareOut(items: readonly ReadItem[]): { readonly documents: Share; readonly numbers: Share } {
  const places = items.map((_, place) => place);
  const share = (isNumber: boolean): Share => {
    const own = places.filter((place) => (managerPlanOf(items[place]?.query ?? { canonical: "" }) !== null) === isNumber);
    return { places: own, items: own.flatMap((place) => items[place] ?? []) };
  };
  return { documents: share(false), numbers: share(true) };
}

/** One source with two doors: documents go to the indexer, agents to the manager. */
export function joinWazuh({ indexer, manager, now }: WazuhParts): MetricSource {
  const planOfItem = ({ query }: ReadItem): ManagerPlan[] => {
    const plan = managerPlanOf(query);
    return plan === null ? [] : [plan];
  };

  async function readNumbers({ items }: Share, request: ReadRequest, signal: AbortSignal): Promise<readonly Outcome<ReadValue>[]> {
    if (items.length === 0) return [];
    return manager === null ? items.map(() => NO_MANAGER) : manager.watch.read(items.flatMap(planOfItem), request, signal);
  }
  async function readDocuments({ items }: Share, request: ReadRequest, signal: AbortSignal): Promise<readonly Outcome<ReadValue>[]> {
    if (items.length === 0) return [];
    return indexer === null ? items.map(() => NO_INDEXER) : indexer.read({ ...request, items }, signal);
  }

  return {
    check: (signal) => checkBoth({ indexer, manager: manager?.api ?? null, now }, signal),
    async probe(query, signal) {
      const plan = managerPlanOf(query);
      if (plan !== null) return manager === null ? NO_MANAGER : probeManager(manager.watch, plan, signal);
      return indexer === null ? NO_INDEXER : indexer.probe(query, signal);
    },
    async read(request, signal) {
      const { documents, numbers } = shareOut(request.items);
      const [found, seen] = await Promise.all([readDocuments(documents, request, signal), readNumbers(numbers, request, signal)]);
      const outcomes = new Map<number, Outcome<ReadValue>>();
      for (const [index, place] of documents.places.entries()) outcomes.set(place, found[index] ?? NO_INDEXER);
      for (const [index, place] of numbers.places.entries()) outcomes.set(place, seen[index] ?? NO_MANAGER);
      return request.items.map((_, place) => outcomes.get(place) ?? NO_INDEXER);
    },
    async groups(query, labels, signal): Promise<Outcome<readonly GroupLabels[]>> {
      if (managerPlanOf(query) !== null) return succeeded([Object.fromEntries(labels.map((label) => [label, ""]))]);
      return indexer === null ? NO_INDEXER : indexer.groups(query, labels, signal);
    },
    lookUp: async (ask, signal) => (indexer === null ? NO_INDEXER : indexer.lookUp(ask, signal)),
  };
}
