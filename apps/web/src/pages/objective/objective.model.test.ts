import type { BackfillProgress, ObjectiveStatus } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { CHECKOUT } from "../../../test/fake-board.ts";
import { WATCHED } from "../../../test/fake-combined.ts";
import { definitionOf, statusOf } from "../../../test/fake-objectives.ts";
import { toBurnDownSeries } from "../../charts/burn-down.series.ts";
import { toRangeSeries } from "../../charts/range.series.ts";
import { toDefinitionRows } from "./definition.model.ts";
import { meaningText, toBackfillView, toConditionRows, toFiringStrip, toRuleRows, toThresholds } from "./objective.model.ts";
import { lastKnownMs, toTrafficRange } from "./range.model.ts";
import { RANGES } from "./range-url.ts";
import { burnDownReadout, rangeReadout } from "./readout.model.ts";
import { toBudgetTile, toBurnTiles, toCoverageTile, toSliTile } from "./tiles.model.ts";

const STATUS = statusOf(CHECKOUT);
const view = { nowMs: Date.parse("2026-11-24T18:12:40Z"), zone: "Europe/Paris" };
const fig = (num: number, den = 1) => ({ exact: `${num}/${den}`, value: num / den });
const withSummary = (changes: Partial<ObjectiveStatus["summary"]>, rest: Partial<ObjectiveStatus> = {}): ObjectiveStatus => ({
  ...STATUS,
  ...rest,
  summary: { ...STATUS.summary, ...changes },
});

test("the budget tile has per cent, time and requests; without a budget a dash", () => {
  const budget = { ...STATUS.budget, remaining: fig(21_657, 2) };
  const tile = toBudgetTile(withSummary({ budgetLeft: fig(411, 1000), budgetLeftMinutes: fig(995, 60) }, { budget }), null);
  expect(tile).toEqual({
    label: "Budget left, 28\u202fd",
    value: "41.1\u202f%",
    hint: "16\u202fmin 35\u202fs of full outage · 10\u202f828 requests",
    tone: "ink",
  });
  expect(toBudgetTile(withSummary({ budgetLeft: null }), null)).toMatchObject({ value: "–", tone: "unknown" });
});

test("an SLI below its target is shown as missed, one of a stale objective in grey", () => {
  expect(toSliTile(withSummary({ sli: fig(9_989, 10_000) }, { met: false }))).toMatchObject({
    value: "99.89\u202f%",
    hint: "target 99.9\u202f%, missed",
    tone: "spent",
  });
  expect(toSliTile(withSummary({ state: "no-data" }, { met: true })).tone).toBe("unknown");
  expect(toSliTile(withSummary({ sli: null }, { met: null }))).toMatchObject({ value: "–", hint: "target 99.9\u202f%" });
});

test("burn rates that a breached rule looks at are marked", () => {
  expect(toBurnTiles(STATUS).map((tile) => [tile.window, tile.over])).toEqual([
    ["5\u202fmin", true],
    ["1\u202fh", true],
    ["6\u202fh", false],
    ["1\u202fd", false],
    ["3\u202fd", false],
  ]);
});

test("the coverage tile counts gaps and minutes, or says that all is known", () => {
  const band = { fromMs: 0, toMs: 1, label: "", reason: "" };
  expect(toCoverageTile(STATUS, [band])).toMatchObject({ value: "98.6\u202f%", hint: "1 gap, 9\u202fh 10\u202fmin" });
  const whole = withSummary({ coverage: { minutes: 40_320, counted: 40_320, missing: 0, excluded: 0, noTraffic: 0 } });
  expect(toCoverageTile(whole, [])).toMatchObject({ value: "100\u202f%", hint: "every minute is known" });
});

