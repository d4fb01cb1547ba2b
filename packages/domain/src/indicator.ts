export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** One OpenSLO metricSource: which data source, and the query in that source's own words. */
export interface MetricQuery {
  /** Name of the data source (OpenSLO `metricSourceRef`). */
  readonly source: string;
  /** OpenSLO `metricSource.spec`, opaque here; the source's adapter validates it. */
  readonly spec: { readonly [key: string]: JsonValue };
}

/**
 * How good and total are counted: a ratio of two metrics (OpenSLO `ratioMetric`).
 * `counter` true: cumulative counters, differenced per series; false: each query already answers events per minute.
 * `part` counts good events or bad events, as `numerator` says.
 */
export interface RatioIndicator {
  readonly kind: "ratio";
  readonly counter: boolean;
  readonly numerator: "good" | "bad";
  readonly part: MetricQuery;
  readonly total: MetricQuery;
}

export type Indicator = RatioIndicator;
