import { expect, test } from "vitest";
import { type BoardView, DEFAULT_VIEW, decodeBoardView, encodeBoardView, isFiltered, nextSort, toggleState } from "./board-url.ts";

const views: BoardView[] = [
  DEFAULT_VIEW,
  { ...DEFAULT_VIEW, search: "checkout & pay tier:1", states: ["exhausted", "no-data"] },
  {
    search: "é",
    states: ["on-target"],
    service: "checkout",
    team: "payments",
    source: "prom",
    group: "routes",
    sort: "budget-left",
    order: "desc",
  },
];

test.each(views)("the address bar round-trips %j", (view) => {
  expect(decodeBoardView(new URLSearchParams(encodeBoardView(view).toString()))).toEqual(view);
});

test("the plain board has a plain address", () => {
  expect(encodeBoardView(DEFAULT_VIEW).toString()).toBe("");
});

test("unknown sorts, states and names in a shared link fall back instead of breaking", () => {
  const view = decodeBoardView(new URLSearchParams("sort=vibes&order=up&state=fine,exhausted&team=<script>&service="));
  expect(view).toEqual({ ...DEFAULT_VIEW, states: ["exhausted"] });
});

test("a counter switches its state on and off, several may be on", () => {
  const one = toggleState(DEFAULT_VIEW, "no-data");
  const two = toggleState(one, "exhausted");
  expect(two.states).toEqual(["exhausted", "no-data"]);
  expect(toggleState(two, "no-data").states).toEqual(["exhausted"]);
});

test("a header sorts up, down, and gives the grouping back", () => {
  const up = nextSort(DEFAULT_VIEW, "sli");
  const down = nextSort(up, "sli");
  expect([up.sort, up.order, down.sort, down.order]).toEqual(["sli", "asc", "sli", "desc"]);
  expect(nextSort(down, "sli")).toEqual(DEFAULT_VIEW);
  expect(nextSort(down, "name")).toMatchObject({ sort: "name", order: "asc" });
});

test("a sort is not a filter", () => {
  expect(isFiltered(nextSort(DEFAULT_VIEW, "sli"))).toBe(false);
  expect(isFiltered({ ...DEFAULT_VIEW, team: "payments" })).toBe(true);
});
