import type { AlertSeverity, Minute } from "@solvent/domain";
import type { AlertBill, AlertEvent, AlertEvidence, AlertKind, AlertSubject, CloseReason } from "./alert-record.ts";

/** How many notifications of an alert are in which state; those that are being sent count as pending. */
export interface ToldCounts {
  readonly sent: number;
  readonly pending: number;
  readonly suppressed: number;
  readonly dead: number;
}

/** An alert as stored, with what the pages show beside it. */
export interface ReadAlert {
  readonly id: string;
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  readonly origin: "live" | "refill";
  /** The objective that it is about is still there. */
  readonly objectiveExists: boolean;
  readonly subject: AlertSubject;
  readonly onset: Minute | null;
  readonly openedAt: Minute;
  readonly closedAt: Minute | null;
  readonly closeReason: CloseReason | null;
  readonly blindSince: Minute | null;
  readonly evidence: AlertEvidence;
  readonly bill: AlertBill | null;
  readonly told: ToldCounts;
  /** Latest end of the mutes that cover it now; null without one, and once it has closed. */
  readonly mutedUntilMs: number | null;
}

/** One attempt to hand over the message that carried a notification. */
export interface ReadDelivery {
  readonly form: "single" | "summary";
  readonly carried: number;
  readonly attempt: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  readonly accepted: boolean | null;
  readonly failureClass: string | null;
  readonly status: number | null;
  readonly answer: string | null;
}

export interface ReadNotification {
  readonly id: string;
  readonly target: string;
  readonly targetDeleted: boolean;
  readonly event: AlertEvent;
  readonly state: "pending" | "sending" | "sent" | "suppressed" | "dead";
  readonly reason: string | null;
  readonly createdAtMs: number;
  readonly settledAtMs: number | null;
  readonly delivery: ReadDelivery | null;
}

export interface ReadTransition {
  readonly rule: string;
  readonly sequence: number;
  readonly to: "firing" | "resolved";
  readonly minute: Minute;
  readonly evidence: AlertEvidence | null;
}

/** Names are those of the time at which the alert opened. */
export interface AlertFilter {
  readonly state: "firing" | "resolved" | null;
  readonly kind: AlertKind | null;
  readonly severity: AlertSeverity | null;
  readonly objective: string | null;
  readonly service: string | null;
  readonly team: string | null;
  readonly source: string | null;
  /** Only alerts that were still open after the start of this minute. */
  readonly from: Minute | null;
  /** Only alerts that opened before this minute. */
  readonly to: Minute | null;
}

/** Place of an alert in the order of the list: firing ones first, then past ones, newest first. */
export interface AlertPlace {
  readonly firing: boolean;
  readonly openedAt: Minute;
  readonly id: string;
}

export interface OpenAlertTotals {
  readonly page: number;
  readonly ticket: number;
  readonly other: number;
  /** Open alerts without a single notification. */
  readonly unrouted: number;
}

export interface AlertReader {
  /** At most `limit` alerts after a place. */
  list(filter: AlertFilter, page: { readonly after: AlertPlace | null; readonly limit: number }): Promise<readonly ReadAlert[]>;
  totals(): Promise<OpenAlertTotals>;
  find(id: string): Promise<ReadAlert | null>;
  transitions(alertId: string): Promise<readonly ReadTransition[]>;
  /** In the order in which they were queued. */
  notifications(alertId: string): Promise<readonly ReadNotification[]>;
}
