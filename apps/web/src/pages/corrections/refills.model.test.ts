import type { RefillReceipt } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { initialRefill, parseRefill, toReceipt, toRefillRow } from "./refills.model.ts";

const VIEW = { nowMs: Date.parse("2026-11-24T18:12:00Z"), zone: "Europe/Paris" };
const fig = (num: number, den = 1) => ({ exact: `${num}/${den}`, value: num / den });

test("a refill begins with the last measured hour, in local time", () => {
  const values = initialRefill(Date.parse("2026-11-24T18:12:00Z"), VIEW.zone);
  expect(values).toEqual({ from: "2026-11-24T18:12", to: "2026-11-24T19:12" });
  expect(parseRefill(values, VIEW.zone)).toEqual({ input: { from: "2026-11-24T17:12Z", to: "2026-11-24T18:12Z" } });
});

test.each([
  [
    { from: "2026-11-24T18:12", to: "2026-11-24T18:12" },
    { from: null, to: "It has to end after it begins" },
  ],
  [
    { from: "2026-10-01T00:00", to: "2026-11-24T18:12" },
    { from: null, to: "At most 31 days at once" },
  ],
  [
    { from: "", to: "2026-11-24T18:12" },
    { from: "There is no such time in Europe/Paris", to: null },
  ],
])("%j is refused", (values, problems) => {
  expect(parseRefill(values, VIEW.zone)).toEqual({ problems });
});

const RECEIPT: RefillReceipt = {
  id: "r",
  stream: 7,
  source: "prom",
  from: "2026-11-24T16:00Z",
  to: "2026-11-24T17:00Z",
  state: "running",
  readTo: "2026-11-24T16:20Z",
  message: null,
  minutesChanged: 0,
  before: { good: 90, total: 100, known: 57, minutes: 60 },
  after: null,
  objectives: [],
  author: "local",
  requestedAt: "2026-11-24T18:12:00Z",
  endedAt: null,
};

test("a receipt that runs says how far it is, rounded down, and claims no result", () => {
  expect(toReceipt(RECEIPT, "UTC")).toMatchObject({ title: "Reading again: 33\u202f% read", fraction: 1 / 3, failed: false, figures: [] });
});

test("a receipt that is done has before and after, and what it did to each budget", () => {
  const done = toReceipt(
    {
      ...RECEIPT,
      state: "done",
      minutesChanged: 1,
      after: { good: 95, total: 105, known: 60, minutes: 60 },
      objectives: [
        { name: "a", remainingBefore: fig(1, 2), remainingAfter: fig(507, 1000), difference: fig(7, 1000) },
        { name: "b", remainingBefore: null, remainingAfter: null, difference: null },
      ],
    },
    "UTC",
  );
  expect(done).toMatchObject({ title: "1 minute changed", fraction: null });
  expect(done.figures.at(-1)).toEqual({ term: "Known minutes", before: "57 of 60", after: "60 of 60" });
  expect(done.objectives).toEqual([
    { name: "a", before: "50.0\u202f%", after: "50.7\u202f%", difference: "+0.7\u202fpt" },
    { name: "b", before: "–", after: "–", difference: "–" },
  ]);
});

test("one that failed says why; one without effect says so", () => {
  expect(toReceipt({ ...RECEIPT, state: "failed", message: "the source did not answer" }, "UTC")).toMatchObject({
    title: "It could not be read",
    failed: true,
    fraction: null,
    detail: expect.stringContaining("The source did not answer"),
  });
  expect(toReceipt({ ...RECEIPT, state: "done" }, "UTC").title).toBe("Nothing differs from what was stored");
});

const effectOf = (name: string, difference: number | null) => ({
  name,
  remainingBefore: fig(1, 2),
  remainingAfter: difference === null ? null : fig(500 + difference, 1000),
  difference: difference === null ? null : fig(difference, 1000),
});

test("a row says who asked when for which interval, and how many budgets moved", () => {
  const objectives = [effectOf("a", -7), effectOf("journey", 3), effectOf("b", 0), effectOf("changed", null)];
  expect(toRefillRow({ ...RECEIPT, state: "done", minutesChanged: 2, objectives }, VIEW)).toMatchObject({
    at: "19:12",
    author: "local",
    interval: "24 Nov 17:00 – 18:00",
    state: { word: "Done", tone: "ink-2" },
    outcome: "2 minutes changed",
    effect: "2 budgets moved",
  });
  expect(toRefillRow({ ...RECEIPT, state: "done", objectives: [effectOf("b", 0)] }, VIEW).effect).toBe("no budget moved");
});

test("an interval over midnight names both days", () => {
  const over = { ...RECEIPT, from: "2026-11-23T21:00Z", to: "2026-11-24T01:00Z" };
  expect(toRefillRow(over, VIEW).interval).toBe("23 Nov 22:00 – 24 Nov 02:00");
});

test("a row of what failed has the source's words; one that is under way claims no effect", () => {
  expect(toRefillRow({ ...RECEIPT, state: "failed", message: "connection refused" }, VIEW)).toMatchObject({
    state: { word: "Failed", tone: "spent" },
    outcome: "Connection refused",
    effect: "",
  });
  const kept = "the data source has nothing for 60 minutes any more; what is stored of them was kept";
  expect(toRefillRow({ ...RECEIPT, state: "done", message: kept, objectives: [effectOf("b", 0)] }, VIEW)).toMatchObject({
    outcome: "The data source has nothing for 60 minutes any more; what is stored of them was kept",
    effect: "no budget moved",
    receipt: { title: "Nothing was changed" },
  });
  expect(toRefillRow({ ...RECEIPT, state: "done", message: kept, minutesChanged: 3 }, VIEW).outcome).toBe("3 minutes changed");
  expect(toRefillRow({ ...RECEIPT, readTo: RECEIPT.to }, VIEW)).toMatchObject({
    state: { word: "Reads" },
    outcome: "All is read, composites follow",
    effect: "",
  });
});
