import type { ObjectiveSummary } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { fractionDigits, groupOf, toBoardQuery, toBoardRow, toTableParts } from "./board.model.ts";
import { DEFAULT_VIEW } from "./board-url.ts";
import { toLede } from "./lede.model.ts";
import { placed } from "./order.model.ts";

const clock = { nowMs: Date.parse("2026-11-24T18:12:40Z"), zone: "Europe/Paris" };

const summary = (changes: Partial<ObjectiveSummary> = {}): ObjectiveSummary => ({
  name: "checkout",
  displayName: "Checkout availability",
  service: "checkout",
  team: "payments",
  source: "prom",
  group: null,
  groupLabels: null,
  targetPercent: "99.9",
  window: { kind: "rolling", minutes: 40_320 },
  windowMinutes: 40_320,
  method: "occurrences",
  unit: "events",
  labels: {},
  state: "on-target",
  reason: null,
  burnWord: "acceptable",
  governingRule: null,
  sli: { exact: "99941/100000", value: 0.99941 },
  budgetLeft: { exact: "411/1000", value: 0.411 },
  budgetLeftMinutes: { exact: "995/60", value: 16.583 },
  spentLastDay: { exact: "54/1000", value: 0.054 },
  allowedBad: { exact: "26317/1", value: 26_317 },
  remainingBad: { exact: "10828/1", value: 10_828 },
  burnHour: { exact: "229/10", value: 22.9 },
  coverage: { minutes: 40_320, counted: 39_770, missing: 550, excluded: 0, noTraffic: 0 },
  firing: null,
  watermark: "2026-11-24T18:12Z",
  generatedUntil: null,
  mutedUntil: null,
  backfill: null,
  burnLastDay: [],
  budgetOverWindow: [],
  ...changes,
});

test("a row carries figures as they are written, and the raw shares only to draw", () => {
  const row = toBoardRow(summary(), clock);
  expect(row).toMatchObject({
    title: "Checkout availability",
    href: "/objectives/checkout",
    owner: "checkout · payments",
    target: "99.9\u202f%",
    window: "28\u202fd",
    sli: "99.94",
    coverage: "98.6\u202f%",
    coverageWhole: false,
    burn: { text: "22.9×" },
    budget: { text: "41.1\u202f%", units: "16\u202fmin 35\u202fs", tone: "ink", left: 0.411, uncertain: false },
  });
});

test("unknown figures are dashes, never zeros", () => {
  const row = toBoardRow(
    summary({
      state: "no-data",
      sli: null,
      budgetLeft: null,
      budgetLeftMinutes: null,
      spentLastDay: null,
      burnHour: null,
      allowedBad: null,
      remainingBad: null,
    }),
    clock,
  );
  expect(row.sli).toBeNull();
  expect(row.budget).toMatchObject({ text: "–", units: "", left: null, tone: "unknown", uncertain: true });
  expect(row.burn.text).toBe("–");
});

test("an exhausted budget is signed and says how much it is over", () => {
  const row = toBoardRow(
    summary({
      state: "exhausted",
      budgetLeft: { exact: "-177/1000", value: -0.177 },
      budgetLeftMinutes: { exact: "-71/1", value: -71 },
    }),
    clock,
  );
  expect(row.budget).toMatchObject({ text: "−17.7\u202f%", units: "−1\u202fh 11\u202fmin over", tone: "spent" });
});

test("a provisional figure is marked as approximate", () => {
  expect(toBoardRow(summary({ state: "provisional" }), clock).budget.text).toBe("≈\u202f41.1\u202f%");
});

test("below ten allowed failures the unit is whole requests", () => {
  const few = (remaining: string, value: number) =>
    toBoardRow(summary({ allowedBad: { exact: "7/2", value: 3.5 }, remainingBad: { exact: remaining, value } }), clock).budget.units;
  expect(few("7/2", 3.5)).toBe("3 requests");
  expect(few("1/1", 1)).toBe("1 request");
  expect(few("-3/2", -1.5)).toBe("−2 requests over");
});

test("a page says since when by the clock, an older ticket by its day", () => {
  const firing = (severity: "page" | "ticket", since: string) =>
    toBoardRow(summary({ firing: { rule: "r", severity, since } }), clock).firing?.text;
  expect(firing("page", "2026-11-24T18:00Z")).toBe("page since 19:00");
  expect(firing("ticket", "2026-11-22T18:00Z")).toBe("ticket, 22 Nov");
});

test("an exhausted budget that still burns is a risk, one that rests is a decision", () => {
  expect(groupOf(summary({ state: "exhausted" }))).toBe("exhausted");
  expect(groupOf(summary({ state: "exhausted", burnWord: "breached" }))).toBe("at-risk");
});

