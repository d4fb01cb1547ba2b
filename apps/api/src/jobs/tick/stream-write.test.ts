import type { MinuteBlock, MissingReason } from "@solvent/domain";
import type { Outcome, ReadValue } from "@solvent/metric-sources";
import { expect, test } from "vitest";
import { missingStretches } from "./store-batch.ts";
import { type StreamRead, toStreamWrite } from "./stream-write.ts";

/** A number is a known minute with that many good and total events. */
const blockOf = (from: number, minutes: readonly (number | MissingReason)[]): MinuteBlock => ({
  from,
  good: minutes.map((minute) => (typeof minute === "number" ? minute : 0)),
  total: minutes.map((minute) => (typeof minute === "number" ? minute : 0)),
  missing: minutes.map((minute) => (typeof minute === "number" ? null : minute)),
});

const answer = (from: number, minutes: readonly (number | MissingReason)[], clampedMinutes = 0): Outcome<ReadValue> => ({
  ok: true,
  value: { block: blockOf(from, minutes), clampedMinutes },
});
const down: Outcome<ReadValue> = { ok: false, failure: { class: "unreachable", retryable: true, message: "refused" } };
const read = (watermark: number, from: number, firstMinute = 0): StreamRead => ({ head: { streamId: 7, firstMinute, watermark }, from });

test("an answer is stored as it is, settle window and new minute", () => {
  expect(toStreamWrite(read(100, 98), answer(98, [1, 2, 3]), 100)?.block).toEqual(blockOf(98, [1, 2, 3]));
});

test("a new minute that is missing waits until it is overdue", () => {
  expect(toStreamWrite(read(100, 98), answer(98, [1, 2, "no-sample"]), 100)?.block).toEqual(blockOf(98, [1, 2]));
  expect(toStreamWrite(read(100, 98), answer(98, [1, 2, "no-sample"]), 101)?.block).toEqual(blockOf(98, [1, 2, "no-sample"]));
});

test("a missing minute before a known one is stored as missing at once", () => {
  expect(toStreamWrite(read(100, 98), answer(98, [1, 2, "no-sample", 4]), 100)?.block).toEqual(blockOf(98, [1, 2, "no-sample", 4]));
});

test("a failed read writes nothing until the minute is overdue, then missing minutes from the watermark on", () => {
  expect(toStreamWrite(read(100, 98), down, 100)).toBeNull();
  expect(toStreamWrite(read(100, 98), down, 101)?.block).toEqual(blockOf(100, ["source-down"]));
});

test("an answer that could not tell keeps what an earlier read has stored", () => {
  expect(toStreamWrite(read(100, 98), answer(98, [1, "partial-answer", 3]), 100)?.block).toEqual(blockOf(100, [3]));
});

test("an answer that says there is nothing retracts what was stored", () => {
  expect(toStreamWrite(read(100, 98), answer(98, [1, "no-sample", 3]), 100)?.block).toEqual(blockOf(98, [1, "no-sample", 3]));
});

test("minutes between the watermark and a later read are given up for now as not read", () => {
  expect(toStreamWrite(read(100, 103), answer(103, [4, 5]), 104)?.block).toEqual(blockOf(100, ["not-read", "not-read", "not-read", 4, 5]));
  expect(toStreamWrite(read(100, 103), down, 104)?.block).toEqual(blockOf(100, ["not-read", "not-read", "not-read", "source-down"]));
});

test("minutes before the coverage are left to back-fill", () => {
  expect(toStreamWrite(read(100, 98, 99), answer(98, [1, 2, 3]), 100)?.block).toEqual(blockOf(99, [2, 3]));
});

test("clamped minutes count once, when they are new", () => {
  expect(toStreamWrite(read(100, 98), answer(98, [1, 2, 3], 3), 100)?.clampedMinutes).toBe(1);
  expect(toStreamWrite(read(101, 98), answer(98, [1, 2, 3], 3), 100)?.clampedMinutes).toBe(0);
});

test("stretches of missing minutes are told apart by reason", () => {
  const write = toStreamWrite(read(100, 98), answer(98, ["no-sample", 1, "no-sample", "no-sample", "no-series", 5]), 104);
  if (write === null) throw new Error("nothing to write");
  expect(missingStretches(write)).toEqual([
    { streamId: 7, from: 98, to: 99, reason: "no-sample" },
    { streamId: 7, from: 100, to: 102, reason: "no-sample" },
    { streamId: 7, from: 102, to: 103, reason: "no-series" },
  ]);
});
