import type { AlertSeverity, BudgetCondition, BudgetCoverage, Fraction, Minute, ObjectiveWindow } from "@solvent/domain";

/** What counts are counts of: events, or slices of time under a slice method. */
export type MessageUnit = "events" | "slices";

/** The objective that a message is about. Every text is somebody else's: a notifier escapes it. */
export interface MessageObjective {
  readonly name: string;
  /** Display name, else the name. */
  readonly title: string;
  readonly service: string;
  readonly team: string | null;
  readonly targetPercent: string;
  /** Length of a rolling window; of a calendar unit its usual length. */
  readonly windowMinutes: number;
  readonly window: ObjectiveWindow;
  readonly unit: MessageUnit;
  /** Absolute address of the page, null when Solvent does not know under which address people reach it. */
  readonly url: string | null;
}

/** What every message carries beside its facts. */
export interface MessageBase {
  /** Stable over retries: the receiver's key against duplicates. */
  readonly id: string;
  /** When the alert changed, milliseconds since the epoch. */
  readonly atMs: number;
  /** Address of the alert's page, null when Solvent does not know its own address. */
  readonly alertUrl: string | null;
  /** Whole minutes that the message is late; 0 when it is not worth saying. */
  readonly delayedMinutes: number;
  /** An earlier attempt may have been accepted although Solvent did not see it: this may be a duplicate. */
  readonly repeated: boolean;
}

/** Budget left at the moment of the event; null while not one event of the window, or less than half of its minutes, is known. */
export interface MessageBudget {
  /** 1 is all of it, negative when overspent. */
  readonly left: Fraction;
  /** Minutes that are left: of full outage at average traffic, or of bad slices. */
  readonly leftMinutes: Fraction;
}

/** When the budget is gone if it goes on like the last hour. */
export type Exhaustion =
  | { readonly kind: "at"; readonly minute: Minute }
  | { readonly kind: "already-gone" }
  | { readonly kind: "not-at-this-rate" }
  | { readonly kind: "unknown" };

/** A burn rule as it stood at the event. */
export interface MessageRule {
  readonly name: string;
  readonly longMinutes: number;
  readonly shortMinutes: number;
  readonly factor: Fraction;
  readonly burnLong: Fraction;
  readonly burnShort: Fraction;
}

/** Burn rate of equal stretches up to the event, oldest first; null where nothing is known. */
export interface MessageSpark {
  readonly from: Minute;
  readonly stepMinutes: number;
  readonly burns: readonly (number | null)[];
}

export interface BurnFired extends MessageBase {
  readonly kind: "burn-fired";
  readonly severity: AlertSeverity;
  readonly objective: MessageObjective;
  readonly rule: MessageRule;
  readonly budget: MessageBudget | null;
  readonly coverage: BudgetCoverage;
  readonly exhaustion: Exhaustion;
  /** First minute that burned, when known. */
  readonly onset: Minute | null;
  /** The evaluation at which the rule was met. */
  readonly since: Minute;
  /** Bad events or slices and all of them since the onset, in the long window when the onset is not known. */
  readonly bad: Fraction;
  readonly total: Fraction;
  /** Share of the window's budget that `bad` is; left out or null when unknown. */
  readonly spent?: Fraction | null;
  readonly spark: MessageSpark | null;
  /** Known minutes of the last hour, out of 60. */
  readonly knownOfLastHour: number;
  /** A ticket of the same objective that was open before this page. */
  readonly escalatedFromTicketSince: Minute | null;
  /** Minutes before this one are generated, not measured; null: all are measured. */
  readonly generatedUntil: Minute | null;
}

export interface BurnResolved extends MessageBase {
  readonly kind: "burn-resolved";
  readonly severity: AlertSeverity;
  readonly objective: MessageObjective;
  /** Onset, else the evaluation that fired. */
  readonly from: Minute;
  readonly to: Minute;
  /** `corrected`: minutes in between were filled in or changed later; `revised`: the definition changed; `deleted`: the objective is gone. */
  readonly reason: "resolved" | "corrected" | "revised" | "deleted";
  /** Share of the window's budget that it cost; null when unknown. */
  readonly spent: Fraction | null;
  readonly bad: Fraction | null;
  readonly total: Fraction | null;
  readonly budget: MessageBudget | null;
  /** Null without a bill. */
  readonly coverage: BudgetCoverage | null;
  /** Minutes of [from, to) of which nothing is known. */
  readonly missingMinutes: number;
  /** The notice that it fired could not be delivered: this is the first that the receiver hears of it. */
  readonly firstNotice: boolean;
  /** A ticket of the same objective that stays open. */
  readonly ticketOpenSince: Minute | null;
}

