import { CheckResult } from "@solvent/api-contract";
import type { MinuteBlock } from "@solvent/domain";
import type { MetricSource, QueryProbe, ReadRequest, SourceFailure } from "@solvent/metric-sources";
import { describe, expect, test } from "vitest";
import type { MeasuredDefinition } from "../composite/check-composites.ts";
import type { AnySourceKind } from "../source/source-kinds.ts";
import { makeCheckDefinitions } from "./check-definitions.ts";
import type { CheckableGroup } from "./check-extent.ts";

const NOW_MS = Date.parse("2026-03-02T10:00:40Z");
const PROBE: QueryProbe = { seriesFound: 3, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 30, warnings: [] };
const FAILURE: SourceFailure = { class: "unreachable", retryable: true, message: "connect ECONNREFUSED" };

const DEFINITION: MeasuredDefinition = {
  name: "checkout",
  displayName: null,
  description: null,
  service: "shop",
  indicator: { kind: "ratio", counter: true, numerator: "good", part: { source: "prom", spec: {} }, total: { source: "prom", spec: {} } },
  targetPercent: "99.9",
  window: { kind: "rolling", minutes: 28 * 1440 },
  method: "occurrences",
  slices: null,
  sloStart: null,
  alertPolicies: [],
  labels: {},
  annotations: {},
};

/** Every minute holds 10 events of which 1 is bad; the first hour of the day is missing. */
function blockOf({ from, to }: ReadRequest, missingBefore: number): MinuteBlock {
  const minutes = Array.from({ length: to - from }, (_, i) => from + i);
  return {
    from,
    good: minutes.map(() => 9000),
    total: minutes.map(() => 10_000),
    missing: minutes.map((minute) => (minute < missingBefore ? "no-sample" : null)),
  };
}

const TO = Math.floor((NOW_MS - 30_000) / 60_000);

function checking(source: Partial<MetricSource>, definition: Partial<MeasuredDefinition> = {}, group: CheckableGroup | null = null) {
  const requests: ReadRequest[] = [];
  const answering: MetricSource = {
    check: async () => ({ ok: false, failure: FAILURE }),
    probe: async () => ({ ok: true, value: PROBE }),
    read: async (request) => {
      requests.push(request);
      return [{ ok: true, value: { block: blockOf(request, TO - 1380), clampedMinutes: 0 } }];
    },
    ...source,
  };
  // The usual delay of the kind, which this connection does not use.
  const kind = { ingestDelaySeconds: 3000, backfillChunkMinutes: () => 600 } as unknown as AnySourceKind;
  const timing = { ingestDelaySeconds: 30, settleMinutes: 10 };
  const check = makeCheckDefinitions({
    prepare: async () => ({
      diagnostics: [],
      composites: [],
      objectives: [{ definition: { ...DEFINITION, ...definition }, kind, timing, query: { canonical: "{}" }, source: answering, group }],
    }),
    history: { backfillDays: 30, retentionDays: 100 },
    now: () => NOW_MS,
    deadline: () => new AbortController().signal,
  });
  return { check: () => check("text", new AbortController().signal), requests };
}

test("the last closed minute is that of the connection's delay, not of the kind's", async () => {
  const { check, requests } = checking({});
  await check();
  expect(requests[0]?.to).toBe(TO);
});

test("the last closed 24 hours are read newest first, in chunks, and add up with their coverage", async () => {
  const { check, requests } = checking({});
  const { objectives } = CheckResult.parse(await check());
  expect(requests.map(({ from, to }) => [TO - to, TO - from])).toEqual([
    [0, 600],
    [600, 1200],
    [1200, 1440],
  ]);
  const [objective] = objectives;
  expect(objective?.lastDay).toMatchObject({ total: 13_800, bad: 1380, good: 12_420, met: false, sli: { exact: "9/10" } });
  expect(objective?.lastDay?.coverage).toEqual({ minutes: 1440, counted: 1380, missing: 60, excluded: 0, noTraffic: 0 });
  expect(objective?.lastDay?.hours.map(({ known }) => known)).toEqual([0, ...Array.from({ length: 23 }, () => 60)]);
  expect(objective?.backfill).toMatchObject({ minutes: 30 * 1440, requests: 72 });
});

test("a source that cannot be asked is a result in its own words", async () => {
  const { check } = checking({ probe: async () => ({ ok: false, failure: FAILURE }) });
  const { objectives } = CheckResult.parse(await check());
  expect(objectives[0]).toMatchObject({ probe: null, lastDay: null, failure: { class: "unreachable", message: "connect ECONNREFUSED" } });
});

