import { CheckResult } from "@solvent/api-contract";
import type { MinuteBlock } from "@solvent/domain";
import type { MetricSource, QueryProbe, ReadRequest, SourceFailure } from "@solvent/metric-sources";
import { describe, expect, test } from "vitest";
import type { CompositeDefinition, MeasuredDefinition } from "../composite/check-composites.ts";
import type { AnySourceKind } from "../source/source-kinds.ts";
import type { DirectoryEntry } from "../status/objective-directory.ts";
import { makeCheckDefinitions } from "./check-definitions.ts";
import type { CheckableGroup } from "./check-extent.ts";
import type { StoredParts } from "./find-parts.ts";

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

const NOTHING_STORED: StoredParts = {
  directory: { findEntry: async () => null },
  composites: { find: async () => null },
  minutes: { minutesBetween: async (_, from) => ({ from, good: [], total: [], missing: [] }) },
};

interface Beside {
  readonly composites?: readonly CompositeDefinition[];
  readonly stored?: StoredParts;
}

function checking(
  source: Partial<MetricSource>,
  definition: Partial<MeasuredDefinition> = {},
  { group = null, composites = [], stored = NOTHING_STORED }: Beside & { readonly group?: CheckableGroup | null } = {},
) {
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
      composites,
      objectives: [{ definition: { ...DEFINITION, ...definition }, kind, timing, query: { canonical: "{}" }, source: answering, group }],
    }),
    stored,
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
    const result = CheckResult.parse(await checking(groups("/a", "/b"), {}, { group }).check());
    expect(result.objectives[0]).toMatchObject({ groups: { found: 2, leftOut: 0 }, lastDay: { total: 13_800 } });
    expect(result.diagnostics).toEqual([]);
  });

  test("more than the cap is a warning at the place of the labels", async () => {
    const result = CheckResult.parse(await checking(groups("/a", "/b", "/c"), {}, { group }).check());
    expect(result.objectives[0]?.groups).toEqual({ found: 3, leftOut: 1 });
    const message = "3 combinations found: 2 are measured, 1 is left out (cap 2); narrow the query or use fewer labels";
    expect(result.diagnostics).toEqual([{ ...place, severity: "warning", message }]);
  });

  test("a source that cannot list them says why, and the figures are there", async () => {
    const result = CheckResult.parse(await checking({ groups: async () => ({ ok: false, failure: FAILURE }) }, {}, { group }).check());
    expect(result.objectives[0]).toMatchObject({ groups: null, lastDay: { total: 13_800 } });
    expect(result.diagnostics).toMatchObject([{ line: 7, message: "the combinations of labels are not known: connect ECONNREFUSED" }]);
  });
});

