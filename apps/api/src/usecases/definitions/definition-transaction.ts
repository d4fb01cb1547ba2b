import type { AdjustmentWriter } from "../adjustment/adjustment-store.ts";
import type { AgreementWriter } from "../agreement/agreement-store.ts";
import type { CompositeWriter } from "../composite/composite-writer.ts";
import type { GroupWriter, ListingWriter } from "../group/group-store.ts";
import type { ObjectiveWriter } from "../objective/objective-store.ts";
import type { StreamWriter } from "../objective/stream-store.ts";
import type { PolicyWriter } from "../policy/policy-store.ts";
import type { ServiceWriter } from "../service/service-store.ts";
import type { SourceWriter } from "../source/source-store.ts";
import type { TeamWriter } from "../team/team-store.ts";
import type { NameSpace } from "./name-space.ts";

/**
 * Everything that one change of definitions may write. Locks are taken in this order, by name within each, so that two changes
 * never wait for each other: teams, services, sources, policies, groups, objectives, streams, adjustments, agreements.
 */
export interface DefinitionTransaction {
  readonly teams: TeamWriter;
  readonly services: ServiceWriter;
  readonly sources: SourceWriter;
  readonly policies: PolicyWriter;
  readonly groups: GroupWriter;
  readonly listings: ListingWriter;
  readonly objectives: ObjectiveWriter;
  readonly streams: StreamWriter;
  readonly composites: CompositeWriter;
  readonly adjustments: AdjustmentWriter;
  readonly agreements: AgreementWriter;
  readonly names: NameSpace;
}

/**
 * All of `work` is stored or none. A conflict with another transaction, also about a name that both want to create, runs it again,
 * so it must not change anything else.
 */
export type InTransaction = <T>(work: (tx: DefinitionTransaction) => Promise<T>) => Promise<T>;
