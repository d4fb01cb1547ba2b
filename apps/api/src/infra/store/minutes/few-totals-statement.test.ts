import { expect, test } from "vitest";
import { anchorPartitions, hourPartition, type Partition } from "./calendar-partitions.ts";
import { type FewTotalsStatements, makeFewTotalsStatements } from "./few-totals-statement.ts";

const DAY = 20_500;
const [MONTH] = anchorPartitions(DAY * 1440, DAY * 1440);
const partitionsOf = (...days: readonly number[]) => [...days.map(hourPartition), ...(MONTH === undefined ? [] : [MONTH])];
/** The answers to one question after the other. */
const asked = (statements: FewTotalsStatements, partitions: readonly Partition[], times: number) =>
  Array.from({ length: times }, () => statements.from(partitions));
const often = (statements: FewTotalsStatements, partitions: readonly Partition[]) => asked(statements, partitions, 16).at(-1) ?? null;

test("partitions that are asked often have a statement of their own from the sixteenth time on", () => {
  const answers = asked(makeFewTotalsStatements(), partitionsOf(DAY), 18).map((statement) => statement !== null);
  expect(answers).toEqual([...new Array<boolean>(15).fill(false), true, true, true]);
});

test("the same partitions have the same statement in whatever order, and every set has a name of its own", () => {
  const statements = makeFewTotalsStatements();
  const both = often(statements, partitionsOf(DAY - 3, DAY));
  expect(statements.from(partitionsOf(DAY, DAY - 3))).toBe(both);
  expect(often(statements, partitionsOf(DAY))?.name).not.toBe(both?.name);
  expect(both?.text).toContain("FROM stream_hour_20260213 UNION ALL");
  expect(both?.text).not.toMatch(/FROM stream_(hour|anchor)\b(?! WHERE false)/);
});

test("a question to many partitions has no statement of its own", () => {
  const statements = makeFewTotalsStatements();
  const days = Array.from({ length: 8 }, (_, i) => DAY - i);
  expect(often(statements, partitionsOf(...days.slice(1)))).not.toBeNull();
  expect(often(statements, partitionsOf(...days))).toBeNull();
});

test("a day has 64 statements, and the next day as many again", () => {
  const statements = makeFewTotalsStatements();
  const made = Array.from({ length: 65 }, (_, i) => often(statements, partitionsOf(DAY, DAY - 1 - i)));
  expect(made.map((statement) => statement !== null)).toEqual([...new Array<boolean>(64).fill(true), false]);
  expect(statements.from(partitionsOf(DAY, DAY - 1))).toBe(made[0]);
  expect(often(statements, partitionsOf(DAY + 1, DAY - 70))).not.toBeNull();
  expect(often(statements, partitionsOf(DAY, DAY - 70))).not.toBeNull();
});
