import type { MeasuredIndicator } from "@solvent/domain";
import type { MetricSource, Outcome, Parsed, QueryProbe, StreamQuery } from "@solvent/metric-sources";

/** A connected source with what its kind says about timing. */
export interface SourceHandle {
  /** Seconds after a minute's end before it may be read. */
  readonly ingestDelaySeconds: number;
  /** Minutes before the watermark that are read again at every poll. */
  readonly settleMinutes: number;
  /** Longest stretch to ask for at once in back-fill, in minutes. */
  backfillChunkMinutes(probe: QueryProbe): number;
  /** Makes the query that `source` is asked with. */
  parseIndicator(indicator: MeasuredIndicator): Parsed<StreamQuery>;
  readonly source: MetricSource;
}

/** Connections by source id. A failure says why there is none: no such kind, a bad address, a secret that cannot be opened. */
export interface SourceHandles {
  get(sourceId: string): Promise<Outcome<SourceHandle>>;
}
