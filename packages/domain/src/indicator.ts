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

/** `allSlices`: a slice is bad when it is bad in any part. The others combine the parts' ratios (slo-math 11). */
export const COMPOSITE_KINDS = ["weighted", "min", "product", "allSlices"] as const;
export type CompositeKind = (typeof COMPOSITE_KINDS)[number];

/**
 * Put together from other objectives, slice by slice: what is measured is theirs. Its method is `timeslices` for `allSlices`, and
 * `ratio_timeslices` for the others; each part is judged in the slices of the composite.
 */
export interface CompositeIndicator {
  readonly kind: "composite";
  readonly how: CompositeKind;
  /** 1 to 50, each objective once. */
  readonly parts: readonly CompositePartDefinition[];
}

export interface CompositePartDefinition {
  /** Name of an objective. */
  readonly objective: string;
  /** Above 0, a decimal; counts only for `weighted`, "1" otherwise. */
  readonly weight: string;
}

export type Indicator = RatioIndicator | ThresholdIndicator | CompositeIndicator;

/** An indicator that a data source is asked for. */
export type MeasuredIndicator = RatioIndicator | ThresholdIndicator;

/** A query of an indicator with the field that holds it. */
export interface IndicatorQuery {
  readonly field: "part" | "total" | "metric";
  readonly query: MetricQuery;
}

/** Every query of an indicator, in the order of its fields; a composite has none of its own. */
export function queriesOf(indicator: Indicator): readonly IndicatorQuery[] {
  if (indicator.kind === "composite") return [];
  if (indicator.kind === "threshold") return [{ field: "metric", query: indicator.metric }];
  return [
    { field: "part", query: indicator.part },
    { field: "total", query: indicator.total },
  ];
}

/** The data source of an indicator. Both queries of a ratio have the same one; an indicator that breaks this is refused when it is written. */
export const sourceOf = (indicator: MeasuredIndicator): string =>
  indicator.kind === "threshold" ? indicator.metric.source : indicator.part.source;
