import { expect, test } from "vitest";
import { anchorPartitions, hourPartition } from "./calendar-partitions.ts";
import { makeFewTotalsStatements } from "./few-totals-statement.ts";

const DAY = 20_500;
const [MONTH] = anchorPartitions(DAY * 1440, DAY * 1440);
const partitionsOf = (...days: readonly number[]) => [...days.map(hourPartition), ...(MONTH === undefined ? [] : [MONTH])];

test("the same partitions have the same statement in whatever order, and every set has a name of its own", () => {
  const statements = makeFewTotalsStatements();
  const both = statements.from(partitionsOf(DAY - 3, DAY));
  expect(statements.from(partitionsOf(DAY, DAY - 3))).toBe(both);
  expect(statements.from(partitionsOf(DAY))?.name).not.toBe(both?.name);
  expect(both?.text).toContain("FROM stream_hour_20260213 UNION ALL");
  expect(both?.text).not.toMatch(/FROM stream_(hour|anchor)\b(?! WHERE false)/);
});

test("a question to many partitions has no statement of its own", () => {
  const statements = makeFewTotalsStatements();
  const days = Array.from({ length: 8 }, (_, i) => DAY - i);
  expect(statements.from(partitionsOf(...days.slice(1)))).not.toBeNull();
  expect(statements.from(partitionsOf(...days))).toBeNull();
});

test("a day has 64 statements, and the next day as many again", () => {
  const statements = makeFewTotalsStatements();
  const made = Array.from({ length: 65 }, (_, i) => statements.from(partitionsOf(DAY, DAY - 1 - i)));
  expect(made.map((statement) => statement !== null)).toEqual([...new Array<boolean>(64).fill(true), false]);
  expect(statements.from(partitionsOf(DAY, DAY - 1))).toBe(made[0]);
  expect(statements.from(partitionsOf(DAY + 1, DAY - 70))).not.toBeNull();
  expect(statements.from(partitionsOf(DAY, DAY - 70))).not.toBeNull();
});
