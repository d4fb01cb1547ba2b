import type { AlertPolicyDefinition, Minute, TermsDefinition } from "@solvent/domain";
import type { QueryProbe, StreamQuery } from "@solvent/metric-sources";

/** A stream that some objective reads, or will read, as stored. */
export interface PlannedStream {
  readonly streamId: number;
  readonly sourceId: string;
  readonly query: StreamQuery;
  /** Null until the source has been asked once. */
  readonly probe: QueryProbe | null;
  readonly firstMinute: Minute;
  readonly watermark: Minute;
}

export interface PlannedSource {
  readonly sourceId: string;
  readonly name: string;
  /** The last requests failed, as stored. */
  readonly failing: boolean;
  /** An alert says that it is down. */
  readonly alerted: boolean;
}

/** The slices of an objective's stream, judged as the objective wants them. */
export interface PlannedSlices {
  /** Null: there is no stream of them yet. */
  readonly streamId: number | null;
  /** They cover what the objective's stream covers, and go on doing so. Until then nothing can be said of the objective. */
  readonly ready: boolean;
}

export interface PlannedObjective {
  readonly objectiveId: string;
  readonly revision: number;
  /** Changes whenever a policy that it is attached to changes; empty for the default policy. */
  readonly policyStamp: string;
  /** The stream that is judged. */
  readonly streamId: number;
  readonly nextStreamId: number | null;
  /** Null for an objective that counts events. */
  readonly slices: PlannedSlices | null;
}

/** A composite is put together slice by slice: what it reads is its slices. */
export const isComposite = ({ streamId, slices }: Pick<PlannedObjective, "streamId" | "slices">): boolean => slices?.streamId === streamId;

/** Everything that is read and judged, as of one snapshot. */
export interface Plan {
  readonly sources: readonly PlannedSource[];
  readonly streams: readonly PlannedStream[];
  readonly objectives: readonly PlannedObjective[];
}

/** What of a definition decides a verdict. */
export interface JudgedTerms {
  readonly objectiveId: string;
  readonly revision: number;
  /** Null: what is stored makes no sense. */
  readonly terms: TermsDefinition | null;
  /** Those it is attached to now, in its order; the same object for the same policies. Empty: the default policy. */
  readonly policies: readonly AlertPolicyDefinition[];
  /** Of these policies. */
  readonly policyStamp: string;
}

export interface PlanReader {
  plan(): Promise<Plan>;
  /** Terms of these revisions; a revision that is gone is left out. */
  terms(revisions: readonly Pick<PlannedObjective, "objectiveId" | "revision">[]): Promise<readonly JudgedTerms[]>;
}
