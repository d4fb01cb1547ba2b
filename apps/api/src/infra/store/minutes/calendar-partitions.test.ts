import { expect, test } from "vitest";
import { partitionsFor } from "./calendar-partitions.ts";

const minute = (iso: string) => Date.parse(iso) / 60_000;
const names = (from: string, to: string) => partitionsFor(minute(from), minute(to)).map((p) => p.name);

test("a minute needs its UTC day and its month", () => {
  expect(names("2024-02-29T23:58Z", "2024-02-29T23:59Z")).toEqual(["stream_hour_20240229", "stream_anchor_202402"]);
});

test("minutes up to the end of a month need the month in which their last anchor stands", () => {
  expect(names("2024-02-29T23:58Z", "2024-03-01T00:00Z")).toEqual(["stream_hour_20240229", "stream_anchor_202402", "stream_anchor_202403"]);
});

test("the turn of a year is two days and two months", () => {
  expect(names("2023-12-31T12:00Z", "2024-01-01T12:00Z")).toEqual([
    "stream_hour_20231231",
    "stream_hour_20240101",
    "stream_anchor_202312",
    "stream_anchor_202401",
  ]);
});

test("partitions of a parent tile the time without a gap", () => {
  const partitions = partitionsFor(minute("2023-11-15T00:00Z"), minute("2025-03-02T00:00Z"));
  for (const parent of ["stream_hour", "stream_anchor"]) {
    const bounds = partitions.filter((p) => p.parent === parent);
    expect(bounds.slice(1).map((p) => p.from)).toEqual(bounds.slice(0, -1).map((p) => p.to));
  }
});
