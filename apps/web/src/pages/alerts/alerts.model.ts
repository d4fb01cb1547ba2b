import type { Alert, AlertList } from "@solvent/api-contract";
import {
  alertSentence,
  alertState,
  blindText,
  type Cost,
  causeText,
  costOf,
  lastedText,
  mutedText,
  openingOf,
  openMinutes,
  ownerText,
  subjectTitle,
  type ToldText,
  tellText,
  toldText,
  type View,
} from "../../lib/alert-text.ts";
import { durationText } from "../../lib/figures.ts";
import { formatMoment, msOfIso } from "../../lib/time.ts";
import { type AlertState, capital, isSilence, plural, sentences } from "../../lib/words.ts";

export interface AlertRow {
  readonly id: string;
  readonly href: string;
  readonly title: string;
  readonly owner: string;
  readonly cause: string;
  /** Words beside the cause. */
  readonly notes: readonly string[];
  readonly state: AlertState;
  readonly severity: Alert["severity"];
  readonly since: string;
  readonly lasted: string;
  /** "blind since 19:10, alerts hold", or nothing. */
  readonly blind: string;
  /** At its opening: the burn rate, or what another condition saw. */
  readonly seen: string;
  readonly limit: string;
  readonly cost: Cost;
  readonly told: ToldText;
  readonly muted: string;
  /** Null for what no objective stands behind, and for what is over. */
  readonly mutable: Alert["subject"]["objective"] | null;
}

export function toAlertRow(alert: Alert, view: View): AlertRow {
  const opening = openingOf(alert);
  const gone = alert.subject.objective?.deleted ?? false;
  return {
    id: alert.id,
    href: `/alerts/${alert.id}`,
    title: subjectTitle(alert),
    owner: ownerText(alert),
    cause: causeText(alert),
    notes: gone ? ["deleted since"] : [],
    state: alertState(alert),
    severity: alert.severity,
    since: formatMoment(msOfIso(alert.openedAt), view.nowMs, view.zone),
    lasted: lastedText(alert, view.nowMs),
    blind: blindText(alert.blindSince, view),
    seen: opening.value,
    limit: opening.limit,
    cost: costOf(alert),
    told: toldText(alert, view),
    muted: mutedText(alert.mutedUntil, view),
    mutable: alert.state === "firing" && !gone ? alert.subject.objective : null,
  };
}

export interface AlertGroup {
  readonly key: "firing" | "past";
  readonly title: string;
  readonly note: string;
  readonly rows: readonly AlertRow[];
}

/** Firing ones first, in the order they came; an empty group is left out. */
export function toAlertGroups(alerts: readonly Alert[], view: View): AlertGroup[] {
  const of = (state: Alert["state"]) => alerts.filter((alert) => alert.state === state).map((alert) => toAlertRow(alert, view));
  const groups: AlertGroup[] = [
    { key: "firing", title: "Firing", note: "", rows: of("firing") },
    { key: "past", title: "Past", note: "newest first", rows: of("resolved") },
  ];
  return groups.filter(({ rows }) => rows.length > 0);
}

export interface AlertsLede {
  readonly title: string;
  readonly detail: string;
}

type LedeInput = Pick<AlertList, "items" | "firing">;

/** The sentence on top, from the first page of all alerts: what fires, since when, and who knows; else when the last one ended. */
export function toAlertsLede({ items, firing }: LedeInput, view: View): AlertsLede {
  const count = firing.page + firing.ticket + firing.other;
  const worst = worstOf(items);
  if (worst === null) return quietLede(items, view);
  const told = tellText(worst, view);
  if (count === 1) return { title: `${alertSentence(worst, view)}${told === "" ? "" : `; ${told}`}`, detail: detailOf(worst, view) };
  const title = `${plural(count, "alert")} fire; ${alertSentence(worst, view)}`;
  return { title, detail: sentences(capital(told), detailOf(worst, view), countsText(firing)) };
}

/** Pages before tickets, and of equals the newest, which is the order of the list. */
const worstOf = (items: readonly Alert[]): Alert | null => {
  const firing = items.filter((alert) => alert.state === "firing");
  return (
    firing.find(({ severity, kind }) => severity === "page" && !isSilence(kind)) ??
    firing.find(({ severity }) => severity === "page") ??
    firing[0] ??
    null
  );
};

function detailOf(alert: Alert, view: View): string {
  const opening = openingOf(alert);
  return sentences(
    alert.evidence === null ? capital(causeText(alert)) : `It burned ${opening.value} at its opening, ${opening.limit}`,
    capital(blindText(alert.blindSince, view)),
  );
}

function countsText({ page, ticket, other }: AlertList["firing"]): string {
  const parts = [
    page === 0 ? "" : plural(page, "page"),
    ticket === 0 ? "" : plural(ticket, "ticket"),
    other === 0 ? "" : `${other} about what cannot be seen`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

function quietLede(items: readonly Alert[], view: View): AlertsLede {
  const ended = items.filter((alert) => alert.closedAt !== null).sort((a, b) => closedMs(b) - closedMs(a))[0];
  if (ended === undefined) return { title: "Nothing is firing", detail: "No alert has fired yet." };
  const at = formatMoment(closedMs(ended), view.nowMs, view.zone);
  return {
    title: "Nothing is firing",
    detail: `The last alert, ${subjectTitle(ended)}, ended ${at} after ${durationText(openMinutes(ended, view.nowMs))}.`,
  };
}

const closedMs = (alert: Alert): number => (alert.closedAt === null ? 0 : msOfIso(alert.closedAt));
