import type { Minute } from "@solvent/domain";
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

export interface PlannedObjective {
  readonly objectiveId: string;
  readonly revision: number;
  /** The stream that is judged. */
  readonly streamId: number;
  readonly nextStreamId: number | null;
}

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
  readonly targetPercent: string;
  readonly windowMinutes: number;
}

export interface PlanReader {
  plan(): Promise<Plan>;
  /** Terms of these revisions; a revision that is gone is left out. */
  terms(revisions: readonly Pick<PlannedObjective, "objectiveId" | "revision">[]): Promise<readonly JudgedTerms[]>;
}
