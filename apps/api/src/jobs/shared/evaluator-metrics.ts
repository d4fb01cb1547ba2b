import type { SourceFailureClass } from "@solvent/metric-sources";

/**
 * What the jobs count, as plain callbacks; the composition registers them under the names of the operations guide:
 * `tick_duration`, `watermark_lag_seconds`, `source_errors{source,class}`, `corrections_total`, `ingest_clamped_total`,
 * `stale_writes_refused_total`, `lease_changes_total`.
 */
export interface EvaluatorMetrics {
  tickDuration(seconds: number): void;
  /** Database time minus the end of the least watermark among streams that are read. */
  watermarkLag(seconds: number): void;
  /** `source` is the name of the data source. */
  sourceError(source: string, failure: SourceFailureClass): void;
  /** Minutes before a watermark whose stored counts or state changed. */
  corrections(minutes: number): void;
  ingestClamped(minutes: number): void;
  staleWriteRefused(): void;
  /** This process gained or lost the lease. */
  leaseChanged(): void;
}

export const ignoredMetrics: EvaluatorMetrics = {
  tickDuration: () => undefined,
  watermarkLag: () => undefined,
  sourceError: () => undefined,
  corrections: () => undefined,
  ingestClamped: () => undefined,
  staleWriteRefused: () => undefined,
  leaseChanged: () => undefined,
};
