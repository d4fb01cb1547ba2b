import type { AlertPolicyDefinition, TermsDefinition } from "@solvent/domain";
import type { DefinitionChange } from "../objective/objective-store.ts";
import type { Page, PageRequest } from "../page.ts";

export interface StoredPolicy {
  readonly id: string;
  readonly definition: AlertPolicyDefinition;
  readonly revision: number;
  readonly author: string;
  /** Names of the objectives that are attached to it, sorted. */
  readonly objectives: readonly string[];
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export interface PolicyPageRequest extends PageRequest {
  /** Only those that this objective is attached to; null: all. */
  readonly objective: string | null;
}

export interface PolicyReader {
  find(name: string): Promise<StoredPolicy | null>;
  /** By name, which is the page key. */
  list(page: PolicyPageRequest): Promise<Page<StoredPolicy>>;
}

export interface NewPolicyRevision {
  readonly definition: AlertPolicyDefinition;
  readonly changes: readonly DefinitionChange[];
  readonly author: string;
}

/** What names a policy, and what its conditions are judged by there. */
export interface Attachment {
  /** Of an objective, or of a group. */
  readonly name: string;
  /** The group that an objective belongs to. */
  readonly group: string | null;
  readonly terms: TermsDefinition;
}

/** Inside a transaction. Policies are locked after data sources and before groups, by name. */
export interface PolicyWriter {
  /** The policy, locked against changes and against new attachments until the end of the transaction. */
  lock(name: string): Promise<StoredPolicy | null>;
  /** Those of these names that exist; until the end of the transaction they stay as they are. */
  keep(names: readonly string[]): Promise<ReadonlyMap<string, AlertPolicyDefinition>>;
  /** Objectives and groups that name it, by name. */
  attachments(name: string): Promise<readonly Attachment[]>;
  insert(first: NewPolicyRevision): Promise<void>;
  /** The next revision of what is locked. */
  revise(id: string, next: NewPolicyRevision): Promise<void>;
  /** Throws `policy.in-use` while an objective is attached to it. */
  remove(id: string): Promise<void>;
}
