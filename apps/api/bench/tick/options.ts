import { parseArgs } from "node:util";

export interface Options {
  /** Streams: one pair of selectors each, every selector matching `series` series. */
  readonly selectors: number;
  readonly series: number;
  /** Spread evenly over the streams. */
  readonly objectives: number;
  /** Days of history that each stream holds before the first tick. */
  readonly days: number;
  readonly ticks: number;
  readonly latencyMs: number;
  readonly json: boolean;
  readonly directory: string;
}

/** Throws an error that names the option. */
export function parseOptions(args: readonly string[], defaultDirectory: string): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      selectors: { type: "string", default: "500" },
      series: { type: "string", default: "40" },
      objectives: { type: "string", default: "10000" },
      days: { type: "string", default: "30" },
      ticks: { type: "string", default: "10" },
      latency: { type: "string", default: "50" },
      directory: { type: "string", default: defaultDirectory },
      json: { type: "boolean", default: false },
    },
  });
  return {
    selectors: toCount("--selectors", values.selectors, 1),
    series: toCount("--series", values.series, 4),
    objectives: toCount("--objectives", values.objectives, 1),
    days: toCount("--days", values.days, 0),
    ticks: toCount("--ticks", values.ticks, 1),
    latencyMs: toCount("--latency", values.latency, 0),
    directory: values.directory,
    json: values.json,
  };
}

function toCount(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) throw new Error(`${name} ${text}: must be an integer, at least ${least}`);
  return value;
}