test("rules show both windows, the limit as it was set, and their word", () => {
  const [first, second] = toRuleRows(STATUS);
  expect(first).toMatchObject({ title: "page 1\u202fh / 5\u202fmin", limit: "14.4×", word: "breached" });
  expect(second).toMatchObject({ limit: "6×", word: "increasing" });
  expect(toThresholds(STATUS)[0]).toMatchObject({ at: 14.4, tone: "spent", text: "page at 14.4× over 1\u202fh and 5\u202fmin" });
  expect(toThresholds(STATUS)[2]?.tone).toBe("risk");
});

test("the firing strip says rate, since when, both windows and the limit", () => {
  const strip = toFiringStrip(STATUS, view);
  expect(strip?.lead).toMatch(/^Burning \d+\.\d×, over its limit since 19:00\.$/);
  expect(strip?.detail).toMatch(
    /^Rule page-1h-5m: 1\u202fh .*×, 5\u202fmin .*×, limit 14\.4×\. The last 24\u202fh took .* of the budget\.$/,
  );
  expect(toFiringStrip(withSummary({ firing: null }), view)).toBeNull();
});

test("the strip names a rate only where there is one, and a limit only while it is passed", () => {
  const leadOf = (status: ObjectiveStatus) => toFiringStrip(status, view)?.lead;
  expect(leadOf(withSummary({ burnHour: fig(0) }))).toBe("Over its limit since 19:00.");
  expect(leadOf(withSummary({ burnHour: null }))).toBe("Over its limit since 19:00.");
  const rules = STATUS.rules.map((rule) => ({ ...rule, word: "recovering" as const }));
  expect(leadOf(withSummary({ burnWord: "recovering" }, { rules }))).toBe("Page open since 19:00.");
});

test("the meaning joins description and promise", () => {
  const promise = { targetPercent: "99.9", window: { kind: "rolling" as const, minutes: 40_320 }, slices: null };
  expect(meaningText({ ...promise, description: "Answers other than 5xx" })).toBe(
    "Answers other than 5xx. 99.9\u202f% over 28 days, rolling.",
  );
  expect(meaningText({ ...promise, window: { kind: "rolling", minutes: 1440 }, description: null })).toBe(
    "99.9\u202f% over 1 day, rolling.",
  );
});

const backfill: BackfillProgress = {
  id: "7",
  state: "running",
  from: "2026-10-27T18:12Z",
  to: "2026-11-24T18:12Z",
  readTo: "2026-11-07T18:12Z",
  readFraction: 0.619,
  estimatedSecondsLeft: 190,
  message: null,
};

test.each([
  ["queued", "History waits to be read", "cancelBackfill"],
  ["running", "Reading history, newest first: 61\u202f% read", "cancelBackfill"],
  ["cancelled", "Reading history was stopped at 61\u202f%; what is read stays", "resumeBackfill"],
  ["failed", "Reading history failed at 61\u202f%", "resumeBackfill"],
] as const)("a %s back-fill says so and offers what can be done", (state, title, action) => {
  expect(toBackfillView({ ...backfill, state })).toMatchObject({ title, action });
});

test("a back-fill that is done has nothing to tell, one that failed tells the source's words", () => {
  expect(toBackfillView({ ...backfill, state: "done" })).toBeNull();
  expect(toBackfillView(null)).toBeNull();
  expect(toBackfillView({ ...backfill, state: "failed", message: "429 Too Many Requests" })?.detail).toBe("429 Too Many Requests");
  expect(toBackfillView({ ...backfill, estimatedSecondsLeft: 20 })?.detail).toBe("less than a minute left");
});

test("charts end at the newest minute, and now once that is older than ten minutes", () => {
  const now = Date.parse("2026-11-24T18:12:40Z");
  const [six = RANGES[0]] = RANGES;
  const to = (minutesAgo: number, untilMs: number | null = null) =>
    toTrafficRange(six, { watermarkMs: now - 60_000 * minutesAgo, nowMs: now, untilMs });
  expect(to(2).to).toBe("2026-11-24T18:10Z");
  expect(to(90)).toEqual({ from: "2026-11-24T12:12Z", to: "2026-11-24T18:12Z" });
});