test("a failure in the middle of the day shows no figures at all", async () => {
  let asked = 0;
  const { check } = checking({
    read: async (request) => {
      asked += 1;
      return asked === 2 ? [{ ok: false, failure: FAILURE }] : [{ ok: true, value: { block: blockOf(request, 0), clampedMinutes: 0 } }];
    },
  });
  const { objectives } = await check();
  expect(objectives[0]).toMatchObject({ probe: { seriesFound: 3 }, lastDay: null, failure: { class: "unreachable" } });
});

test("with slices the figures are those of the slices that lie whole within the day", async () => {
  const slices = { minutes: 5, targetPercent: "95", noTraffic: "good", missing: "exclude" } as const;
  const { check } = checking({}, { method: "timeslices", slices, targetPercent: "50" });
  const { objectives } = CheckResult.parse(await check());
  const [first, last] = [Math.ceil((TO - 1440) / 5), Math.floor(TO / 5)];
  const missing = Math.ceil((TO - 1380) / 5) - first;
  expect(objectives[0]?.lastDay).toMatchObject({
    total: 13_800,
    bad: 1380,
    unit: "slices",
    sliBad: { value: last - first - missing },
    sliMass: { value: last - first - missing },
    sli: { exact: "0/1" },
    met: false,
  });
});

test("the mean of the slices' ratios and a beginning within the day are what they will be once they are stored", async () => {
  const slices = { minutes: 60, targetPercent: null, noTraffic: "good", missing: "observed" } as const;
  const sloStart = Math.floor(TO / 60) * 60 - 180;
  const { check } = checking({}, { method: "ratio_timeslices", slices, sloStart, targetPercent: "90" });
  const { objectives } = CheckResult.parse(await check());
  expect(objectives[0]?.lastDay).toMatchObject({ sliBad: { exact: "3/10" }, sliMass: { exact: "3/1" }, sli: { exact: "9/10" }, met: true });
  expect(objectives[0]).toMatchObject({ method: "ratio_timeslices", window: { kind: "rolling", minutes: 28 * 1440 } });
});

test("a calendar window asks for history from the beginning of its period on", async () => {
  const window = { kind: "calendar", unit: "quarter", zone: "UTC", weekStart: "monday" } as const;
  const { check } = checking({}, { window });
  const [objective] = (await check()).objectives;
  const fromQuarter = Date.UTC(2026, 2, 2, 10) / 60_000 - Date.UTC(2026, 0, 1) / 60_000;
  expect(objective).toMatchObject({ window, windowMinutes: 90 * 1440, backfill: { minutes: fromQuarter + 1440 } });
});

describe("of a group", () => {
  const place = { path: 'metadata.annotations["solvent/group-by"]', line: 7, column: 3, endLine: 7, endColumn: 9 };
  const group = { groupBy: ["route"], cap: 2, place };
  const groups = (...routes: string[]) => ({ groups: async () => ({ ok: true as const, value: routes.map((route) => ({ route })) }) });

  test("the number of combinations is told beside the figures of all of them", async () => {
    const result = CheckResult.parse(await checking(groups("/a", "/b"), {}, group).check());
    expect(result.objectives[0]).toMatchObject({ groups: { found: 2, leftOut: 0 }, lastDay: { total: 13_800 } });
    expect(result.diagnostics).toEqual([]);
  });

  test("more than the cap is a warning at the place of the labels", async () => {
    const result = CheckResult.parse(await checking(groups("/a", "/b", "/c"), {}, group).check());
    expect(result.objectives[0]?.groups).toEqual({ found: 3, leftOut: 1 });
    const message = "3 combinations found: 2 are measured, 1 is left out (cap 2); narrow the query or use fewer labels";
    expect(result.diagnostics).toEqual([{ ...place, severity: "warning", message }]);
  });

  test("a source that cannot list them says why, and the figures are there", async () => {
    const result = CheckResult.parse(await checking({ groups: async () => ({ ok: false, failure: FAILURE }) }, {}, group).check());
    expect(result.objectives[0]).toMatchObject({ groups: null, lastDay: { total: 13_800 } });
    expect(result.diagnostics).toMatchObject([{ line: 7, message: "the combinations of labels are not known: connect ECONNREFUSED" }]);
  });
});
