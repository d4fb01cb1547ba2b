import type { Correction } from "@solvent/api-contract";
import { expect, test } from "vitest";
import { deltaText, toCorrectionRow } from "./corrections.model.ts";

const VIEW = { nowMs: Date.parse("2026-11-24T18:12:00Z"), zone: "Europe/Paris" };

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
