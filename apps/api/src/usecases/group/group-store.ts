import type { LabelCombination, ObjectiveGroupDefinition } from "@solvent/domain";
import type { DefinitionChange, StoredObjective } from "../objective/objective-store.ts";
import type { Page, PageRequest } from "../page.ts";

/** What came of asking the source for the combinations. */
export interface GroupExtent {
  /** Combinations that the source had when it was last asked; null before. */
  readonly found: number | null;
  /** Of these, beyond the cap. */
  readonly leftOut: number;
  readonly listedAtMs: number | null;
  /** Why the source could not be asked last time, or what of its answer could not be used; in its own words. */
  readonly trouble: string | null;
}

export interface StoredGroup extends GroupExtent {
  readonly id: string;
  readonly definition: ObjectiveGroupDefinition;
  readonly revision: number;
  readonly author: string;
  readonly team: string | null;
  readonly active: number;
  readonly archived: number;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

/** An objective of a group, as a list shows it. */
export interface StoredMember {
  readonly name: string;
  readonly labels: LabelCombination;
  readonly archivedAtMs: number | null;
}

export interface MemberPageRequest extends PageRequest {
  /** Null: both, active ones first. */
  readonly archived: boolean | null;
}

export interface GroupReader {
  find(name: string): Promise<StoredGroup | null>;
  list(page: PageRequest): Promise<Page<StoredGroup>>;
  /** The page key is `active/name` or `archived/name`. Null when there is no such group. */
  members(name: string, page: MemberPageRequest): Promise<Page<StoredMember> | null>;
  /** Which of these names are those of objectives or groups. */
  takenNames(names: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface NewGroupRevision {
  readonly definition: ObjectiveGroupDefinition;
  readonly changes: readonly DefinitionChange[];
  readonly author: string;
  readonly serviceId: string;
}

/** A locked objective of a group; its back-fill is not looked up. */
export interface LockedMember {
  readonly stored: StoredObjective;
  readonly labels: LabelCombination;
}

/** Inside a transaction. Groups are locked before objectives. */
export interface GroupWriter {
  /** Not locked. */
  find(name: string): Promise<StoredGroup | null>;
  /** The group, locked against changes until the end of the transaction. */
  lock(name: string): Promise<StoredGroup | null>;
  /** Name of a group that reads from a data source, null without one. */
  findReader(source: string): Promise<string | null>;
  /** All of them, by name, locked. */
  lockMembers(id: string): Promise<readonly LockedMember[]>;
  /** Answers its id. Throws `group.name-taken` when an objective has the name. */
  insert(first: NewGroupRevision): Promise<string>;
  /** The next revision of what is locked. The source is asked for the combinations again at once. */
  revise(id: string, next: NewGroupRevision): Promise<void>;
  /** Together with its objectives: remove those first, so that what refers to them is named. */
  remove(id: string): Promise<void>;
}

/** Inside a transaction. What the answer of a source changes of a locked group, whose definition stays as it is. */
export interface ListingWriter {
  noteExtent(id: string, extent: GroupExtent): Promise<void>;
  noteTrouble(id: string, trouble: string): Promise<void>;
  /** Objectives that are archived become ordinary again. */
  restore(objectiveIds: readonly string[]): Promise<void>;
}
