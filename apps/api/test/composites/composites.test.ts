import { isoOfMinute } from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { objective, SOURCE } from "../support/examples.ts";
import { query } from "../support/rows.ts";
import { type Loose, makeTestApp, type TestApp } from "../support/test-app.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

const database = useTestDatabase();
const AT = Math.floor(Date.now() / 3_600_000) * 60;
const HOUR = 60;
const DAY = 1440;
let api: TestApp;

const indicatorOf = (name: string) => ({
  kind: "ratio",
  counter: true,
  numerator: "bad",
  part: { source: "prom", spec: { query: `http_requests_total{code=~"5..",of="${name}"}` } },
  total: { source: "prom", spec: { query: `http_requests_total{of="${name}"}` } },
});
const window = { kind: "rolling", minutes: DAY };
const slices = { minutes: 5, targetPercent: null, noTraffic: "good", missing: "exclude" };

/** [minutes before the end, minutes, bad of 100, or null: missing]. */
type Burst = readonly [ago: number, minutes: number, bad: number | null];

async function store(name: string, bursts: readonly Burst[], at = AT) {
  const calm = { from: isoOfMinute(AT - 30 * HOUR), minutes: at - AT + 30 * HOUR, good: "100", total: "100" };
  const runs = bursts.map(([ago, minutes, bad]) => ({
    from: isoOfMinute(AT - ago),
    minutes,
    ...(bad === null ? { missing: true } : { good: String(100 - bad), total: "100" }),
  }));
  const stored = await api.call("PUT", `/test/objectives/${name}/minutes`, { body: { at: isoOfMinute(at), runs: [calm, ...runs] } });
  expect(stored.status, stored.text).toBe(204);
}

async function measured(name: string, bursts: readonly Burst[], at = AT) {
  const body = objective({ name, indicator: indicatorOf(name), targetPercent: "99", window });
  const created = await api.call("POST", "/objectives", { body });
  expect(created.status, created.text).toBe(201);
  await store(name, bursts, at);
}

const composite = (name: string, how: string, parts: readonly (string | readonly [string, string])[], fields: object = {}) => ({
  name,
  service: "shop",
  indicator: {
    kind: "composite",
    how,
    parts: parts.map((part) => (typeof part === "string" ? { objective: part } : { objective: part[0], weight: part[1] })),
  },
  method: how === "allSlices" ? "timeslices" : "ratio_timeslices",
  slices: how === "allSlices" ? { ...slices, targetPercent: "95" } : slices,
  targetPercent: "99",
  window,
  ...fields,
});

/** Creates it, and stores the minutes of a part again, whereupon composites are put together. */
async function define(name: string, how: string, parts: readonly (string | readonly [string, string])[], fields: object = {}) {
  const created = await api.call("POST", "/objectives", { body: composite(name, how, parts, fields) });
  expect(created.status, created.text).toBe(201);
  await store("third", []);
}

const get = async (path: string): Promise<Loose> => {
  const answer = await api.call("GET", path);
  expect(answer.status, answer.text).toBe(200);
  return answer.json;
};
const status = (name: string): Promise<Loose> => get(`/objectives/${name}/status`);
const problemsOf = async (body: object): Promise<Loose> => {
  const answer = await api.call("POST", "/objectives", { body });
  expect(answer.status, answer.text).toBe(400);
  return answer.json.errors;
};

beforeAll(async () => {
  api = await makeTestApp(database, { testImport: true });
  await api.call("POST", "/sources", { body: SOURCE });
  // Of 288 slices of a day: the first part is half bad for an hour, the second all bad in another hour, of the third nothing is known for one.
  await measured("first", [[10 * HOUR, HOUR, 50]]);
  await measured("second", [[8 * HOUR, HOUR, 100]]);
  await measured("third", []);
  await measured("gappy", [[6 * HOUR, HOUR, null]]);
  await define("shopping", "weighted", [
    ["first", "1"],
    ["second", "3"],
  ]);
});
afterAll(() => api.close());

