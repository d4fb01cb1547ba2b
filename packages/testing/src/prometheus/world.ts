import type { SimulatedHistory } from "./model.ts";
import { makeNativeSeries } from "./native-series.ts";
import { exposedAt, failureOf, makeGaugeSeries, makeSeries, type SimulatedSeries, scrapeAt, scrapeTimeMs } from "./series.ts";

export interface SimMatcher {
  readonly label: string;
  readonly op: "=" | "!=" | "=~" | "!~";
  readonly value: string;
}

export interface Sample {
  readonly timeMs: number;
  readonly value: number;
}

/** All series of a history, found by their matchers, sampled at any time. */
export interface World {
  select(matchers: readonly SimMatcher[]): readonly SimulatedSeries[];
}

type Check = (labels: Readonly<Record<string, string>>) => boolean;

/** RE2 takes flags at the beginning of the text. */
const toPattern = (value: string): RegExp =>
  value.startsWith("(?i)") ? new RegExp(`^(?:${value.slice(4)})$`, "is") : new RegExp(`^(?:${value})$`, "s");

function toCheck({ label, op, value }: SimMatcher): Check {
  const pattern = op === "=~" || op === "!~" ? toPattern(value) : null;
  const wanted = op === "=" || op === "=~";
  const seen = new Map<string, boolean>();
  return (labels) => {
    const actual = labels[label] ?? "";
    if (pattern === null) return (actual === value) === wanted;
    const matched = seen.get(actual) ?? pattern.test(actual);
    seen.set(actual, matched);
    return matched === wanted;
  };
}

export function makeWorld(history: SimulatedHistory): World {
  const counters = history.families.flatMap((family) =>
    family.native === undefined ? makeSeries(family, history) : makeNativeSeries(family, family.native.schema, history),
  );
  const all = [...counters, ...(history.gauges ?? []).flatMap((gauge) => makeGaugeSeries(gauge, history))];
  const byMetric = groupByMetric(all);
  const selections = new Map<string, readonly SimulatedSeries[]>();
  return {
    select(matchers) {
      const key = JSON.stringify(matchers);
      const known = selections.get(key);
      if (known !== undefined) return known;
      const metric = matchers.find((matcher) => matcher.label === "__name__" && matcher.op === "=")?.value;
      const checks = matchers.map(toCheck);
      const found = (metric === undefined ? all : (byMetric.get(metric) ?? [])).filter((series) =>
        checks.every((check) => check(series.labels)),
      );
      if (selections.size < 5000) selections.set(key, found);
      return found;
    },
  };
}

function groupByMetric(all: readonly SimulatedSeries[]): Map<string, SimulatedSeries[]> {
  const groups = new Map<string, SimulatedSeries[]>();
  for (const series of all) {
    const metric = series.labels.__name__ ?? "";
    const group = groups.get(metric);
    if (group === undefined) groups.set(metric, [series]);
    else group.push(series);
  }
  return groups;
}

/** Real samples with fromMs <= time <= toMs (without the left end when `leftOpen`). */
export function samplesBetween(series: SimulatedSeries, window: { fromMs: number; toMs: number; leftOpen: boolean }): Sample[] {
  const samples: Sample[] = [];
  let scrape = Math.max(0, series.fromScrape, scrapeAt(series.target, window.fromMs));
  const last = Math.min(series.toScrape - 1, scrapeAt(series.target, window.toMs));
  for (; scrape <= last; scrape += 1) {
    const timeMs = scrapeTimeMs(series.target, scrape);
    if (timeMs < window.fromMs || (window.leftOpen && timeMs === window.fromMs)) continue;
    const value = exposedAt(series, scrape);
    if (value !== null) samples.push({ timeMs, value });
  }
  return samples;
}

export const LOOKBACK_MS = 300_000;

/** Samples of this time were taken, and have not arrived yet. */
export type IsHidden = (timeMs: number) => boolean;

/**
 * What an instant selector sees: the newest sample of the last five minutes, unless a later scrape left a staleness marker (it
 * failed, or the series was not exposed any more). Scrapes that a stopped server never made leave none.
 */
export function sampleAt(series: SimulatedSeries, timeMs: number, isHidden: IsHidden): Sample | null {
  for (let scrape = scrapeAt(series.target, timeMs); scrape >= 0; scrape -= 1) {
    const at = scrapeTimeMs(series.target, scrape);
    if (at < timeMs - LOOKBACK_MS) return null;
    if (isHidden(at)) continue;
    if (failureOf(series.target, scrape) === "server-stopped") continue;
    const value = exposedAt(series, scrape);
    return value === null ? null : { timeMs: at, value };
  }
  return null;
}
