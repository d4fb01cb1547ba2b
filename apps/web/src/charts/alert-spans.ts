import type { Alert, ObjectiveSummary } from "@solvent/api-contract";
import { formatMoment, msOfIso } from "../lib/time.ts";

/** An alert on a time axis: from its opening until it closed, or until the end of the chart. */
export interface AlertSpan {
  readonly key: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly severity: "page" | "ticket";
  /** At its opening: "page 19:00". */
  readonly text: string;
}

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Known {
  /** Of the objective; they may not be there yet, or not at all. */
  readonly alerts: readonly Alert[];
  /** The rule that fires now, which the figures tell too. */
  readonly firing: ObjectiveSummary["firing"];
}

/** Burn alerts that were open in the range, cut to it, oldest first. Those found later are history too. */
export function toAlertSpans(
  { alerts, firing }: Known,
  range: Range,
  view: { readonly nowMs: number; readonly zone: string },
): AlertSpan[] {
  const burning = alerts.filter(({ kind }) => kind === "burn");
  const opened = burning.map(({ id, severity, openedAt, closedAt }) => ({ key: id, severity, from: openedAt, to: closedAt }));
  const told = firing === null || burning.some((alert) => alert.state === "firing" && alert.severity === firing.severity);
  const spans = told ? opened : [...opened, { key: "firing", severity: firing.severity, from: firing.since, to: null }];
  return spans
    .map(({ key, severity, from, to }) => ({
      key,
      fromMs: msOfIso(from),
      toMs: to === null ? range.toMs : Math.min(msOfIso(to), range.toMs),
      severity,
      text: `${severity} ${formatMoment(msOfIso(from), view.nowMs, view.zone)}`,
    }))
    .filter((span) => span.toMs > range.fromMs && span.fromMs < range.toMs)
    .sort((a, b) => a.fromMs - b.fromMs);
}
