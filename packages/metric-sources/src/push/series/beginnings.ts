import type { CounterSeries, Minute } from "@solvent/domain";
import { judgeBirths } from "../../counters/births.ts";
import { toLabelsKey } from "../../counters/merge-series.ts";
import { type Birth, type Counter, toCounter, toRuns } from "../../counters/runs.ts";
import type { SentSeries } from "./sent-series.ts";

/** The samples of one series that have one start: one life of one counter. */
export interface Life extends Counter {
  /** Of the first sample that was sent, in seconds. */
  readonly firstTime: number;
}

/**
 * A counter that says when it began was zero then. So its first value counts from there, as far back as any difference is taken, and a
 * counter that began anew is another life, whether its value fell or not.
 */
function withZero(times: readonly number[], values: readonly number[], startMs: number | null): { times: number[]; values: number[] } {
  const start = startMs === null ? Number.POSITIVE_INFINITY : startMs / 1000;
  const isKnown = start < (times[0] ?? Number.NEGATIVE_INFINITY);
  return isKnown ? { times: [start, ...times], values: [0, ...values] } : { times: [...times], values: [...values] };
}

/** A cumulative series as the counters it consists of. */
export function livesOf({ labels, samples }: SentSeries): Life[] {
  const byStart = new Map<number | null, { times: number[]; values: number[] }>();
  for (const { atMs, value, startMs } of samples) {
    const life = byStart.get(startMs) ?? { times: [], values: [] };
    life.times.push(atMs / 1000);
    life.values.push(value);
    byStart.set(startMs, life);
  }
  const seriesKey = toLabelsKey(labels);
  return [...byStart].map(([startMs, { times, values }]) => {
    const counter = toCounter({ labels, ...withZero(times, values, startMs) });
    return { ...counter, key: `${startMs ?? ""} ${seriesKey}`, firstTime: times[0] ?? 0 };
  });
}

const birthKey = ({ metric, target, minute }: Birth): string => JSON.stringify([metric, target, minute]);

/**
 * Cuts lives into runs. `siblings`: every life of the metrics, which prove births where no start does. A life that goes on after a gap was
 * there before it, so only the run of its first sample can be born.
 */
export function makeRunCutter(siblings: readonly Life[], maxAgeSeconds: number, from: Minute): (life: Life) => readonly CounterSeries[] {
  const proven = new Set(judgeBirths(siblings, maxAgeSeconds, from).proven.map(birthKey));
  const isBorn = (birth: Birth): boolean => proven.has(birthKey(birth));
  return (life) =>
    toRuns(life, maxAgeSeconds, isBorn).map((run) => ((run.times[0] ?? 0) > life.firstTime ? { ...run, bornAfterBoundary: false } : run));
}
