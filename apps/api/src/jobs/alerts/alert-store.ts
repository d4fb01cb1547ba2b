import type { AlertSeverity, Minute } from "@solvent/domain";
import type { AlertBill, AlertEvidence, AlertKind, AlertSubject, BlindAlert, CloseReason } from "../../usecases/alert/alert-record.ts";
import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";

/** An alert that is open, as far as the jobs need it. */
export interface OpenAlert {
  readonly id: bigint;
  readonly openKey: string;
  readonly severity: AlertSeverity;
  readonly onset: Minute | null;
  readonly openedAt: Minute;
  /** Revision and stream of the definition that opened it; null for kinds that judge none. */
  readonly revision: number | null;
  readonly streamId: number | null;
}

export interface NewAlert {
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  readonly openKey: string;
  readonly objectiveId: string | null;
  readonly sourceId: string | null;
  readonly subject: AlertSubject;
  readonly onset: Minute | null;
  readonly openedAt: Minute;
  readonly evidence: AlertEvidence;
}

/** An alert that was over before anybody knew of it. */
export interface PastAlert extends Omit<NewAlert, "openKey" | "sourceId"> {
  readonly objectiveId: string;
  readonly closedAt: Minute;
  readonly bill: AlertBill;
}

export interface ClosedAlert {
  readonly id: bigint;
  readonly closedAt: Minute;
  readonly reason: CloseReason;
  readonly bill: AlertBill | null;
}

/** A rule that fired or resolved, in the thread of an alert. */
export interface AlertTransition {
  readonly openKey: string;
  /** "objective/<id>", "source/<id>" or "evaluator". */
  readonly subject: string;
  readonly rule: string;
  readonly to: "firing" | "resolved";
  readonly minute: Minute;
  readonly evidence: AlertEvidence | null;
}

/** A verdict counts only while the objective still reads this stream and has this revision. */
export interface JudgedObjective {
  readonly objectiveId: string;
  readonly streamId: number;
  readonly revision: number;
}

/** Alerts inside a writing transaction: what is written here commits with the minutes that caused it, or not at all. */
export interface AlertStore {
  /**
   * Names of those objectives that are still what was judged. They stay so until the transaction ends: a definition that changes
   * meanwhile waits.
   */
  presentSubjects(scope: TransactionScope, judged: readonly JudgedObjective[]): Promise<ReadonlyMap<string, AlertSubject>>;
  /** Open alerts by their keys. */
  findOpen(scope: TransactionScope, openKeys: readonly string[]): Promise<ReadonlyMap<string, OpenAlert>>;
  /** Opens alerts and puts "fired" into the outbox for everybody who is to be told. One that is open already stays as it is. */
  open(scope: TransactionScope, alerts: readonly NewAlert[]): Promise<void>;
  /** Adds transitions to open alerts; call it after `open` and before `close`. */
  record(scope: TransactionScope, transitions: readonly AlertTransition[]): Promise<void>;
  /** Closes alerts and puts "resolved" into the outbox for everybody who was to be told that they fired. */
  close(scope: TransactionScope, alerts: readonly ClosedAlert[]): Promise<void>;
  /** Which of these stretches hold minutes that were filled in after the fact. In the order of the stretches. */
  wereRefilled(
    scope: TransactionScope,
    stretches: readonly { readonly streamId: number; readonly from: Minute; readonly to: Minute }[],
  ): Promise<readonly boolean[]>;
  /** Since when nothing is known of objectives with an open burn alert; null: something is. A silence keeps its first minute. */
  noteSilence(scope: TransactionScope, silences: readonly { readonly objectiveId: string; readonly since: Minute | null }[]): Promise<void>;
  /** Open burn alerts of these objectives. */
  openBurns(scope: TransactionScope, objectiveIds: readonly string[]): Promise<ReadonlyMap<string, readonly BlindAlert[]>>;
}
