import type { Alert, FleetLedger } from "@solvent/api-contract";
import { ledgerOf } from "./fake-insight.ts";
import type { FakeObjective } from "./fake-objectives.ts";

/** The ledgers of many objectives in one, the most expensive episode first. */
export function fleetOf(objectives: readonly FakeObjective[], alerts: readonly Alert[], query: URLSearchParams): FleetLedger {
  const [scope, name] = [query.get("scope") ?? "all", query.get("name")];
  const chosen = objectives.filter((one) => scope === "all" || (scope === "team" ? one.team : one.service) === name);
  const items = chosen.flatMap((one) => {
    const { episodes, unit } = ledgerOf(one, alerts, new Map());
    return episodes.map((episode) => ({
      ...episode,
      unit,
      objective: one.name,
      displayName: one.displayName,
      service: one.service,
      team: one.team,
    }));
  });
  items.sort((a, b) => (b.share?.value ?? 0) - (a.share?.value ?? 0));
  return { items: items.slice(0, 100), objectives: chosen.length, episodes: items.length };
}
