import type { Service } from "../model/catalogue.ts";
import type { IncidentKind } from "../model/incident.ts";

/**
 * What `npm run demo:incident` starts unless told otherwise. Two minutes: long enough that the 1 h page rule fires at any second of
 * the minute, short enough that the 6 h rule does not, which would hold the page open for another half hour.
 */
export const DEFAULT_INCIDENT: { readonly kind: IncidentKind; readonly service: Service; readonly minutes: number } = {
  kind: "outage",
  service: "checkout",
  minutes: 2,
};
