import type { Minute } from "@solvent/domain";
import type { PushedSample, PushedSeries } from "@solvent/metric-sources";
import type { MeasuredStream } from "../correction/refill-store.ts";
import type { PushTransaction } from "./push-store.ts";

/** New samples of a series, in the order of time and each instant once. */
export interface ReceivedSeries extends Pick<PushedSeries, "metric" | "kind" | "labels"> {
  readonly samples: readonly PushedSample[];
}

/** Series that are stored together or not at all: one counter or gauge, or the buckets of one histogram. */
export interface ReceivedFamily {
  /** Name of the metric as it was sent. */
  readonly name: string;
  /** Data points of the request that it is made of. */
  readonly points: number;
  readonly series: readonly ReceivedSeries[];
}

/** What cannot be taken of a request, by metric and reason. */
export interface Rejection {
  readonly name: string;
  readonly reason: string;
  readonly points: number;
}

/** One request, read. */
export interface ReceivedMetrics {
  readonly families: readonly ReceivedFamily[];
  readonly rejected: readonly Rejection[];
}

/** A request as it came. */
export interface MetricsBody {
  readonly encoding: "json" | "protobuf";
  readonly gzip: boolean;
  readonly bytes: Buffer;
}

/** Throws `request.invalid` and `request.too-large`. */
export type ReadMetrics = (body: MetricsBody) => Promise<ReceivedMetrics>;

export interface WrittenSeries {
  /** Those that would have been more series than the source may have. */
  readonly refused: readonly ReceivedFamily[];
  /** Minutes of metrics with samples that were new or different. */
  readonly changed: readonly { readonly metric: string; readonly minute: Minute }[];
}

/** Inside a transaction. */
export interface SeriesTransaction extends Pick<PushTransaction, "hold" | "takeQueued" | "queue"> {
  /** Stores the samples in place of what was sent for the same instants, as long as the source has at most `most` series. */
  writeSeries(sourceId: string, families: readonly ReceivedFamily[], most: number): Promise<WrittenSeries>;
  /** Every measured stream of the source with its stored query. */
  measuredStreams(sourceId: string): Promise<readonly (MeasuredStream & { readonly query: string })[]>;
}

/** All of `work` is stored or none. It may run again, so it must not change anything else. */
export type InSeriesTransaction = <T>(work: (tx: SeriesTransaction) => Promise<T>) => Promise<T>;
