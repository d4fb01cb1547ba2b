export { narrowSeriesIndicator, parseSeriesIndicator } from "./parse-series.ts";
export { canonicalSeries, metricsInCanonical, type SeriesPlan } from "./plan.ts";
export { groupsOfSeries, probeSeries, seriesChunkMinutes } from "./probe-series.ts";
export { readSeriesItems } from "./read-series.ts";
