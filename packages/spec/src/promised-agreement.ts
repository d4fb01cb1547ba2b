import type { CalendarUnit, Minute, WeekStart } from "@solvent/domain";

/** A promise to a customer that a definition brings along: it is settled by the objective. */
export interface PromisedAgreement {
  /** A DNS label, unique among all agreements. */
  readonly name: string;
  readonly displayName: string | null;
  readonly customer: string;
  /** Percent as a decimal string exactly as written. */
  readonly targetPercent: string;
  readonly unit: CalendarUnit;
  /** IANA time zone of the periods. */
  readonly zone: string;
  readonly weekStart: WeekStart;
  readonly startsAt: Minute;
  readonly note: string | null;
}

/** What is promised on one objective, in the order of the text. */
export interface ObjectiveAgreements {
  /** Name of the objective. */
  readonly objective: string;
  readonly agreements: readonly PromisedAgreement[];
}
