import { expect, test } from "vitest";
import { BOARD_CLOCK as clock, summary } from "../../../test/board-summary.ts";
import { fractionDigits, groupOf, toBoardQuery, toBoardRow, toTableParts } from "./board.model.ts";
import { DEFAULT_VIEW } from "./board-url.ts";
import { placed } from "./order.model.ts";

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

test("a figure that is provisional, or rests on a part of the window, is marked as approximate", () => {
  const textOf = (changes: Parameters<typeof summary>[0]) => toBoardRow(summary(changes), clock).budget.text;
  expect(textOf({ state: "provisional" })).toBe("≈\u202f41.1\u202f%");
  const coverage = { minutes: 40_320, counted: 38_303, missing: 2017, excluded: 0, noTraffic: 0 };
  expect(textOf({ coverage })).toBe("≈\u202f41.1\u202f%");
  expect(textOf({ coverage: { ...coverage, counted: 38_304, missing: 2016 } })).toBe("41.1\u202f%");
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

test("a row of a group says which of it it is", () => {
  expect(toBoardRow(summary(), clock).labels).toBe("");
  expect(toBoardRow(summary({ group: "routes", groupLabels: { tier: "gold", region: "eu" } }), clock).labels).toBe("region=eu · tier=gold");
});
