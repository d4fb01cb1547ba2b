import type { AlertSeverity } from "@solvent/domain";
import type { Page, PageRequest } from "../page.ts";
import type { SealedSecret } from "../source/source-store.ts";
import type { Scope } from "./route-store.ts";
import type { TargetSettings } from "./target-kinds.ts";

/** How deliveries to a target went, and what waits for it. */
export interface StoredTargetHealth {
  readonly okAtMs: number | null;
  readonly failingSinceMs: number | null;
  readonly failureClass: string | null;
  readonly message: string | null;
  readonly pending: number;
  readonly oldestPendingAtMs: number | null;
  /** Given up in the last 7 days. */
  readonly dead: number;
}

/** A route that names a target, and for what. */
export interface TargetRoute {
  readonly scope: Scope;
  readonly name: string | null;
  readonly severities: readonly AlertSeverity[];
}

export interface TargetDefinition {
  readonly name: string;
  readonly displayName: string | null;
  readonly kind: string;
  readonly settings: TargetSettings;
  /** Name of the target that stands in for it. */
  readonly failover: string | null;
}

export interface StoredTarget {
  readonly id: string;
  readonly definition: TargetDefinition;
  /** scheme://host:port that the secrets are bound to; null without secrets, or where the address is one. */
  readonly secretOrigin: string | null;
  /** Names of the secret fields that hold a value. */
  readonly secretFields: readonly string[];
  readonly routes: readonly TargetRoute[];
  readonly health: StoredTargetHealth;
  readonly revision: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface TargetReader {
  list(page: PageRequest): Promise<Page<StoredTarget>>;
  find(name: string): Promise<StoredTarget | null>;
}

export interface TargetRow {
  readonly id: string;
  readonly definition: Omit<TargetDefinition, "failover">;
  readonly failoverId: string | null;
  readonly secretOrigin: string | null;
}

/** Id and stand-in of every target by name. */
export type TargetBook = ReadonlyMap<string, { readonly id: string; readonly failover: string | null }>;

/** Inside a transaction. */
export interface TargetWriter {
  /** All targets, locked against changes until the end of the transaction: two changes must not close a circle of stand-ins. */
  lockAll(): Promise<TargetBook>;
  find(name: string): Promise<StoredTarget | null>;
  insert(row: TargetRow): Promise<void>;
  /** Replaces the definition under the next revision. */
  update(row: TargetRow): Promise<void>;
  /** Sets or, with null, removes secrets; fields that are not named stay. */
  writeSecrets(targetId: string, secrets: ReadonlyMap<string, SealedSecret | null>): Promise<void>;
  /**
   * Gives up what waits for it, then removes it from all routes and from the list. What was sent stays in the history under its name.
   * A route for everything that is left without anybody goes too, so that the next first target is the default again.
   */
  remove(id: string): Promise<void>;
}
