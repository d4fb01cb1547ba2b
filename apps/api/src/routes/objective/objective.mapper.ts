import { type Indicator, isoOfMinute, nominalMinutes } from "@solvent/domain";
import { toOpenSlo } from "@solvent/spec";
import type { StoredObjective } from "../../usecases/objective/objective-store.ts";
import { toBackfillProgress } from "../../usecases/status/to-summary.ts";
import type { EndpointResponse } from "../endpoint.ts";
import { toInstant } from "../to-instant.ts";

type Response = EndpointResponse<"getObjective">;

function toMeasurement({ source, stream }: StoredObjective): Response["measurement"] {
  const { probe } = stream;
  return {
    stream: stream.id,
    source: source?.name ?? null,
    sourceKind: source?.kind ?? null,
    strategy: probe?.strategy ?? null,
    exactness: probe?.exactness ?? null,
    seriesFound: probe?.seriesFound ?? null,
    scrapeIntervalSeconds: probe?.scrapeIntervalSeconds ?? null,
    warnings: [...(probe?.warnings ?? [])],
    clampedMinutes: stream.clampedMinutes,
    from: isoOfMinute(stream.firstMinute),
    watermark: isoOfMinute(stream.watermark),
  };
}

const toIndicator = (indicator: Indicator): Response["indicator"] =>
  indicator.kind === "composite" ? { ...indicator, parts: [...indicator.parts] } : indicator;

export const toObjectiveResponse = (stored: StoredObjective, nowMs: number): Response => {
  const { definition } = stored;
  return {
    name: definition.name,
    displayName: definition.displayName,
    description: definition.description,
    service: definition.service,
    team: stored.team,
    indicator: toIndicator(definition.indicator),
    targetPercent: definition.targetPercent,
    window: definition.window,
    windowMinutes: nominalMinutes(definition.window),
    method: definition.method,
    slices: definition.slices,
    sloStart: definition.sloStart === null ? null : isoOfMinute(definition.sloStart),
    alertPolicies: [...definition.alertPolicies],
    group: stored.group?.name ?? null,
    groupLabels: stored.group === null ? null : { ...stored.group.labels },
    archivedAt: stored.archivedAtMs === null ? null : toInstant(stored.archivedAtMs),
    labels: definition.labels,
    annotations: definition.annotations,
    revision: stored.revision,
    createdAt: toInstant(stored.createdAtMs),
    updatedAt: toInstant(stored.updatedAtMs),
    author: stored.author,
    openslo: toOpenSlo({
      objectives: [definition],
      adjustments: [{ objective: definition.name, adjustments: stored.brought }],
      agreements: [{ objective: definition.name, agreements: stored.agreements }],
    }),
    measurement: toMeasurement(stored),
    backfill: stored.backfill === null ? null : toBackfillProgress(stored.backfill, nowMs),
  };
};
