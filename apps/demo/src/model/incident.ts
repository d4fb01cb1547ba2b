import type { Service } from "./catalogue.ts";

export const INCIDENT_KINDS = ["outage", "bad-deploy", "slow-dependency", "quiet-night"] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];
export const isIncidentKind = (text: string): text is IncidentKind => INCIDENT_KINDS.some((kind) => kind === text);

/** Something that goes wrong in [fromMs, toMs). A quiet night concerns everybody: its service is null. */
export interface Incident {
  readonly kind: IncidentKind;
  readonly service: Service | null;
  readonly fromMs: number;
  readonly toMs: number;
}

/** How strongly each kind is felt by one service: 0 not at all, 1 all the time. */
export interface Conditions {
  readonly outage: number;
  readonly badDeploy: number;
  readonly slow: number;
}

/** A stretch of time to look at, e.g. a minute of history. With no length it is an instant. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

export const instant = (atMs: number): Stretch => ({ fromMs: atMs, toMs: atMs });

/** Share of the stretch in which the incident goes on. */
function overlap(incident: Incident, { fromMs, toMs }: Stretch): number {
  if (fromMs === toMs) return incident.fromMs <= fromMs && fromMs < incident.toMs ? 1 : 0;
  return Math.max(0, Math.min(toMs, incident.toMs) - Math.max(fromMs, incident.fromMs)) / (toMs - fromMs);
}

export const touching = (incidents: readonly Incident[], { fromMs, toMs }: Stretch): readonly Incident[] =>
  incidents.filter((incident) => incident.fromMs <= toMs && fromMs < incident.toMs);

/** What `service` feels in the stretch. Two incidents of one kind add up to at most all of it. */
export function conditionsOf(service: Service, incidents: readonly Incident[], stretch: Stretch): Conditions {
  let [outage, badDeploy, slow] = [0, 0, 0];
  for (const incident of incidents) {
    if (incident.service !== service) continue;
    const share = overlap(incident, stretch);
    if (incident.kind === "outage") outage += share;
    else if (incident.kind === "bad-deploy") badDeploy += share;
    else if (incident.kind === "slow-dependency") slow += share;
  }
  return { outage: Math.min(1, outage), badDeploy: Math.min(1, badDeploy), slow: Math.min(1, slow) };
}

/** Share of the stretch in which hardly anybody comes. */
export function quietShare(incidents: readonly Incident[], stretch: Stretch): number {
  const quiet = incidents.filter(({ kind }) => kind === "quiet-night");
  return Math.min(
    1,
    quiet.reduce((sum, incident) => sum + overlap(incident, stretch), 0),
  );
}