/** A condition beyond burn rules: what it looks for, and what it saw when it fired. */
export interface MessageCondition {
  readonly kind: BudgetCondition["kind"];
  /** `policy/condition` */
  readonly name: string;
  /** When it fires, in plain words. */
  readonly sentence: string;
  /** Share of the budget (consumed, drop), minutes until the budget is gone, or events (no traffic); null when it could not be told. */
  readonly value: Fraction | null;
  /** Share of the budget, minutes until the budget is gone, or minutes without an event. */
  readonly limit: Fraction;
  /** Events per minute that are usual at this hour of the week; null for other kinds. */
  readonly usual: Fraction | null;
}

/** What was counted in the stretch [from, to) that a condition is about. Of no traffic these are events. */
export interface MessageStretch {
  readonly from: Minute;
  readonly to: Minute;
  readonly bad: Fraction;
  readonly total: Fraction;
}

export interface ConditionFired extends MessageBase {
  readonly kind: "condition-fired";
  readonly severity: AlertSeverity;
  readonly objective: MessageObjective;
  readonly condition: MessageCondition;
  readonly budget: MessageBudget | null;
  readonly coverage: BudgetCoverage;
  /** The evaluation at which it was met. */
  readonly since: Minute;
  readonly stretch: MessageStretch | null;
  /** Minutes before this one are generated, not measured; null: all are measured. */
  readonly generatedUntil: Minute | null;
}

export interface ConditionResolved extends MessageBase {
  readonly kind: "condition-resolved";
  readonly severity: AlertSeverity;
  readonly objective: MessageObjective;
  /** As it was when it fired. */
  readonly condition: MessageCondition;
  readonly from: Minute;
  readonly to: Minute;
  readonly reason: BurnResolved["reason"];
  /** At its end. */
  readonly budget: MessageBudget | null;
  /** Null without a bill. */
  readonly coverage: BudgetCoverage | null;
  readonly firstNotice: boolean;
}

export interface NoDataFired extends MessageBase {
  readonly kind: "no-data-fired";
  readonly objective: MessageObjective;
  readonly source: string;
  /** First minute of the silence. */
  readonly since: Minute;
  /** In words, e.g. "the query matches no series". */
  readonly reason: string;
  /** Severities of the burn alerts of this objective that cannot be judged any more. */
  readonly blindAlerts: readonly AlertSeverity[];
}

export interface NoDataResolved extends MessageBase {
  readonly kind: "no-data-resolved";
  readonly objective: MessageObjective;
  readonly source: string;
  readonly from: Minute;
  readonly to: Minute;
  readonly firstNotice: boolean;
}

export interface SourceDown extends MessageBase {
  readonly kind: "source-down";
  readonly source: string;
  readonly sinceMs: number;
  /** In the source's own words, without secrets. */
  readonly reason: string;
  /** Objectives that read from it. */
  readonly objectives: number;
  /** Open burn alerts that cannot be judged now. */
  readonly blindAlerts: readonly { readonly title: string; readonly severity: AlertSeverity; readonly url: string | null }[];
}

export interface SourceBack extends MessageBase {
  readonly kind: "source-back";
  readonly source: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly firstNotice: boolean;
}

export interface EvaluatorBehind extends MessageBase {
  readonly kind: "evaluator-behind";
  readonly sinceMs: number;
  /** Objectives whose newest minute is too old. */
  readonly objectives: number;
}

export interface EvaluatorCaughtUp extends MessageBase {
  readonly kind: "evaluator-caught-up";
  readonly fromMs: number;
  readonly toMs: number;
  readonly firstNotice: boolean;
}

/** A line of a summary: which message it stands for. */
export type SummaryItem = Exclude<Message, Summary | TestMessage>;

/** Many notifications in one message; every one is named. */
export interface Summary extends MessageBase {
  readonly kind: "summary";
  readonly items: readonly SummaryItem[];
}

/** Somebody pressed "send test". */
export interface TestMessage extends MessageBase {
  readonly kind: "test";
  readonly target: string;
  readonly author: string;
}

export type Message =
  | BurnFired
  | BurnResolved
  | ConditionFired
  | ConditionResolved
  | NoDataFired
  | NoDataResolved
  | SourceDown
  | SourceBack
  | EvaluatorBehind
  | EvaluatorCaughtUp
  | Summary
  | TestMessage;
