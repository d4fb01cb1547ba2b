import type { Alert } from "@solvent/api-contract";
import type { IconName } from "../../components/icon.tsx";
import { alertState, blindText, causeText, costOf, openingOf, openMinutes, toldText, type View } from "../../lib/alert-text.ts";
import { durationText } from "../../lib/figures.ts";
import { formatMoment, msOfIso } from "../../lib/time.ts";
import { ALERT_KIND_LABELS, type AlertState, CLOSE_WORDS, capital, isSilence } from "../../lib/words.ts";

/** Alerts of one objective in its rail, newest first. */
export interface TimelineItem {
  readonly id: string;
  readonly at: string;
  readonly icon: IconName;
  readonly state: AlertState;
  readonly what: string;
  readonly detail: string;
  readonly told: string;
}

const SHOWN = 6;

export function toAlertTimeline(alerts: readonly Alert[], view: View): TimelineItem[] {
  return [...alerts]
    .sort((a, b) => msOfIso(b.openedAt) - msOfIso(a.openedAt))
    .slice(0, SHOWN)
    .map((alert) => toItem(alert, view));
}

export const hasMoreAlerts = (alerts: readonly Alert[]): boolean => alerts.length > SHOWN;

function toItem(alert: Alert, view: View): TimelineItem {
  const state = alertState(alert);
  const opening = openingOf(alert);
  const cost = costOf(alert);
  const kind = ALERT_KIND_LABELS[alert.kind];
  const what =
    alert.kind === "burn" ? capital(alert.severity) : isSilence(alert.kind) ? kind : `${capital(alert.severity)}, ${kind.toLowerCase()}`;
  const told = toldText(alert, view);
  return {
    id: alert.id,
    at: formatMoment(msOfIso(alert.openedAt), view.nowMs, view.zone),
    icon: iconOf(alert, state),
    state,
    what: `${what}, ${state === "resolved" ? "lasted" : "open"} ${durationText(openMinutes(alert, view.nowMs))}`,
    detail: [
      alert.evidence === null ? causeText(alert) : `${opening.value}, ${opening.limit}`,
      alert.bill?.spent == null ? "" : `cost ${cost.share}`,
      alert.closeReason === null ? "" : CLOSE_WORDS[alert.closeReason],
      blindText(alert.blindSince, view),
    ]
      .filter((part) => part !== "")
      .join(" · "),
    told: alert.origin === "refill" ? told.detail : [told.text, told.detail].filter((part) => part !== "").join(", "),
  };
}

const iconOf = (alert: Alert, state: AlertState): IconName =>
  isSilence(alert.kind) || state === "blind"
    ? "no-data"
    : alert.severity === "ticket"
      ? "ticket"
      : state === "resolved"
        ? "page-over"
        : "page";