test("charts end where the address says, but never after what is known", () => {
  const now = Date.parse("2026-11-24T18:12:40Z");
  const [six = RANGES[0]] = RANGES;
  const to = (untilMs: number) => toTrafficRange(six, { watermarkMs: now - 60_000 * 2, nowMs: now, untilMs }).to;
  expect(to(Date.parse("2026-11-20T08:00Z"))).toBe("2026-11-20T08:00Z");
  expect(to(Date.parse("2027-01-01T00:00Z"))).toBe("2026-11-24T18:10Z");
});

test("what is known last is the start of a gap that reaches the newest minute", () => {
  expect(lastKnownMs(100, [{ fromMs: 10, toMs: 20 }])).toBe(100);
  expect(lastKnownMs(100, [{ fromMs: 60, toMs: 100 }])).toBe(60);
});

const utc = { zone: "UTC", marks: [] };
const markAt = (iso: string) => ({ key: iso, kind: "deploy" as const, ms: Date.parse(iso), text: `Deploy at ${iso.slice(11, 16)}` });

test("the crosshair over a gap reads its reason instead of a value", () => {
  const range = { fromMs: Date.parse("2026-11-24T00:00Z"), toMs: Date.parse("2026-11-24T03:00Z") };
  const series = toBurnDownSeries(
    {
      from: "2026-11-24T00:00Z",
      to: "2026-11-24T03:00Z",
      stepMinutes: 60,
      left: [1, 0.9, 0.9, 0.8],
      bad: [0, 1, 0, 1],
      unit: "events",
      projected: false,
      adjusted: [{ from: "2026-11-24T00:00Z", to: "2026-11-24T00:30Z", mode: "exclude" }],
      gaps: [{ from: "2026-11-24T01:00Z", to: "2026-11-24T02:00Z", reason: "source-down" }],
    },
    { ...range, nowMs: range.toMs, startMs: range.fromMs },
  );
  expect(burnDownReadout(series, Date.parse("2026-11-24T00:00Z"), utc)).toBe(
    "Tue 24 Nov 00:00 UTC · 100.0\u202f% left · excluded 30\u202fmin",
  );
  expect(burnDownReadout(series, Date.parse("2026-11-24T01:30Z"), utc)).toBe(
    "Tue 24 Nov 01:30 UTC · no data 1\u202fh: the source did not answer",
  );
  expect(burnDownReadout(series, Date.parse("2026-11-24T03:00Z"), { ...utc, zone: "Europe/Paris" })).toBe(
    "Tue 24 Nov 04:00 · 03:00 UTC · 80.0\u202f% left",
  );
  expect(burnDownReadout(series, null, utc)).toBeNull();
  const marks = ["2026-11-24T01:40Z", "2026-11-24T02:00Z", "2026-11-24T02:01Z"].map(markAt);
  const read = (iso: string) => burnDownReadout(series, Date.parse(iso), { ...utc, marks });
  // A gap ends the line with points of its own, so that each mark is read at exactly one point.
  expect(series.points.flatMap(({ ms }) => read(new Date(ms).toISOString())?.match(/Deploy at ..:../g) ?? [])).toEqual([
    "Deploy at 01:40",
    "Deploy at 02:00",
    "Deploy at 02:01",
  ]);
  expect(read("2026-11-24T03:00Z")).toMatch(/^Tue 24 Nov 03:00 UTC · 80\.0\u202f% left · Deploy at 02:01$/);
});