describe("a composite", () => {
  test.each([
    // 12 slices at 1 − 0.5·1/4 and 12 at 1 − 3/4.
    [
      "weighted",
      [
        ["first", "1"],
        ["second", "3"],
      ],
      (12 * 0.5 * 1) / 4 + (12 * 3) / 4,
    ],
    ["min", ["first", "second"], 12 * 0.5 + 12],
    ["product", ["first", "second"], 12 * 0.5 + 12],
    ["allSlices", ["first", "second"], 24],
  ] as const)("is put together by %s", async (how, parts, bad) => {
    const name = `by-${how.toLowerCase()}`;
    await define(name, how, parts);
    const found = await status(name);
    expect([found.sliBad.value, found.sliMass.value, found.unit]).toEqual([bad, 288, "slices"]);
    expect([found.summary.source, Number(found.good), Number(found.total), Number(found.bad)]).toEqual([null, 288 - bad, 288, bad]);
    expect(found.summary.coverage).toMatchObject({ minutes: DAY, counted: DAY, missing: 0, noTraffic: 0 });
    expect(found.composite).toMatchObject({ how, partial: false });
    expect(found.composite.parts.map((part: Loose) => [part.objective, part.bad.value, part.mass.value, part.sli.value])).toEqual([
      ["first", how === "allSlices" ? 12 : 6, 288, how === "allSlices" ? 1 - 12 / 288 : 1 - 6 / 288],
      ["second", 12, 288, 1 - 12 / 288],
    ]);
  });

  test("leaves unknown parts out and says so, and knows nothing where no part is known", async () => {
    await define("partly", "weighted", ["gappy", ["second", "1"]]);
    const found = await status("partly");
    expect([found.sliBad.value, found.sliMass.value]).toEqual([6, 288]);
    expect(found.composite.partial).toBe(true);
    await define("alone", "min", ["gappy"]);
    const alone = await status("alone");
    expect([alone.sliBad.value, alone.sliMass.value]).toEqual([0, 276]);
    expect(alone.summary.coverage).toMatchObject({ counted: DAY - HOUR, missing: HOUR });
    await define("strict", "allSlices", ["gappy", "second"]);
    expect((await status("strict")).sliMass.value).toBe(276);
  });

  test("may be part of another one with slices as long, which is put together from it", async () => {
    await define("inner", "weighted", ["first", "second"]);
    await define("outer", "product", ["inner", "third"]);
    const found = await status("outer");
    expect(found.sliBad.value).toBe(12 * 0.25 + 12 * 0.5);
    expect(found.composite.parts[0]).toMatchObject({ objective: "inner", bad: { value: 9 }, mass: { value: 288 } });
    await define("outermost", "allSlices", ["inner", "third"]);
    expect((await status("outermost")).sliBad.value).toBe(24);
    const longer = composite("longer", "min", ["inner"], { slices: { ...slices, minutes: 30 } });
    expect(JSON.stringify(await problemsOf(longer))).toContain(
      'is a composite with slices of 5 minutes: they must be as long as those of \\"longer\\", which are 30 minutes',
    );
  });

  test("is corrected with its parts, and covers what all of them cover", async () => {
    await measured("late", [], AT - HOUR);
    await define("short", "min", ["first", "late"]);
    expect((await status("short")).summary.watermark).toBe(isoOfMinute(AT - HOUR));
    await store("late", [[2 * HOUR, HOUR, 100]]);
    const found = await status("short");
    expect([found.summary.watermark, found.sliBad.value]).toEqual([isoOfMinute(AT), 12 * 0.5 + 12]);
  });

  test("is adjusted by itself and not by its parts, and is what it was when that is taken back", async () => {
    await define("adjusted", "weighted", ["first", "second"]);
    const before = await status("adjusted");
    const record = async (body: object) => {
      const answer = await api.call("POST", "/adjustments", { body: { category: "maintenance", reason: "test", ...body } });
      expect(answer.status, answer.text).toBe(201);
      return answer.json;
    };
    const instant = (minute: number) => new Date(minute * 60_000).toISOString();
    const [from, to] = [instant(AT - 8 * HOUR + 2), instant(AT - 8 * HOUR + 12)];
    await record({ scope: "objective", name: "second", mode: "exclude", from, to });
    expect((await status("adjusted")).sliBad.exact).toBe(before.sliBad.exact);
    const excluded = await record({ scope: "objective", name: "adjusted", mode: "exclude", from, to });
    // One slice is gone; the two around it are as bad as before in what is left of them.
    const after = await status("adjusted");
    expect([after.sliBad.value, after.sliMass.value]).toEqual([before.sliBad.value - 0.5, 287]);
    expect(after.summary.coverage).toMatchObject({ excluded: 10 });
    const episodes = await get("/objectives/adjusted/episodes");
    expect(episodes.totalBad.exact).toBe(after.sliBad.exact);
    const removed = await api.call("DELETE", `/adjustments/${excluded.id}`, { revision: 1 });
    expect(removed.status, removed.text).toBeLessThan(300);
    const forgiven = await record({ scope: "service", name: "shop", mode: "forgive", from, to });
    // Two of five minutes are forgiven, then five, then two.
    const half = await status("adjusted");
    expect(half.sliBad.value).toBeCloseTo(before.sliBad.value - 0.5 * (3 / 5 + 1 + 2 / 5), 9);
    expect((await get("/objectives/adjusted/episodes")).totalBad.exact).toBe(half.sliBad.exact);
    await api.call("DELETE", `/adjustments/${forgiven.id}`, { revision: 1 });
    expect((await status("adjusted")).sliBad.exact).toBe(before.sliBad.exact);
  });

  test("has everything that an objective has", async () => {
    const shown = await get("/objectives/shopping");
    expect(shown.measurement).toMatchObject({ source: null, sourceKind: null, strategy: null });
    expect(shown.openslo).toContain("solvent/composite");
    const explained = await get("/objectives/shopping/explain?figure=sli");
    expect([explained.source, explained.parts]).toEqual([
      null,
      [
        { objective: "first", weight: "1" },
        { objective: "second", weight: "3" },
      ],
    ]);
    const range = `from=${isoOfMinute(AT - DAY)}&to=${isoOfMinute(AT)}`;
    const traffic = await get(`/objectives/shopping/traffic?${range}`);
    expect(traffic.columns.reduce((sum: number, { total }: Loose) => sum + Number(total), 0)).toBe(288);
    const down = await get("/objectives/shopping/burn-down");
    expect(down.bad.reduce((sum: number, bad: Loose) => sum + Number(bad), 0)).toBe(10.5);
    const episodes = await get("/objectives/shopping/episodes");
    expect([episodes.totalBad.value, episodes.episodes.length]).toEqual([10.5, 2]);
    expect((await get("/objectives/shopping/forecast")).objective).toBe("shopping");
    const tried = await api.call("POST", "/objectives/shopping/what-if", { body: { targetPercent: "95" } });
    expect([tried.status, tried.json?.present?.bad?.value, tried.json?.tried?.bad?.value], tried.text).toEqual([200, 10.5, 10.5]);
    const refused = await api.call("POST", "/objectives/shopping/what-if", { body: { method: "occurrences" } });
    expect(refused.status).toBe(400);
    const backtest = await api.call("POST", "/objectives/shopping/backtest", { body: { policies: [{ name: "default", rules: null }] } });
    expect(backtest.status, backtest.text).toBe(200);
    const board = await get("/objectives?search=shopping");
    expect(board.items.map(({ name, source }: Loose) => [name, source])).toEqual([["shopping", null]]);
    expect((await get("/objectives?source=prom&search=shopping")).items).toEqual([]);
    const agreement = {
      name: "promise",
      customer: "everybody",
      objective: "shopping",
      targetPercent: "90",
      unit: "month",
      zone: "UTC",
      startsAt: "2026-01-01T00:00Z",
    };
    const agreed = await api.call("POST", "/agreements", { body: agreement });
    expect(agreed.status, agreed.text).toBe(201);
  });

  test("takes no minutes of its own", async () => {
    const body = { at: isoOfMinute(AT), runs: [] };
    const answer = await api.call("PUT", "/test/objectives/shopping/minutes", { body });
    expect([answer.status, answer.text.includes("its minutes are put together from those of its parts")]).toEqual([400, true]);
  });
});

