import type { CalendarUnit, Minute, WeekStart } from "@solvent/domain";
import type { Page, PageRequest } from "../page.ts";
import type { SettledFigures } from "./settled-figures.ts";

/** A promise as a person writes it. */
export interface AgreementFields {
  readonly name: string;
  readonly displayName: string | null;
  readonly customer: string;
  /** Name of the objective behind it. */
  readonly objective: string;
  readonly targetPercent: string;
  readonly unit: CalendarUnit;
  readonly zone: string;
  readonly weekStart: WeekStart;
  readonly startsAt: Minute;
  readonly note: string | null;
}

export interface StoredAgreement extends AgreementFields {
  readonly id: string;
  readonly revision: number;
  readonly author: string;
  readonly updatedAtMs: number;
}

/** A period as it was recorded for good. */
export interface FrozenPeriod {
  readonly periodStart: Minute;
  readonly periodEnd: Minute;
  /** Where the counting began. */
  readonly from: Minute;
  readonly targetPercent: string;
  readonly objectiveRevision: number;
  readonly figures: SettledFigures;
  readonly frozenAtMs: number;
}

/** Inside a transaction. */
export type AgreementWriter = Pick<AgreementStore, "find" | "create" | "update">;

/** Agreements are few: tens, not thousands. */
export interface AgreementStore {
  /** By name; of one objective when it is given. */
  list(page: PageRequest, objective?: string): Promise<Page<StoredAgreement>>;
  find(name: string): Promise<StoredAgreement | null>;
  /** Throws AppError `agreement.name-taken` and `agreement.objective-unknown`. */
  create(fields: AgreementFields, author: string): Promise<StoredAgreement>;
  /** Null when it is at another revision by now, or gone. Throws AppError `agreement.objective-unknown`. */
  update(
    id: string,
    change: { readonly fields: AgreementFields; readonly revision: number; readonly author: string },
  ): Promise<StoredAgreement | null>;
  /** False when it is at another revision by now, or gone. */
  remove(id: string, revision: number): Promise<boolean>;
  /** Frozen periods, newest first. */
  periods(id: string, limit: number): Promise<readonly FrozenPeriod[]>;
  /** Records a period; one that is recorded already stays as it is. */
  freeze(id: string, period: Omit<FrozenPeriod, "frozenAtMs">): Promise<void>;
}
