import type { SourceFailure } from "@solvent/metric-sources";
import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { SourceAlerts } from "../alerts/source-alerts.ts";
import type { FencedWriter } from "../shared/fenced-writer.ts";
import type { PlannedSource } from "./plan.ts";

export interface HealthNote {
  readonly sourceId: string;
  /** Null: the last requests succeeded. */
  readonly failure: SourceFailure | null;
  readonly latencyMs: number;
  /** What was asked of it in the last whole minute, by all jobs of this process. */
  readonly requestsPerMinute: number;
  readonly atMs: number;
}

export interface SourceHealthStore {
  noteVersion(scope: TransactionScope, sourceId: string, version: string | null): Promise<void>;
  /** Stores the note; a run of failures keeps its start. */
  noteHealth(scope: TransactionScope, note: HealthNote): Promise<void>;
  /** Makes every unsettled gap of the source due at `dueAtMs`. */
  expediteGaps(scope: TransactionScope, sourceId: string, dueAtMs: number): Promise<void>;
}

/** Notes how a source is; when it has just come back, its gaps are asked for again at once. */
export const makeRecordHealth =
  (deps: {
    readonly writer: FencedWriter;
    readonly health: SourceHealthStore;
    readonly alerts: SourceAlerts;
    readonly databaseNowMs: () => number;
    readonly requestsPerMinute: (sourceId: string) => number;
  }) =>
  async (seen: { readonly source: PlannedSource; readonly failure: SourceFailure | null; readonly latencyMs: number }): Promise<void> => {
    const { sourceId, failing, alerted } = seen.source;
    const atMs = deps.databaseNowMs();
    await deps.writer.write("live", async (tx) => {
      const { failure } = seen;
      const requestsPerMinute = deps.requestsPerMinute(sourceId);
      await deps.health.noteHealth(tx.scope, { sourceId, failure, latencyMs: Math.round(seen.latencyMs), requestsPerMinute, atMs });
      if (failing && seen.failure === null) await deps.health.expediteGaps(tx.scope, sourceId, atMs);
      await deps.alerts(tx.scope, { sourceId, failure: seen.failure, atMs, alerted });
    });
  };
export type RecordHealth = ReturnType<typeof makeRecordHealth>;
