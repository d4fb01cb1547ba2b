import { objectiveNotFound } from "../objective/get-objective.ts";
import type { RouteReader, StoredRoute } from "./route-store.ts";

/** Who is told about an objective, null when there is no route at all. Throws `objective.not-found`. */
export const makeGetEffectiveRoute =
  (deps: { readonly routes: Pick<RouteReader, "findEffective"> }) =>
  async (objective: string): Promise<StoredRoute | null> => {
    const found = await deps.routes.findEffective(objective);
    if (found === null) throw objectiveNotFound(objective);
    return found.route;
  };
