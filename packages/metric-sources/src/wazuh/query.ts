import type { SearchQuery } from "../elasticsearch/query.ts";
import type { StreamQuery } from "../source.ts";
import { canonicalPlan, type ManagerPlan } from "./manager/plan.ts";

/** Numbers that the manager is asked for. */
export interface ManagerQuery extends StreamQuery {
  readonly manager: ManagerPlan;
}

/** Documents of the indexer, or numbers of the manager. */
export type WazuhQuery = SearchQuery | ManagerQuery;

export const toManagerQuery = (plan: ManagerPlan): ManagerQuery => ({
  canonical: JSON.stringify(["wazuh-manager", 1, canonicalPlan(plan)]),
  manager: plan,
});

/** Null for a query of the indexer. */
export const managerPlanOf = (query: StreamQuery): ManagerPlan | null => ("manager" in query ? (query as ManagerQuery).manager : null);
