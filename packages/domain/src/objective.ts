import type { Indicator, JsonValue } from "./indicator.ts";

/** `occurrences` counts events; slice methods are not offered yet. */
export type BudgetingMethod = "occurrences";

/** A rolling window of whole minutes. A day is 1440 minutes, always. */
export interface RollingWindow {
  readonly kind: "rolling";
  readonly minutes: number;
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
  readonly window: RollingWindow;
  readonly method: BudgetingMethod;
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