test("groups stand in fixed order and keep the order of their rows; a sort drops them", () => {
  const rows = placed([
    summary({ name: "b" }),
    summary({ name: "a" }),
    summary({ name: "c", state: "no-data" }),
    summary({ name: "d", firing: { rule: "r", severity: "page", since: "2026-11-24T18:00Z" } }),
  ]);
  const grouped = toTableParts(rows, DEFAULT_VIEW, clock);
  expect(grouped.groups.map((g) => [g.title, g.rows.map((r) => r.name)])).toEqual([
    ["Act now", ["d"]],
    ["Cannot see", ["c"]],
    ["On target", ["b", "a"]],
  ]);
  const sorted = toTableParts(rows, { ...DEFAULT_VIEW, sort: "name" }, clock);
  expect(sorted.groups.map((g) => g.rows.map((r) => r.name))).toEqual([["b", "a", "c", "d"]]);
});

test("the column of SLIs is as wide as its longest fraction", () => {
  expect([fractionDigits("99.94"), fractionDigits("99.9562"), fractionDigits("100"), fractionDigits(null)]).toEqual([2, 4, 0, 0]);
});

test("the default view asks with an empty query, so that it shares one cache entry", () => {
  expect(toBoardQuery(DEFAULT_VIEW)).toEqual({});
  expect(toBoardQuery({ ...DEFAULT_VIEW, search: " a ", states: ["no-data", "exhausted"], sort: "sli", order: "desc" })).toEqual({
    search: "a",
    state: "no-data,exhausted",
    sort: "sli",
    order: "desc",
  });
});

const NONE = { exhausted: 0, "at-risk": 0, "on-target": 0, "no-data": 0, provisional: 0, "low-evidence": 0 };
const ledeOf = (items: ObjectiveSummary[], counts: Partial<typeof NONE>, firing = { page: 0, ticket: 0 }) =>
  toLede({ items, counts: { ...NONE, ...counts }, firing }, clock);

const PAGE = { rule: "page-1h-5m", severity: "page", since: "2026-11-24T18:00Z" } as const;

test("a firing page is the sentence of the board, with rate, budget and since when", () => {
  const lede = ledeOf(
    [summary({ state: "at-risk", burnWord: "breached", firing: PAGE })],
    { "at-risk": 1, "on-target": 9 },
    { page: 1, ticket: 0 },
  );
  expect(lede).toEqual({
    title: "Checkout availability is burning 22.9×",
    detail: "41.1\u202f% of the 28-day budget is left: 16\u202fmin 35\u202fs of full outage. Page rule over its limit since 19:00.",
    open: "checkout",
  });
});

test("several firing pages are counted, and the first is named with its rate", () => {
  const burning = { firing: PAGE, burnWord: "breached" } as const;
  const lede = ledeOf([summary(burning), summary({ ...burning, name: "b" })], { "at-risk": 2 }, { page: 2, ticket: 0 });
  expect(lede.title).toBe("2 objectives burn too fast, first Checkout availability");
  expect(lede.detail).toMatch(/^Burning 22\.9×\./);
});

test.each([
  [summary({ state: "at-risk" }), { "at-risk": 1 }, "Checkout availability is at risk"],
  [
    summary({ state: "no-data", reason: "source refused the token" }),
    { "no-data": 3 },
    "3 objectives cannot be seen, first Checkout availability",
  ],
  [summary({ state: "exhausted" }), { exhausted: 1, "on-target": 2 }, "Checkout availability has spent its budget"],
  [summary(), { "on-target": 12 }, "All 12 objectives are on target"],
  [summary(), { "on-target": 1 }, "The one objective is on target"],
  [summary(), { "on-target": 3, provisional: 2 }, "3 objectives on target, 2 too early to say"],
  [summary({ state: "provisional" }), { provisional: 1 }, "Too early to say"],
])("what asks most of the reader is the sentence (%#)", (item, counts, title) => {
  expect(ledeOf([item], counts).title).toBe(title);
});

test("what cannot be seen is never called good", () => {
  expect(ledeOf([summary({ state: "no-data", reason: "source refused the token" })], { "no-data": 1 }).detail).toBe(
    "Source refused the token. Alerts are frozen, nothing is assumed good.",
  );
});

test("a row of a group says which of it it is", () => {
  expect(toBoardRow(summary(), clock).labels).toBe("");
  expect(toBoardRow(summary({ group: "routes", groupLabels: { tier: "gold", region: "eu" } }), clock).labels).toBe("region=eu · tier=gold");
});

test("an alert that is not about the rate is not called burning", () => {
  const firing = { rule: "watch/half", severity: "ticket", since: "2026-11-24T18:00Z" } as const;
  const list = {
    items: [summary({ firing, burnWord: "acceptable" })],
    counts: { exhausted: 0, "at-risk": 0, "on-target": 1, "no-data": 0, provisional: 0, "low-evidence": 0 },
    firing: { page: 0, ticket: 1 },
  };
  expect(toLede(list, clock).title).toBe("Checkout availability has a ticket open");
  expect(toLede({ ...list, items: [...list.items, ...list.items], firing: { page: 0, ticket: 2 } }, clock).title).toBe(
    "2 objectives need a look, first Checkout availability",
  );
});