test("the crosshair of the range reads burn rates, SLI, counts, and how much of the column is known", () => {
  const series = toRangeSeries(
    {
      from: "2026-11-24T00:00Z",
      to: "2026-11-24T01:00Z",
      stepMinutes: 60,
      columns: [{ good: 995, total: 1000, known: 58, minutes: 60, sli: 0.995 }],
      burnHour: [5],
      burnShort: [null],
      gaps: [],
    },
    Date.parse("2026-11-24T01:00Z"),
  );
  expect(rangeReadout(series, Date.parse("2026-11-24T00:00Z"), { ...utc, targetPercent: "99.9" })).toBe(
    "Tue 24 Nov 00:00 UTC · burn 1\u202fh 5.0×, 5\u202fmin – · SLI 99.50\u202f% · 1\u202f000 requests, 5 bad · 58 of 60 minutes known",
  );
});

test("the crosshair of the range reads what began in its column, also over a gap and at the very end", () => {
  const column = { good: 1000, total: 1000, known: 60, minutes: 60, sli: 1 };
  const series = toRangeSeries(
    {
      from: "2026-11-24T00:00Z",
      to: "2026-11-24T03:00Z",
      stepMinutes: 60,
      columns: [column, { ...column, good: 0, total: 0, known: 0, sli: null }, column],
      burnHour: [0, null, 0],
      burnShort: [0, null, 0],
      gaps: [{ from: "2026-11-24T01:00Z", to: "2026-11-24T02:00Z", reason: "source-down" }],
    },
    Date.parse("2026-11-24T03:00Z"),
  );
  const marks = ["2026-11-24T00:59Z", "2026-11-24T01:00Z", "2026-11-24T03:00Z"].map(markAt);
  const read = (iso: string) => rangeReadout(series, Date.parse(iso), { zone: "UTC", targetPercent: "99.9", marks });
  expect(read("2026-11-24T00:00Z")).toMatch(/ 0 bad · Deploy at 00:59$/);
  expect(read("2026-11-24T01:00Z")).toMatch(/ · no data 1\u202fh: the source did not answer · Deploy at 01:00$/);
  expect(read("2026-11-24T02:00Z")).toMatch(/ 0 bad · Deploy at 03:00$/);
});

test("the definition leaves out what is not known and names who changed it last", () => {
  const definition = definitionOf(CHECKOUT);
  const rows = toDefinitionRows({ ...definition, measurement: { ...definition.measurement, seriesFound: null } }, "Europe/Paris");
  const terms = rows.map((row) => row.term);
  expect(terms).not.toContain("Series");
  expect(terms).not.toContain("Clamped");
  expect(rows).toContainEqual({ term: "Revision", text: "14 by local" });
  expect(rows).toContainEqual({ term: "Changed", text: "Thu 12 Nov 10:30" });
});

test.each([
  ["value", "lte", "0.3", "at a value at most 0.3"],
  ["age", "lt", "93600", "at an age under 93600\u202fs"],
] as const)("the definition says of a %s when a minute is good", (of, operator, value, text) => {
  const metric = { source: "prometheus-prod", spec: { query: "queue_length" } };
  const objective = { ...definitionOf(CHECKOUT), indicator: { kind: "threshold" as const, metric, operator, value, of } };
  expect(toDefinitionRows(objective, "UTC")).toContainEqual({ term: "A minute is good", text });
  expect(toDefinitionRows(definitionOf(CHECKOUT), "UTC").map(({ term }) => term)).not.toContain("A minute is good");
});

test("a condition beyond burn rules that fires says so in the strip, with value and limit", () => {
  const status = statusOf(WATCHED);
  expect(toFiringStrip(status, view)).toMatchObject({
    severity: "ticket",
    lead: "Budget consumed since 18:28: 52.1\u202f%, limit 50\u202f%.",
    detail: expect.stringMatching(/^50\u202f% of the budget or more is consumed/),
  });
  expect(toConditionRows(status, view)).toMatchObject([
    { title: "ticket: budget consumed", value: "52.1\u202f%", limit: "50\u202f%", firing: "since 18:28", judged: true },
    { value: "not at this rate", firing: null, judged: true },
    { value: "8\u202f874 events", limit: "10\u202fmin" },
  ]);
});