describe("what cannot be a composite", () => {
  const cases: readonly (readonly [what: string, body: () => object, says: string])[] = [
    ["of an objective that is not there", () => composite("new", "min", ["first", "nowhere"]), 'there is no objective \\"nowhere\\"'],
    ["of itself", () => composite("new", "min", ["new"]), "a composite cannot contain itself: new → new"],
    ["of one objective twice", () => composite("new", "min", ["first", "first"]), 'names \\"first\\" twice'],
    ["with a weight that counts for nothing", () => composite("new", "min", [["first", "2"]]), "counts only for weighted"],
    ["with a weight of 0", () => composite("new", "weighted", [["first", "0"]]), "must be above 0"],
    [
      "by another method",
      () => composite("new", "min", ["first"], { method: "timeslices", slices: { ...slices, targetPercent: "95" } }),
      "must be ratio_timeslices",
    ],
  ];
  test.each(cases)("%s is refused", async (_what, body, says) => {
    expect(JSON.stringify(await problemsOf(body()))).toContain(says);
  });

  test("a circle is refused with the way round", async () => {
    await define("ring-a", "min", ["first"]);
    await define("ring-b", "min", ["ring-a"]);
    const answer = await api.call("PUT", "/objectives/ring-a", { body: composite("ring-a", "min", ["ring-b"]), revision: 1 });
    expect([answer.status, answer.text.includes("ring-a → ring-b → ring-a")], answer.text).toEqual([400, true]);
    const shorter = composite("ring-a", "min", ["first"], { slices: { ...slices, minutes: 1 } });
    const changed = await api.call("PUT", "/objectives/ring-a", { body: shorter, revision: 1 });
    expect([changed.status, changed.text.includes('it is part of the composite \\"ring-b\\"')], changed.text).toEqual([400, true]);
  });

  test("an objective that is a part cannot be deleted", async () => {
    await measured("needed", []);
    await define("needs", "min", ["needed"]);
    const refused = await api.call("DELETE", "/objectives/needed", { revision: 1 });
    expect([refused.status, refused.json.code, refused.text.includes('It is part of \\"needs\\"')], refused.text).toEqual([
      409,
      "objective.is-part",
      true,
    ]);
    expect((await api.call("DELETE", "/objectives/needs", { revision: 1 })).status).toBe(204);
    expect((await api.call("DELETE", "/objectives/needed", { revision: 1 })).status).toBe(204);
  });
});

