import type { AlertPolicyDefinition, MissingReason, TermsDefinition } from "@solvent/domain";
import type { StreamHead } from "../minutes/minute-store.ts";

/** A rule that is firing, as the tick stored it. */
export interface FiringRule {
  readonly rule: string;
  readonly firingSince: number;
}

export type BackfillState = "queued" | "running" | "done" | "cancelled" | "failed";

/** The back-fill of a stream that was asked for last. */
export interface StoredBackfill {
  readonly id: string;
  readonly state: BackfillState;
  readonly fromMinute: number;
  readonly toMinute: number;
  readonly cursor: number;
  readonly message: string | null;
  readonly startedAtMs: number | null;
}

/** What is stored about one objective and the stream it reads, in one row. */
export interface DirectoryEntry {
  readonly id: string;
  readonly revision: number;
  readonly name: string;
  /** Null while it is read and judged. */
  readonly archivedAtMs: number | null;
  readonly displayName: string | null;
  readonly service: string;
  readonly team: string | null;
  /** Null exactly for composites, whose stream is that of their slices. */
  readonly source: string | null;
  readonly sourceKind: string | null;
  /** The source's own words while it is failing, else null. */
  readonly sourceTrouble: string | null;
  /** As it was written, to be shown; also in `terms`. */
  readonly targetPercent: string;
  /** The same object for all objectives with the same terms, so that what follows from them is worked out once. */
  readonly terms: TermsDefinition;
  /** Those it is attached to, in its order; the same object for all objectives with the same policies. Empty: the default policy. */
  readonly policies: readonly AlertPolicyDefinition[];
  /** Name of the group that it belongs to, and its combination of labels; null for one that stands for itself. */
  readonly group: string | null;
  readonly groupLabels: Readonly<Record<string, string>> | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly streamId: number;
  readonly firstMinute: number;
  readonly watermark: number;
  /** Minutes before it are not kept any more, their running totals are (ADR 0014); null or left out: all are kept. */
  readonly minutesFrom?: number | null;
  /** Its judged slices; null for occurrences, and for a slice method until they are begun. */
  readonly slicesStream: StreamHead | null;
  /** Minutes before this one are generated, not measured; null: all are measured. */
  readonly generatedUntil: number | null;
  /** Latest end of the mutes that cover it now, null without one. */
  readonly mutedUntilMs: number | null;
  readonly backfill: StoredBackfill | null;
  readonly firing: readonly FiringRule[];
  /** Reason of the newest unfilled gap that reaches the watermark, else null. */
  readonly openGapReason: MissingReason | null;
  /** False: no adjustment applies to it, so there is none to ask for. Of many objectives it may be true for all as soon as one has any. */
  readonly isAdjusted: boolean;
}

/** Texts that change with what is stored. */
export interface DirectoryFingerprint {
  /** Objectives, services, sources, policies, mutes, adjustments: what people change. */
  readonly definitions: string;
  /** Watermarks, coverage, rules that fire, progress, health: what the jobs change. Minutes filled in later do not show in it. */
  readonly figures: string;
}

export interface ObjectiveDirectory {
  /** Cheap to ask. */
  fingerprint(): Promise<DirectoryFingerprint>;
  /** Without those that are archived. */
  entries(): Promise<readonly DirectoryEntry[]>;
  /** Also one that is archived. */
  findEntry(name: string): Promise<DirectoryEntry | null>;
}
