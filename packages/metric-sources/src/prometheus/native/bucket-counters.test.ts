import { describe, expect, it } from "vitest";
import type { Series } from "../../counters/series.ts";
import { toBucketCounters } from "./bucket-counters.ts";

const MAX_AGE = 300;
const LABELS = { __name__: "rpc_seconds", instance: "a" };

interface Step {
  readonly at: number;
  /** Time of the sample that is seen. */
  readonly time: number;
  readonly count: number;
  readonly below: number;
}

/** What the server answers for these steps, as counters of `+Inf` and 0.3. */
function counters(steps: readonly Step[]): readonly (readonly Series[])[number][] {
  const series = (pick: (step: Step) => number): Series => ({ labels: {}, times: steps.map(({ at }) => at), values: steps.map(pick) });
  const values = new Map([
    ["time", series(({ time }) => time)],
    ["count", series(({ count }) => count)],
    ["0.3", series(({ below }) => below)],
  ]);
  return toBucketCounters({ labels: LABELS, values, boundaries: ["0.3"] }, MAX_AGE);
}

const valuesOf = (steps: readonly Step[]): (readonly number[])[] => counters(steps).map(({ values }) => values);
const step = (time: number, count: number, below: number, at = time): Step => ({ at, time, count, below });

describe("counters out of native histograms", () => {
  it("have every sample once, at its own time, under the label of its boundary", () => {
    const found = counters([step(7, 10, 4, 15), step(22, 12, 5, 30), step(22, 12, 5, 45), step(52.123, 15, 7, 60)]);
    expect(found.map(({ labels }) => labels)).toEqual([
      { ...LABELS, le: "+Inf" },
      { ...LABELS, le: "0.3" },
    ]);
    for (const { times } of found) expect(times).toEqual([7, 22, 52.123]);
    expect(found.map(({ values }) => values)).toEqual([
      [10, 12, 15],
      [4, 5, 7],
    ]);
  });

  it("take a fall of the count for the restart of both, also where the part itself did not fall", () => {
    expect(valuesOf([step(0, 1000, 10), step(15, 50, 40), step(30, 52, 41)])).toEqual([
      [1000, 50, 52],
      [10, 50, 51],
    ]);
  });

  it("never count more below a boundary than has happened, nor less than nothing, when buckets become wider", () => {
    expect(valuesOf([step(0, 1000, 500), step(15, 1010, 400), step(30, 1020, 900), step(45, 1030, 905)])[1]).toEqual([500, 500, 510, 515]);
  });

  it("begin anew where nothing is left to take a difference from", () => {
    expect(valuesOf([step(0, 100, 50), step(15, 10, 5), step(1000, 200, 80)])[1]).toEqual([50, 55, 80]);
  });

  it("have none below when nothing was counted, whose share is no number", () => {
    expect(valuesOf([step(0, 0, Number.NaN), step(15, 2, 1)])).toEqual([
      [0, 2],
      [0, 1],
    ]);
  });

  it("carry on where a share is missing", () => {
    expect(valuesOf([step(0, 4, 2), step(15, 8, Number.NaN), step(30, 10, 5)])[1]).toEqual([2, Number.NaN, 5]);
  });
});