describe("a text", () => {
  const document = (name: string, parts: string, how = "weighted") => `
apiVersion: openslo/v1
kind: SLO
metadata:
  name: ${name}
  annotations:
    solvent/composite: '{"how": "${how}", "parts": ${parts}}'
spec:
  service: shop
  timeWindow: [{ duration: 1d, isRolling: true }]
  budgetingMethod: RatioTimeslices
  objectives: [{ targetPercent: 99, timeSliceWindow: 5m }]
`;
  const measuredDocument = (name: string) => `
apiVersion: openslo/v1
kind: SLO
metadata: { name: ${name} }
spec:
  service: shop
  indicator:
    metadata: { name: ${name} }
    spec:
      ratioMetric:
        counter: true
        bad: { metricSource: { metricSourceRef: prom, spec: { query: 'errors{of="${name}"}' } } }
        total: { metricSource: { metricSourceRef: prom, spec: { query: 'requests{of="${name}"}' } } }
  timeWindow: [{ duration: 1d, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ targetPercent: 99 }]
`;
  const apply = (text: string, dryRun = false) => api.call("POST", "/apply", { body: { text, dryRun } });

  test("defines composites and their parts in any order, and changes nothing the second time", async () => {
    const text = [
      document("text-top", '[{"objective": "text-mid"}, {"objective": "text-leaf", "weight": 2.5}]'),
      document("text-mid", '[{"objective": "text-leaf"}]', "min"),
      measuredDocument("text-leaf"),
    ].join("---");
    const applied = await apply(text);
    expect([applied.status, applied.json.changes?.map(({ name, action }: Loose) => `${name} ${action}`)], applied.text).toEqual([
      200,
      ["text-top create", "text-mid create", "text-leaf create"],
    ]);
    const again = await apply(text);
    expect(again.json.changes.map(({ action }: Loose) => action)).toEqual(["unchanged", "unchanged", "unchanged"]);
    const shown = await get("/objectives/text-top");
    expect(shown.indicator.parts[1]).toEqual({ objective: "text-leaf", weight: "2.5" });
    expect((await apply(shown.openslo)).json.changes.map(({ action }: Loose) => action)).toEqual(["unchanged"]);
    const checked = await api.call("POST", "/check", { body: { text: document("text-top", '[{"objective": "first"}]') } });
    expect(checked.json.objectives?.[0], checked.text).toMatchObject({
      name: "text-top",
      source: null,
      probe: null,
      lastDay: { to: isoOfMinute(AT), unit: "slices" },
      lastDayReason: null,
    });
  });

  test("is told at the place what is wrong with a part", async () => {
    const wrong = await apply(document("text-bad", '[{"objective": "first"}, {"objective": "nobody"}]'), true);
    const [found] = wrong.json.diagnostics;
    expect([found.message, found.line, found.path]).toEqual([
      'there is no objective "nobody"',
      7,
      'metadata.annotations["solvent/composite"]',
    ]);
    const circle = [document("loop-a", '[{"objective": "loop-b"}]'), document("loop-b", '[{"objective": "loop-a"}]')].join("---");
    const messages = (await apply(circle, true)).json.diagnostics.map(({ message }: Loose) => message);
    expect(messages).toEqual([
      "a composite cannot contain itself: loop-a → loop-b → loop-a",
      "a composite cannot contain itself: loop-b → loop-a → loop-b",
    ]);
  });
});

test("objectives put together in the same way share a stream", async () => {
  await define("twin-a", "min", ["first", "second"]);
  await define("twin-b", "min", ["first", "second"], { targetPercent: "90" });
  const rows = await query<{ streams: number }>(
    database.url,
    "SELECT count(DISTINCT stream_id)::int AS streams FROM objective WHERE name IN ('twin-a', 'twin-b')",
  );
  expect(rows).toEqual([{ streams: 1 }]);
});