describe("of a composite", () => {
  const slices = { minutes: 5, targetPercent: null, noTraffic: "good", missing: "exclude" } as const;
  const compositeOf = (name: string, parts: readonly string[], fields: Partial<CompositeDefinition> = {}): CompositeDefinition => ({
    ...DEFINITION,
    name,
    indicator: { kind: "composite", how: "weighted", parts: parts.map((objective) => ({ objective, weight: "1" })) },
    method: "ratio_timeslices",
    slices,
    targetPercent: "95",
    ...fields,
  });
  const entryOf = (of: Partial<DirectoryEntry>) =>
    ({ streamId: 7, source: "prom", firstMinute: TO - 90_000, watermark: TO, terms: compositeOf("mid", []), ...of }) as DirectoryEntry;
  const perfect = async (_: number, from: number, to: number) => {
    const minutes = Array.from({ length: to - from }, () => 1000);
    return { from, good: minutes, total: minutes, missing: minutes.map(() => null) };
  };
  const storedOf = (entries: Readonly<Record<string, Partial<DirectoryEntry>>>, mid: readonly string[] = []): StoredParts => ({
    directory: { findEntry: async (name) => (entries[name] === undefined ? null : entryOf({ name, ...entries[name] })) },
    composites: {
      find: async (streamId) =>
        streamId === 70
          ? { how: "weighted", parts: mid.map((objective) => ({ objective, displayName: null, weight: "1", streams: null, how: null })) }
          : null,
    },
    minutes: { minutesBetween: perfect },
  });
  const journeyOf = async (beside: Beside, source: Partial<MetricSource> = {}) => {
    const { objectives } = CheckResult.parse(await checking(source, {}, beside).check());
    return objectives.find(({ name }) => name === "journey");
  };

  test("the last day is put together from what was read of the text and what is stored of the rest", async () => {
    const journey = await journeyOf({ composites: [compositeOf("journey", ["checkout", "cart"])], stored: storedOf({ cart: {} }) });
    // 276 slices of 0.95, and 12 in which only the cart is known.
    expect(journey).toMatchObject({ source: null, probe: null, failure: null, backfill: null, lastDayReason: null });
    expect(journey?.lastDay).toMatchObject({
      from: "2026-03-01T10:00Z",
      to: "2026-03-02T10:00Z",
      unit: "slices",
      good: "274.2",
      total: 288,
      bad: "13.8",
      sli: { exact: "457/480" },
      sliMass: { exact: "288/1" },
      met: true,
      coverage: { minutes: 1440, counted: 1440, missing: 0 },
    });
    expect(journey?.lastDay?.hours.slice(0, 2)).toEqual([
      { good: 12, total: 12, known: 60 },
      { good: "11.4", total: 12, known: 60 },
    ]);
  });

  test("whole slices that all parts know are counted", async () => {
    const stored = storedOf({ cart: { watermark: TO - 3 } });
    const journey = await journeyOf({ composites: [compositeOf("journey", ["checkout", "cart"])], stored });
    expect(journey?.lastDay).toMatchObject({ from: "2026-03-01T10:00Z", to: "2026-03-02T09:55Z", total: 287 });
  });

  test("composites are put together down to what is measured, and the text goes before what is stored", async () => {
    const both = [compositeOf("journey", ["mid"]), compositeOf("mid", ["checkout"])];
    expect((await journeyOf({ composites: both, stored: storedOf({ mid: {} }) }))?.lastDay).toMatchObject({ total: 276, good: "248.4" });
    const mid = { mid: { source: null, streamId: 70 } };
    const only = [compositeOf("journey", ["mid"])];
    expect((await journeyOf({ composites: only, stored: storedOf({ ...mid, checkout: {} }, ["checkout"]) }))?.lastDay).toMatchObject({
      total: 276,
      good: "248.4",
    });
    expect((await journeyOf({ composites: only, stored: storedOf({ ...mid, cart: {} }, ["cart"]) }))?.lastDay).toMatchObject({ good: 288 });
  });

  test.each([
    ["cart", { cart: { watermark: TO - 90_000 } }, 'of its part "cart" nothing is known yet'],
    ["mid", { mid: { source: null, streamId: 70 } }, 'of its part "cart" nothing is known yet'],
    ["cart", { cart: { watermark: TO - 1500 } }, 'its part "cart" is known only until 2026-03-01T09:00Z'],
  ])("of which %s lacks a day, it says so: %j", async (part, entries, reason) => {
    const stored = storedOf(entries, ["cart"]);
    expect(await journeyOf({ composites: [compositeOf("journey", ["checkout", part])], stored })).toMatchObject({
      lastDay: null,
      lastDayReason: reason,
      failure: null,
    });
  });

  test("of which a source cannot be asked, it says so in the source's words", async () => {
    const journey = await journeyOf(
      { composites: [compositeOf("journey", ["checkout"])] },
      { probe: async () => ({ ok: false, failure: FAILURE }) },
    );
    expect(journey).toMatchObject({ lastDay: null, lastDayReason: 'of its part "checkout" there is none: connect ECONNREFUSED' });
  });

  test("which is one of very many is not looked at, and says so", async () => {
    const many = Array.from({ length: 21 }, (_, i) => compositeOf(i === 20 ? "journey" : `c${i}`, ["checkout"]));
    expect(await journeyOf({ composites: many })).toMatchObject({
      lastDay: null,
      lastDayReason: "a check looks at the first 20 objectives of a text",
    });
  });
});
