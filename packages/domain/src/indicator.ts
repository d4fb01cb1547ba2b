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

/** Good is a value that stands so to the limit: `lte` means at most. The words are OpenSLO's. */
export const THRESHOLD_OPERATORS = ["lt", "lte", "gt", "gte"] as const;
export type ThresholdOperator = (typeof THRESHOLD_OPERATORS)[number];

/** What is compared: the value itself, or how old the instant is that it names (a Unix time in seconds). */
export const THRESHOLD_SUBJECTS = ["value", "age"] as const;
export type ThresholdSubject = (typeof THRESHOLD_SUBJECTS)[number];

/**
 * One value per minute compared with a limit (OpenSLO `thresholdMetric`). A minute is one event, good or bad; one without a value is
 * missing. An age is that at the end of the minute, in seconds.
 */
export interface ThresholdIndicator {
  readonly kind: "threshold";
  readonly metric: MetricQuery;
  readonly operator: ThresholdOperator;
  /** The limit as a decimal. */
  readonly value: string;
  readonly of: ThresholdSubject;
}

export type Indicator = RatioIndicator | ThresholdIndicator;

/** A query of an indicator with the field that holds it. */
export interface IndicatorQuery {
  readonly field: "part" | "total" | "metric";
  readonly query: MetricQuery;
}

/** Every query of an indicator, in the order of its fields. */
export const queriesOf = (indicator: Indicator): readonly IndicatorQuery[] =>
  indicator.kind === "threshold"
    ? [{ field: "metric", query: indicator.metric }]
    : [
        { field: "part", query: indicator.part },
        { field: "total", query: indicator.total },
      ];

/** The data source of an indicator. Both queries of a ratio have the same one; an indicator that breaks this is refused when it is written. */
export const sourceOf = (indicator: Indicator): string =>
  indicator.kind === "threshold" ? indicator.metric.source : indicator.part.source;
