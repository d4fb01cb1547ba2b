import type { AlertSeverity } from "@solvent/domain";

export type Scope = "all" | "team" | "service" | "objective";

/** What a route is for. `name` null: everything. */
export interface RouteSubject {
  readonly scope: Scope;
  readonly name: string | null;
}

export interface StoredRoute extends RouteSubject {
  /** Names of targets, sorted. */
  readonly page: readonly string[];
  readonly ticket: readonly string[];
  readonly updatedAtMs: number;
}

export interface RouteReader {
  /** Widest first, then by name. */
  list(): Promise<readonly StoredRoute[]>;
  find(subject: RouteSubject): Promise<StoredRoute | null>;
  /** The route that counts for an objective; null: no such objective. */
  findEffective(objective: string): Promise<{ readonly route: StoredRoute | null } | null>;
}

export interface RouteRow {
  readonly scope: Scope;
  /** Of the team, service or objective; null for everything. */
  readonly subjectId: string | null;
  /** Ids of targets. */
  readonly targets: Readonly<Record<AlertSeverity, readonly string[]>>;
}

/** Inside a transaction. */
export interface RouteWriter {
  /** Id of a team, service or objective, which stays until the end of the transaction; null when there is none of this name. */
  lockSubject(scope: Exclude<Scope, "all">, name: string): Promise<string | null>;
  /** Ids by name of those that exist; they stay until the end of the transaction. */
  lockTargets(names: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Replaces the route whole. */
  put(row: RouteRow): Promise<void>;
  /** Routes everything to one target, unless there is a route for everything. */
  ensureDefault(targetId: string): Promise<void>;
  /** False when there was none. */
  remove(subject: RouteSubject): Promise<boolean>;
}
