import type { Indicator, JsonValue } from "./indicator.ts";
import type { Minute } from "./minute.ts";

/** `occurrences` counts events, `timeslices` good slices of time, `ratio_timeslices` the mean of the slices' ratios (slo-math 2). */
export const BUDGETING_METHODS = ["occurrences", "timeslices", "ratio_timeslices"] as const;
export type BudgetingMethod = (typeof BUDGETING_METHODS)[number];

/** A rolling window of whole minutes. A day is 1440 minutes, always. */
export interface RollingWindow {
  readonly kind: "rolling";
  readonly minutes: number;
}

export const CALENDAR_UNITS = ["day", "week", "month", "quarter", "year"] as const;
export type CalendarUnit = (typeof CALENDAR_UNITS)[number];
export const WEEK_STARTS = ["monday", "sunday", "saturday"] as const;
export type WeekStart = (typeof WEEK_STARTS)[number];

/** A period of the calendar of an IANA zone. `weekStart` matters only for weeks. */
export interface CalendarWindow {
  readonly kind: "calendar";
  readonly unit: CalendarUnit;
  readonly zone: string;
  readonly weekStart: WeekStart;
}

export type ObjectiveWindow = RollingWindow | CalendarWindow;

/** Lengths of a slice in minutes: all of them divide the hour, and slices are aligned to the epoch. */
export const SLICE_LENGTHS = [1, 5, 10, 15, 30, 60] as const;
export type SliceLength = (typeof SLICE_LENGTHS)[number];
/** What a slice without traffic counts as; `exclude`: it is not judged. */
export const NO_TRAFFIC_POLICIES = ["good", "bad", "exclude"] as const;
export type NoTrafficPolicy = (typeof NO_TRAFFIC_POLICIES)[number];
/** What a slice with a missing minute counts as; `exclude`: it is not judged, `observed`: what is known of it is judged. */
export const MISSING_POLICIES = ["exclude", "bad", "good", "observed"] as const;
export type MissingPolicy = (typeof MISSING_POLICIES)[number];

/** How a slice method judges. */
export interface SliceSettings {
  readonly minutes: SliceLength;
  /** A slice is bad strictly below this ratio; percent as a decimal string, 0 < target ≤ 100. Null for `ratio_timeslices`, which has none. */
  readonly targetPercent: string | null;
  readonly noTraffic: NoTrafficPolicy;
  readonly missing: MissingPolicy;
}

/** What a team promises: indicator + target + window + budgeting method. Names are DNS labels, unique per kind. */
export interface ObjectiveDefinition {
  readonly name: string;
  readonly displayName: string | null;
  readonly description: string | null;
  readonly service: string;
  readonly indicator: Indicator;
  /** Percent as a decimal string exactly as written, 0 < target < 100, e.g. "99.9". */
  readonly targetPercent: string;
  readonly window: ObjectiveWindow;
  readonly method: BudgetingMethod;
  /** Null exactly for `occurrences`. */
  readonly slices: SliceSettings | null;
  /** Data before this minute is ignored; null: everything counts (slo-math 3). */
  readonly sloStart: Minute | null;
  /** Names of the alert policies it is attached to, in this order; empty: the default policy of its target and window. */
  readonly alertPolicies: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface ServiceDefinition {
  readonly name: string;
  readonly displayName: string | null;
  readonly description: string | null;
  /** Owning team, from the label `team`. */
  readonly team: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface SourceDefinition {
  readonly name: string;
  readonly displayName: string | null;
  readonly description: string | null;
  /** Adapter kind, e.g. "prometheus"; the registry of sources decides whether it exists. */
  readonly kind: string;
  /** OpenSLO `connectionDetails`, without secrets; the adapter's schema validates it. */
  readonly connection: { readonly [key: string]: JsonValue };
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}
