import type { AlertDetail, NotificationEntry } from "@solvent/api-contract";
import type { IconName } from "../../components/icon.tsx";
import type { View } from "../../lib/alert-text.ts";
import { durationText } from "../../lib/figures.ts";
import { formatMoment, msOfIso } from "../../lib/time.ts";
import { NOTIFICATION_LABELS, NOTIFICATION_TONES, plural, type Tone } from "../../lib/words.ts";

/** What was sent where and why: one row for each event and target. */
export interface NotificationRow {
  readonly id: string;
  readonly target: string;
  /** Null when there is no such target any more. */
  readonly href: string | null;
  readonly event: string;
  readonly state: { readonly word: string; readonly tone: Tone; readonly icon: IconName };
  readonly when: string;
  readonly whenDetail: string;
  readonly why: string;
  readonly attempt: string;
  readonly answer: string;
  readonly retryable: boolean;
}

const ICONS: Readonly<Record<NotificationEntry["state"], IconName>> = {
  pending: "waiting",
  sending: "waiting",
  sent: "tick",
  suppressed: "acceptable",
  dead: "cross",
};

export function toNotificationRow(entry: NotificationEntry, view: View): NotificationRow {
  const moment = (iso: string) => formatMoment(msOfIso(iso), view.nowMs, view.zone);
  return {
    id: entry.id,
    target: entry.target,
    href: entry.targetDeleted ? null : "/notifications",
    event: entry.event === "fired" ? "that it fired" : "that it is over",
    state: { word: NOTIFICATION_LABELS[entry.state], tone: NOTIFICATION_TONES[entry.state], icon: ICONS[entry.state] },
    when: moment(entry.settledAt ?? entry.createdAt),
    whenDetail: waitText(entry, view),
    why: entry.reason ?? "",
    attempt: entry.delivery === null ? "not tried" : `attempt ${entry.delivery.attempt}`,
    answer: answerText(entry.delivery),
    retryable: entry.state === "dead" && !entry.targetDeleted,
  };
}

function waitText({ createdAt, settledAt, state }: NotificationEntry, view: View): string {
  const untilMs = settledAt === null ? view.nowMs : msOfIso(settledAt);
  const minutes = Math.max(0, Math.floor((untilMs - msOfIso(createdAt)) / 60_000));
  if (settledAt === null) return `waits for ${durationText(minutes)}`;
  if (minutes === 0) return "";
  return state === "sent" ? `${durationText(minutes)} late` : `after ${durationText(minutes)}`;
}

/** The answer in the target's own words; an attempt without an end has none. */
function answerText(delivery: NotificationEntry["delivery"]): string {
  if (delivery === null) return "";
  const shared = delivery.carried > 1 ? `one message for ${plural(delivery.carried, "notification")}` : "";
  const outcome =
    delivery.accepted === null
      ? delivery.endedAt === null
        ? "under way"
        : "no answer was seen, it may have arrived"
      : [delivery.accepted ? "accepted" : (delivery.failureClass ?? "refused"), delivery.status === null ? "" : `HTTP ${delivery.status}`]
          .filter((part) => part !== "")
          .join(", ");
  const words = delivery.answer === null || delivery.answer === "" ? "" : `“${delivery.answer}”`;
  return [outcome, words, shared].filter((part) => part !== "").join(" · ");
}

/** Why nobody is told, where there is no notification at all. */
export function noNotificationText(alert: AlertDetail): string {
  if (alert.origin === "refill") return "Found later, in minutes that were missing at the time: nobody was told.";
  return alert.state === "firing"
    ? "Nobody is told: no target is routed to for this severity."
    : "Nobody was told: no target was routed to for this severity.";
}
