import type { Adjustment } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { CHECKOUT } from "../../../test/fake-board.ts";
import { statusOf } from "../../../test/fake-objectives.ts";
import { simulate, WATERMARK } from "../../../test/simulate.ts";
import {
  excludedText,
  reachText,
  toAdjustmentLists,
  toAdjustmentRow,
  toBesideRows,
  toEffectRows,
  toOccurrenceTexts,
  versionText,
} from "./adjustments.model.ts";

const view = { nowMs: Date.parse("2026-11-24T18:12:40Z"), zone: "Europe/Paris" };
const fig = (num: number, den = 1) => ({ exact: `${num}/${den}`, value: num / den });
const ONE: Adjustment = {
  id: "a",
  scope: "service",
  name: "checkout",
  mode: "exclude",
  from: "2026-11-11T18:12Z",
  to: "2026-11-11T20:12Z",
  recurrence: null,
  category: "load-test",
  reason: "CHG-71",
  author: "local",
  version: 2,
  createdAt: "2026-11-12T08:10:00Z",
  removed: false,
  next: null,
  removable: true,
};
const WEEKLY: Adjustment = {
  ...ONE,
  id: "b",
  from: "2026-11-15T01:00Z",
  to: "2026-11-15T03:00Z",
  recurrence: { rule: "FREQ=WEEKLY;BYDAY=SU", zone: "Europe/Paris" },
  next: { from: "2026-11-29T01:00Z", to: "2026-11-29T03:00Z" },
};

test("a row says what, when, why, whom it covers, who and which version", () => {
  expect(toAdjustmentRow(ONE, view)).toMatchObject({
    what: "Excluded",
    when: "Wed 11 Nov 19:12, 2\u202fh",
    repeats: "",
    next: "",
    category: "Load test",
    covers: "Service checkout",
    who: "local, Thu 12 Nov 09:10",
    version: "v2",
  });
});

test("a recurring one says its rule in words and when it comes next, or that it is over or on", () => {
  expect(toAdjustmentRow(WEEKLY, view)).toMatchObject({ repeats: "Every week on Sunday, Europe/Paris", next: "next Sun 29 Nov 02:00" });
  expect(toAdjustmentRow({ ...WEEKLY, next: null }, view).next).toBe("over");
  const now = { from: "2026-11-24T18:00Z", to: "2026-11-24T19:00Z" };
  expect(toAdjustmentRow({ ...WEEKLY, next: now }, view).next).toBe("now, until Tue 24 Nov 20:00");
});

test("newest first, and what was undone stands apart", () => {
  const { present, removed } = toAdjustmentLists([ONE, WEEKLY, { ...ONE, id: "c", removed: true }], view);
  expect(present.map((row) => row.adjustment.id)).toEqual(["b", "a"]);
  expect(removed.map((row) => row.adjustment.id)).toEqual(["c"]);
});

test("figures with and without adjustments stand side by side while some touch the window", () => {
  const stretches = [{ from: WATERMARK - 13 * 1440, to: WATERMARK - 13 * 1440 + 120, mode: "exclude" as const }];
  const world = simulate({ ...CHECKOUT.world.recipe, adjusted: stretches });
  const status = statusOf({ ...CHECKOUT, world, plain: CHECKOUT.world, adjusted: { stretches, count: 1 } });
  const rows = toBesideRows(status);
  expect(rows?.map(({ term }) => term)).toEqual(["Budget left", "SLI", "Bad", "Kept"]);
  expect(rows?.[0]?.present).not.toBe(rows?.[0]?.without);
  expect(excludedText(status)).toBe("2\u202fh of the window excluded, 0.3\u202f%");
  expect(toBesideRows(statusOf(CHECKOUT))).toBeNull();
  expect(excludedText(statusOf(CHECKOUT))).toBe("");
});

test("a preview tells each budget before and after, warns of too much, and lists occurrences in the zone", () => {
  const preview = {
    occurrences: [{ from: "2026-11-29T01:00Z", to: "2026-11-29T03:00Z" }],
    effects: [
      {
        objective: "checkout",
        displayName: null,
        before: fig(411, 1000),
        after: null,
        excludedFraction: fig(72, 1000),
        excludedTooMuch: true,
      },
    ],
    objectives: 3,
  };
  expect(toEffectRows(preview)).toEqual([
    { key: "checkout", title: "checkout", before: "41.1\u202f%", after: "–", excluded: "7.2\u202f%", tooMuch: true },
  ]);
  expect(reachText(preview)).toBe("3 objectives in its scope, 1 budget shown.");
  expect(reachText({ ...preview, effects: [] })).toBe("3 objectives in its scope, no budget changes.");
  expect(toOccurrenceTexts(preview, "Europe/Paris")).toEqual(["Sun 29 Nov 02:00 CET, 2\u202fh"]);
});

test("versions say what they were, or that they undid it", () => {
  expect(versionText(ONE, "UTC")).toBe("excluded Wed 11 Nov 18:12 to Wed 11 Nov 20:12");
  expect(versionText({ ...ONE, removed: true }, "UTC")).toBe("undone");
});
