import { describe, expect, test } from "vitest";
import { coversMinute, grownToSteps, minutesIn, shrunkToSteps, unionOf, unionWithin, without } from "./minute-intervals.ts";

const at = (start: number, end: number) => ({ start, end });

describe("a union of intervals", () => {
  test("joins what overlaps or touches, in order", () => {
    expect(unionOf([at(20, 30), at(0, 5), at(5, 10), at(25, 40), at(0, 3)])).toEqual([at(0, 10), at(20, 40)]);
  });

  test("is cut at a window, and knows no empty parts", () => {
    expect(unionWithin(at(8, 22), [at(0, 10), at(20, 30), at(12, 12), at(50, 60)])).toEqual([at(8, 10), at(20, 22)]);
    expect(unionOf([])).toEqual([]);
  });
});

test("what is left outside holes", () => {
  expect(without([at(0, 10), at(20, 30)], [at(2, 4), at(9, 25), at(28, 40)])).toEqual([at(0, 2), at(4, 9), at(25, 28)]);
  expect(without([at(0, 10)], [at(0, 10)])).toEqual([]);
  expect(without([at(0, 0)], [])).toEqual([]);
});

test("steps are counted from the epoch, also before it", () => {
  expect(grownToSteps(at(3, 11), 5)).toEqual(at(0, 15));
  expect(grownToSteps(at(-8, -6), 5)).toEqual(at(-10, -5));
  expect(shrunkToSteps(at(3, 16), 5)).toEqual(at(5, 15));
  expect(shrunkToSteps(at(-8, -4), 5)).toEqual(at(-5, -5));
});

test("an interval that holds no whole step shrinks to nothing", () => {
  expect(shrunkToSteps(at(6, 9), 5)).toEqual(at(10, 10));
  expect(shrunkToSteps(at(3, 7), 5)).toEqual(at(5, 5));
});

test("minutes are counted and found", () => {
  const intervals = [at(0, 10), at(20, 21)];
  expect(minutesIn(intervals)).toBe(11);
  expect([0, 9, 10, 20, 21].map((minute) => coversMinute(intervals, minute))).toEqual([true, true, false, true, false]);
});
