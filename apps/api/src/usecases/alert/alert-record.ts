import type { AlertSeverity, BudgetCondition, Minute, MinuteInterval, TermsDefinition } from "@solvent/domain";

/**
 * What is stored with an alert, as JSON. Fractions are "n/d"; counts are whole numbers as text, of events or slices as the method has it, in
 * units of `massScale`.
 */
export type FractionText = string;
export type CountText = string;

export type AlertKind = "burn" | BudgetCondition["kind"] | "no-data" | "source-down" | "evaluator-behind";
export type AlertEvent = "fired" | "resolved";
export type CloseReason = "resolved" | "corrected" | "revised" | "deleted";

/** Names and terms as they were when the alert opened. */
export interface AlertSubject {
  readonly objective: {
    readonly name: string;
    readonly displayName: string | null;
    readonly service: string;
    readonly team: string | null;
    readonly targetPercent: string;
    /** Nominal length of the window. */
    readonly windowMinutes: number;
    /** Left out of alerts from before there were other terms: a rolling window of events. */
    readonly terms?: Omit<TermsDefinition, "targetPercent">;
  } | null;
  readonly source: string | null;
}

/** Good and all events, or slices, of a window before an evaluation, with the minutes of which anything is known. */
export interface StoredCounts {
  readonly good: CountText;
  readonly total: CountText;
  readonly counted: number;
}

/** Counts of the objective's window: what the budget is made of. */
export interface StoredWindow extends StoredCounts {
  /** Minutes of it that adjustments exclude; left out when there are none. */
  readonly excluded?: number;
  /** Exclusions in what is left of a calendar period, where they make the budget smaller. */
  readonly excludedAhead?: readonly MinuteInterval[];
}

/** Burn rate of equal stretches, oldest first; null where nothing is known. For drawing only. */
export interface StoredSpark {
  readonly from: Minute;
  readonly stepMinutes: number;
  readonly burns: readonly (number | null)[];
}

/** Both windows of a rule, and the objective's window, at one evaluation. */
export interface BurnEvidence {
  readonly kind: "burn";
  readonly rule: string;
  readonly longMinutes: number;
  readonly shortMinutes: number;
  readonly factor: FractionText;
  readonly burnLong: FractionText;
  readonly burnShort: FractionText;
  readonly long: StoredCounts;
  readonly short: StoredCounts;
  readonly window: StoredWindow;
  /** Of the last 60 minutes. */
  readonly lastHour: StoredCounts;
  /** From the onset on; null when the onset is not known. */
  readonly sinceOnset: StoredCounts | null;
  readonly spark: StoredSpark | null;
  readonly streamId: number;
  /** Of its slices; left out for objectives that count events. */
  readonly slicesStreamId?: number;
  readonly revision: number;
  /** A ticket of the same objective that was open already when a page fired. */
  readonly ticketSince: Minute | null;
}

/** Counts of the stretch [start, end) that a condition is about. */
export interface StoredStretch extends MinuteInterval {
  readonly counts: StoredCounts;
}

/** What a condition beyond burn rules looked for and saw at one evaluation. */
export interface ConditionEvidence {
  readonly kind: "condition";
  /** `policy/condition` */
  readonly rule: string;
  /** As it was set. */
  readonly condition: BudgetCondition;
  /** Share of the budget, minutes until it is gone, or events; null: the budget lasts, or it could not be judged. */
  readonly value: FractionText | null;
  readonly limit: FractionText;
  /** Events per minute that are usual at that hour of the week; null for other kinds. */
  readonly usual: FractionText | null;
  /** Of no traffic it holds events, of the others what the method judges. */
  readonly stretch: StoredStretch | null;
  readonly window: StoredWindow;
  readonly streamId: number;
  /** Of its slices; left out for objectives that count events. */
  readonly slicesStreamId?: number;
  readonly revision: number;
}

/** An open burn alert that cannot be judged while nothing is known. */
export interface BlindAlert {
  readonly objective: string;
  readonly title: string;
  readonly severity: AlertSeverity;
}

export interface NoDataEvidence {
  readonly kind: "no-data";
  readonly since: Minute;
  /** A MissingReason. */
  readonly reason: string;
  readonly blind: readonly BlindAlert[];
}

export interface SourceDownEvidence {
  readonly kind: "source-down";
  readonly sinceMs: number;
  /** In the source's own words, without secrets. */
  readonly reason: string;
  readonly objectives: number;
  readonly blind: readonly BlindAlert[];
}

export interface EvaluatorBehindEvidence {
  readonly kind: "evaluator-behind";
  readonly sinceMs: number;
  readonly objectives: number;
}

export type AlertEvidence = BurnEvidence | ConditionEvidence | NoDataEvidence | SourceDownEvidence | EvaluatorBehindEvidence;

/** What a burn alert cost, from its onset to its end. */
export interface BurnBill {
  readonly kind: "burn";
  readonly from: Minute;
  readonly to: Minute;
  /** Of [from, to). */
  readonly during: StoredCounts;
  /** At the end. */
  readonly window: StoredWindow;
  readonly missingMinutes: number;
  /** A ticket of the same objective that stays open when a page ends. */
  readonly ticketSince: Minute | null;
}

/** The other kinds cost nothing that could be counted. */
export interface PlainBill {
  readonly kind: "plain";
  readonly fromMs: number;
  readonly toMs: number;
  /** At the end; left out of alerts that are not about a budget. */
  readonly window?: StoredWindow;
}

export type AlertBill = BurnBill | PlainBill;

/** One open alert each: kind and whose it is, for burn alerts also the severity, for conditions their name. */
export const openKeyOf = {
  burn: (objectiveId: string, severity: AlertSeverity): string => `burn/${objectiveId}/${severity}`,
  condition: (kind: BudgetCondition["kind"], objectiveId: string, name: string): string => `${kind}/${objectiveId}/${name}`,
  noData: (objectiveId: string): string => `no-data/${objectiveId}`,
  sourceDown: (sourceId: string): string => `source-down/${sourceId}`,
  evaluatorBehind: "evaluator-behind",
} as const;
