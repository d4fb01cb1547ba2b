import type { MinuteBlock, MissingReason } from "@solvent/domain";
import { expect, test } from "vitest";
import { mergeAnswer } from "./merge-answer.ts";

/** A number is a known minute with that many good and total events. */
const blockOf = (minutes: readonly (number | MissingReason)[], from = 100): MinuteBlock => ({
  from,
  good: minutes.map((minute) => (typeof minute === "number" ? minute : 0)),
  total: minutes.map((minute) => (typeof minute === "number" ? minute : 0)),
  missing: minutes.map((minute) => (typeof minute === "number" ? null : minute)),
});
type Minutes = readonly (number | MissingReason)[];
const merged = (answer: Minutes, stored: Minutes) => mergeAnswer(blockOf(answer), blockOf(stored));

test("what the answer knows takes the place of what is stored, known or missing, higher or lower", () => {
  expect(merged([1, 9, 0], [1, 5, "no-sample"])).toEqual({ block: blockOf([1, 9, 0]), kept: 0 });
});

test("what the source has forgotten stays: its oldest minutes go first", () => {
  expect(merged(["no-series", "no-sample", 3], [1, 2, 3])).toEqual({ block: blockOf([1, 2, 3]), kept: 2 });
});

test("a source that holds older minutes takes back what it says that it does not have", () => {
  expect(merged([1, "no-sample", 3], [1, 2, 3])).toEqual({ block: blockOf([1, "no-sample", 3]), kept: 0 });
});

test("an answer that could not tell takes nothing back", () => {
  const cannotTell: MissingReason[] = ["partial-answer", "source-down", "query-failed", "not-read"];
  for (const reason of cannotTell) expect(merged([1, reason, 3], [1, 2, 3])).toEqual({ block: blockOf([1, 2, 3]), kept: 1 });
});

test("what is missing in both keeps the reason that is stored", () => {
  expect(merged([1, "no-sample", 3], [1, "source-down", 3])).toEqual({ block: blockOf([1, "source-down", 3]), kept: 0 });
});
