import type { AlertSeverity, Minute } from "@solvent/domain";
import type { DeliveryFailure, DeliveryForm, QueuedNotice, RecentDelivery, SendItem, Suppression } from "@solvent/notifiers";
import type { AlertBill, AlertEvidence, AlertKind, AlertSubject, CloseReason } from "../../usecases/alert/alert-record.ts";

/** A target with notifications that could be sent now. `newest` changes with every one that is added. */
export interface DueTarget {
  readonly targetId: string;
  readonly newest: bigint;
}

/** What is waiting for one target, seen while nobody else can send to it. */
export interface QueueView {
  /** The database's clock, milliseconds since the epoch. */
  readonly nowMs: number;
  /** In the order of the queue. */
  readonly notices: readonly QueuedNotice[];
  /** Messages of the last minute that the target has, or may have. */
  readonly recent: readonly RecentDelivery[];
}

/** What to do with it, decided within the claiming transaction. */
export interface ClaimDecision {
  readonly suppress: readonly Suppression[];
  readonly send: { readonly form: DeliveryForm; readonly items: readonly SendItem[] } | null;
  /** With nothing to send: when there may be something. Null: when something changes. */
  readonly untilMs: number | null;
}

/** An alert as stored, with what a message needs beside it. */
export interface StoredAlert {
  readonly id: bigint;
  readonly kind: AlertKind;
  readonly severity: AlertSeverity;
  /** Null: about none, or it is gone. */
  readonly objectiveId: string | null;
  readonly subject: AlertSubject;
  readonly evidence: AlertEvidence;
  readonly bill: AlertBill | null;
  readonly onset: Minute | null;
  readonly openedAt: Minute;
  readonly closedAt: Minute | null;
  readonly closeReason: CloseReason | null;
  /** The objective still exists: its page can be linked to. */
  readonly objectiveExists: boolean;
  /** Minutes before this one are generated, null when all are measured. */
  readonly generatedUntil: Minute | null;
}

/** One item of a claimed message with everything that it is worded from. */
export interface ClaimedItem {
  readonly item: SendItem;
  readonly alert: StoredAlert;
  /** When anybody was first to be told of this event. */
  readonly queuedAtMs: number;
}

/** The right to send one message, until the lock on its target ends. */
export interface Claim {
  readonly targetId: string;
  /** Random, of this attempt. */
  readonly token: string;
  readonly deliveryId: bigint;
  readonly nowMs: number;
  readonly form: DeliveryForm;
  readonly items: readonly ClaimedItem[];
  /** Attempts to this target that failed in a row before this one. */
  readonly failedBefore: number;
}

export type ClaimOutcome =
  | { readonly kind: "claimed"; readonly claim: Claim; readonly suppressed: number }
  /** `waitMs`: until it is worth looking again, null when only a change makes it so. */
  | { readonly kind: "nothing"; readonly waitMs: number | null; readonly suppressed: number }
  /** Another process is sending to this target, or it is not to be sent to yet. */
  | { readonly kind: "busy" };

/** How an attempt ended, for the notices of the message. `pauseMs`: the receiver takes no message before that. */
export type Verdict =
  | { readonly kind: "sent"; readonly status: number; readonly answer: string; readonly pauseMs: number }
  | { readonly kind: "again"; readonly failure: DeliveryFailure; readonly afterMs: number; readonly attempt: boolean }
  | { readonly kind: "given-up"; readonly failure: DeliveryFailure; readonly pauseMs: number }
  /** Nothing was sent: there was no time left, or nothing in it could be worded. */
  | { readonly kind: "not-tried" };

export interface Settlement {
  readonly claim: Claim;
  readonly verdict: Verdict;
  /** Notices of the claim that cannot be worded and will never be, with why. They are given up whatever the verdict. */
  readonly unsayable: readonly Suppression[];
}

/** How many notices ended in which state. */
export interface Settled {
  /** False: the lock had ended and somebody else has taken over; the notices are as they are. */
  readonly held: boolean;
  readonly sent: number;
  readonly again: number;
  readonly dead: number;
}

export interface Sweep {
  readonly failedOver: number;
  readonly suppressed: number;
  /** Age of the oldest notification that waits and is not held back by a mute; 0 when none waits. */
  readonly oldestSeconds: number;
}

/**
 * The outbox. At most one process at a time sends to a target: it holds the target's row of `notification_queue` by a random claim
 * until an instant of the database's clock. Who dies leaves the claim to run out; the next one sends the same notices again.
 */
export interface OutboxStore {
  /** One cheap look: targets with something to send, that nobody is sending to and that may be sent to. */
  dueTargets(): Promise<readonly DueTarget[]>;
  /** Locks the queue of a target for `lockMs`, lets `decide` choose, and stores the choice, in one transaction. */
  claim(targetId: string, lockMs: number, decide: (view: QueueView) => ClaimDecision): Promise<ClaimOutcome>;
  /** Stores how an attempt ended; changes no notice when the claim is not this one's any more. */
  settle(settlement: Settlement): Promise<Settled>;
  /** Tells stand-ins what could not be delivered, drops what has no target any more, and looks at the oldest. */
  sweep(): Promise<Sweep>;
}
