import { expect, test } from "vitest";
import { CHECKOUT, WINDOWS } from "../../../test/fake-board.ts";
import { explanationOf } from "../../../test/fake-insight.ts";
import type { FakeObjective } from "../../../test/fake-objectives.ts";
import { summaryText, toExclusionRows, toGapRows, toMinuteRows, toOriginRows, valueText } from "./explain.model.ts";

const budget = explanationOf(CHECKOUT, { figure: "budget" });
const fig = (num: number, den = 1) => ({ exact: `${num}/${den}`, value: num / den });
const textOf = (rows: readonly { term: string; text: string }[], term: string) => rows.find((row) => row.term === term)?.text;

test.each([
  ["sli", fig(998_996, 1_000_000), "99.8996\u202f%"],
  ["budget", fig(-177, 1000), "−17.7\u202f%"],
  ["burn", fig(229, 10), "22.9×"],
  ["burn", null, "–"],
  ["budget", null, "–"],
] as const)("%s of %j is written as on its tile: %s", (figure, value, text) => {
  expect(valueText({ ...budget, figure, value }, "99.9")).toBe(text);
});

test("coverage is written from its minutes, rounded down", () => {
  expect(valueText(explanationOf(CHECKOUT, { figure: "coverage" }), "99.9")).toBe("98.6\u202f%");
});

test("minutes are told in the zone of the figure and in UTC, missing ones always", () => {
  const rows = toMinuteRows({ ...budget, interval: { ...budget.interval, zone: "Europe/Paris" } });
  expect(textOf(rows, "To")).toBe("Tue 24 Nov 19:12 CET");
  expect(textOf(rows, "In UTC")).toBe("2026-10-27T18:12Z to 2026-11-24T18:12Z");
  expect(textOf(rows, "Missing")).toBe("550");
  expect(textOf(rows, "Excluded")).toBeUndefined();
});

test("origin names revision, method, slices, source and stream", () => {
  const rows = toOriginRows(budget);
  expect(textOf(rows, "Revision of the definition")).toBe("14");
  expect(textOf(rows, "Source")).toBe("prometheus-prod · Prometheus");
  const sliced = explanationOf(WINDOWS[1] as FakeObjective, { figure: "sli" });
  expect(textOf(toOriginRows(sliced), "Slices")).toBe("5\u202fmin, good from 99\u202f%");
});

test("what is left out is counted and listed with its reason, version and author", () => {
  const exclusion = {
    adjustment: "a",
    version: 2,
    mode: "exclude",
    from: "2026-11-11T18:12Z",
    to: "2026-11-11T20:12Z",
    reason: "CHG-71",
    author: "local",
  } as const;
  const explained = { ...budget, exclusions: [exclusion] };
  expect(summaryText(explained)).toBe("1 gap, 1 stretch adjusted");
  expect(toExclusionRows(explained)[0]).toMatchObject({ length: "2\u202fh", what: "excluded: CHG-71 (local, version 2)" });
  expect(toGapRows(explained)[0]).toMatchObject({ length: "9\u202fh 10\u202fmin", what: "the source did not answer" });
});
