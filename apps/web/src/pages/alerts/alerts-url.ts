import { ALERT_KINDS, type AlertKind, type AlertSeverity } from "@solvent/api-contract";
import type { AlertFilter } from "../../api/alerts.queries.ts";

/** What the address bar of the alerts says. Empty strings mean "all". */
export interface AlertsView {
  readonly state: "firing" | "resolved" | "";
  readonly severity: AlertSeverity | "";
  readonly kind: AlertKind | "";
  readonly service: string;
  readonly team: string;
  readonly objective: string;
  readonly source: string;
}

export const ALL_ALERTS: AlertsView = { state: "", severity: "", kind: "", service: "", team: "", objective: "", source: "" };

const STATES = ["firing", "resolved"] as const;
const SEVERITIES = ["page", "ticket"] as const;

const oneOf = <T extends string>(all: readonly T[], value: string | null): T | "" => all.find((known) => known === value) ?? "";
const nameOrAll = (value: string | null): string => (value !== null && /^[a-z0-9-]{1,63}$/.test(value) ? value : "");

/** Unknown values of an old or mistyped link mean all, they never break the page. */
export const decodeAlertsView = (params: URLSearchParams): AlertsView => ({
  state: oneOf(STATES, params.get("state")),
  severity: oneOf(SEVERITIES, params.get("severity")),
  kind: oneOf(ALERT_KINDS, params.get("kind")),
  service: nameOrAll(params.get("service")),
  team: nameOrAll(params.get("team")),
  objective: nameOrAll(params.get("objective")),
  source: nameOrAll(params.get("source")),
});

const chosen = (view: AlertsView): [string, string][] => Object.entries(view).filter(([, value]) => value !== "");

export const encodeAlertsView = (view: AlertsView): URLSearchParams => new URLSearchParams(chosen(view));

export const isFilteredAlerts = (view: AlertsView): boolean => chosen(view).length > 0;

/** The view as the API's query; what is not chosen is left out, so that equal lists share one cache entry. */
export const toAlertFilter = (view: AlertsView): AlertFilter => Object.fromEntries(chosen(view));
