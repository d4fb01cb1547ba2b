import type { SimulatedHistory } from "./model.ts";
import type { SimulatedSeries } from "./series.ts";
import { makeWorld, samplesBetween } from "./world.ts";

/** A value as both text formats write it. */
export const toNumberText = (value: number): string =>
  Number.isFinite(value) ? String(value) : Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";

const sampleLines = (series: SimulatedSeries, toSeconds: number): string[] => {
  const { __name__: metric, ...labels } = series.labels;
  const text = Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(",");
  const samples = samplesBetween(series, { fromMs: 0, toMs: toSeconds * 1000, leftOpen: false });
  return samples.map(({ timeMs, value }) => `${metric}{${text}} ${toNumberText(value)} ${timeMs / 1000}`);
};

/**
 * A history up to a time as OpenMetrics text with timestamps, for `promtool tsdb create-blocks-from openmetrics`. Every counter's name
 * must end in `_total`. Failed scrapes are simply absent: such blocks hold no staleness markers.
 */
export function toOpenMetrics(history: SimulatedHistory, toSeconds: number): string {
  const world = makeWorld(history);
  const lines: string[] = [];
  for (const metric of new Set(history.families.map((family) => family.metric))) {
    lines.push(`# TYPE ${metric.replace(/_total$/, "")} counter`);
    for (const series of world.select([{ label: "__name__", op: "=", value: metric }])) lines.push(...sampleLines(series, toSeconds));
  }
  for (const metric of new Set((history.gauges ?? []).map((gauge) => gauge.metric))) {
    lines.push(`# TYPE ${metric} gauge`);
    for (const series of world.select([{ label: "__name__", op: "=", value: metric }])) lines.push(...sampleLines(series, toSeconds));
  }
  return `${lines.join("\n")}\n# EOF\n`;
}
