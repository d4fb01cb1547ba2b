import type { Minute } from "@solvent/domain";
import { DECOMMISSIONED, routesOfService, type Service } from "../model/catalogue.ts";
import { BUCKETS_SECONDS, DURATION, FAILED_CODE, OK_CODE, REQUESTS } from "../model/metrics.ts";
import { BINS, columnOffset } from "./minute-counts.ts";

/** A service and the host:port under which its live page is read: history has to carry the same label. */
export interface HistoryPage {
  readonly service: Service;
  readonly instance: string;
}

/** One series of the history. */
export interface HistorySeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Its value is the sum of `count` neighbouring running totals from `first` on, each to the whole event below. */
  readonly first: number;
  readonly count: number;
}

/** Series of counters of requests, one metric each. */
export function requestSeries({ service, instance }: HistoryPage): readonly HistorySeries[] {
  return routesOfService(service).flatMap(({ path }, index) =>
    [OK_CODE, FAILED_CODE].map((code, part) => ({
      name: REQUESTS,
      labels: { service, route: path, code, instance },
      first: columnOffset(service) + 2 * index + part,
      count: 1,
    })),
  );
}

/**
 * Series of the histogram of a service, in the order in which the samples of one instant stand together. Without its sum, which may be
 * left out and would make a tenth of the text that nobody counts.
 */
export function durationSeries({ service, instance }: HistoryPage): readonly HistorySeries[] {
  const first = columnOffset(service) + 2 * routesOfService(service).length;
  const bucket = (le: string, count: number) => ({ name: `${DURATION}_bucket`, labels: { le, service, instance }, first, count });
  return [
    ...BUCKETS_SECONDS.map((seconds, bin) => bucket(String(seconds), bin + 1)),
    bucket("+Inf", BINS),
    { name: `${DURATION}_count`, labels: { service, instance }, first, count: BINS },
  ];
}

/** Value of a series at the instant of these running totals. */
export function seriesValue({ first, count }: Pick<HistorySeries, "first" | "count">, totals: Float64Array): number {
  let value = 0;
  for (let column = first; column < first + count; column++) value += Math.floor(totals[column] ?? 0);
  return value;
}

/** The last minute at whose start a page still answered. */
export const lastMinuteOf = (service: Service, decommissioned: Minute): Minute =>
  service === DECOMMISSIONED ? decommissioned : Number.POSITIVE_INFINITY;
