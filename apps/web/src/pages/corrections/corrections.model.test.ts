import type { Correction, RefillReceipt } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { deltaText, initialRefill, parseRefill, toCorrectionRow, toReceipt } from "./corrections.model.ts";

const VIEW = { nowMs: Date.parse("2026-11-24T18:12:00Z"), zone: "Europe/Paris" };
const fig = (num: number, den = 1) => ({ exact: `${num}/${den}`, value: num / den });

const CORRECTION: Correction = {
  id: "1",
  stream: 7,
  at: "2026-11-24T17:42:00Z",
  cause: "refill",
  changes: [
    { minute: "2026-11-24T07:59Z", old: { good: 9, total: "10.5" }, new: null },
    { minute: "2026-11-24T07:58Z", old: null, new: { good: 880, total: 1900 } },
  ],
  goodDelta: 871,
  totalDelta: "1889.5",
};

test("a correction says when, why, which minutes and what became of them", () => {
  expect(toCorrectionRow(CORRECTION, VIEW)).toEqual({
    id: "1",
    at: "18:42",
    why: "A gap was filled",
    minutes: "24 Nov 08:58 – 09:00, 2 minutes",
    effect: "+871 good, +1\u202f890 in all",
    known: "1 became known, 1 no longer known",
    changes: [
      { minute: "08:59", before: "9 good of 10.5", after: "missing" },
      { minute: "08:58", before: "missing", after: "880 good of 1\u202f900" },
    ],
  });
});

test.each([
  [0, "0"],
  [-20, "−20"],
  ["12.5", "+12.5"],
])("a change of %j has its sign: %s", (count, text) => {
  expect(deltaText(count)).toBe(text);
});

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
