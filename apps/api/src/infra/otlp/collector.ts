import type { PushedSample, PushedSeries } from "@solvent/metric-sources";
import { AppError } from "../../errors/app-error.ts";
import type { ReceivedFamily, ReceivedMetrics, ReceivedSeries, Rejection } from "../../usecases/push/series-store.ts";

/** One data point as samples of one or more series. */
export interface CollectedPoint {
  readonly name: string;
  readonly kind: PushedSeries["kind"];
  /** Labels of all of its series. */
  readonly labels: Readonly<Record<string, string>>;
  readonly times: Pick<PushedSample, "atMs" | "startMs">;
  readonly values: readonly { readonly metric: string; readonly le?: string; readonly value: number }[];
}

export interface Collector {
  add(point: CollectedPoint): void;
  /** A data point, or several, that cannot be taken. */
  reject(name: string, reason: string, points?: number): void;
  result(): ReceivedMetrics;
}

const MAX_SAMPLES = 100_000;

interface OpenSeries extends Omit<ReceivedSeries, "samples"> {
  readonly samples: Map<number, PushedSample>;
}

interface OpenFamily {
  readonly name: string;
  points: number;
  readonly series: Map<string, OpenSeries>;
}

const keyOf = ({ name, kind, labels }: CollectedPoint): string =>
  JSON.stringify([name, kind, Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1))]);

const closeSeries = ({ samples, ...series }: OpenSeries): ReceivedSeries => ({
  ...series,
  samples: [...samples.values()].sort((left, right) => left.atMs - right.atMs),
});

/** Puts points together by series. Of several values at one instant the last one stays. Throws `request.too-large`. */
export function makeCollector(): Collector {
  const families = new Map<string, OpenFamily>();
  const rejected = new Map<string, Rejection>();
  let samples = 0;

  function familyOf(point: CollectedPoint): OpenFamily {
    const key = keyOf(point);
    const family = families.get(key) ?? { name: point.name, points: 0, series: new Map() };
    families.set(key, family);
    return family;
  }

  return {
    add(point) {
      samples += point.values.length;
      if (samples > MAX_SAMPLES)
        throw new AppError(
          "request.too-large",
          `More than ${MAX_SAMPLES.toLocaleString("en")} samples in one request: send fewer at a time`,
        );
      const family = familyOf(point);
      family.points += 1;
      for (const { metric, le, value } of point.values) {
        const key = `${metric} ${le ?? ""}`;
        const labels = le === undefined ? point.labels : { ...point.labels, le };
        const series = family.series.get(key) ?? { metric, kind: point.kind, labels, samples: new Map<number, PushedSample>() };
        series.samples.set(point.times.atMs, { ...point.times, value });
        family.series.set(key, series);
      }
    },
    reject(name, reason, points = 1) {
      const key = JSON.stringify([name, reason]);
      rejected.set(key, { name, reason, points: points + (rejected.get(key)?.points ?? 0) });
    },
    result: () => ({
      families: [...families.values()].map(
        ({ name, points, series }): ReceivedFamily => ({ name, points, series: [...series.values()].map(closeSeries) }),
      ),
      rejected: [...rejected.values()],
    }),
  };
}
