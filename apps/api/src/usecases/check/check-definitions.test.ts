import { CheckResult } from "@solvent/api-contract";
import type { MinuteBlock, ObjectiveDefinition } from "@solvent/domain";
import type { MetricSource, QueryProbe, ReadRequest, SourceFailure } from "@solvent/metric-sources";
import { expect, test } from "vitest";
import type { AnySourceKind } from "../source/source-kinds.ts";
import { makeCheckDefinitions } from "./check-definitions.ts";

const NOW_MS = Date.parse("2026-03-02T10:00:40Z");
const PROBE: QueryProbe = { seriesFound: 3, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 30, warnings: [] };
const FAILURE: SourceFailure = { class: "unreachable", retryable: true, message: "connect ECONNREFUSED" };

const DEFINITION: ObjectiveDefinition = {
  name: "checkout",
  displayName: null,
  description: null,
  service: "shop",
  indicator: { kind: "ratio", counter: true, numerator: "good", part: { source: "prom", spec: {} }, total: { source: "prom", spec: {} } },
  targetPercent: "99.9",
  window: { kind: "rolling", minutes: 28 * 1440 },
  method: "occurrences",
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

function checking(source: Partial<MetricSource>) {
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
  const kind = { ingestDelaySeconds: 30, backfillChunkMinutes: () => 600 } as unknown as AnySourceKind;
  const check = makeCheckDefinitions({
    prepare: async () => ({
      diagnostics: [],
      objectives: [{ definition: DEFINITION, kind, query: { canonical: "{}" }, source: answering }],
    }),
    history: { backfillDays: 30, retentionDays: 100 },
    now: () => NOW_MS,
    deadline: () => new AbortController().signal,
  });
  return { check: () => check("text", new AbortController().signal), requests };
}

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
