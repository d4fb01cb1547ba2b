import { expect, test } from "vitest";
import { nextTickMs } from "./next-tick.ts";

const MINUTE = 60_000;

test("a tick follows each minute boundary by the ingest delay, just after the instant", () => {
  expect(nextTickMs(100 * MINUTE, [30])).toBe(100 * MINUTE + 30_020);
  expect(nextTickMs(100 * MINUTE + 30_020, [30])).toBe(101 * MINUTE + 30_020);
  expect(nextTickMs(100 * MINUTE + 30_019, [30])).toBe(100 * MINUTE + 30_020);
});

test("sources with different delays are each read on time", () => {
  expect(nextTickMs(100 * MINUTE + 30_020, [30, 60, 300])).toBe(101 * MINUTE + 20);
});

test("without a source whole minutes are used", () => {
  expect(nextTickMs(100 * MINUTE + 1_000, [])).toBe(101 * MINUTE + 20);
});
