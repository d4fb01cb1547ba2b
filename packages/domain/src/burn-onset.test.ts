import { describe, expect, it } from "vitest";
import { burnOnset, type MinuteCounts } from "./burn-onset.ts";
import { fraction } from "./fraction.ts";

const AT_TEN_PERCENT = { factor: fraction(10n), budgetRatio: fraction(1n, 100n) };
const good: MinuteCounts = { good: 100n, total: 100n };
const hot: MinuteCounts = { good: 90n, total: 100n };
const warm: MinuteCounts = { good: 91n, total: 100n };
const times = (count: number, minute: MinuteCounts): MinuteCounts[] => new Array<MinuteCounts>(count).fill(minute);

describe("where a burning began", () => {
  it.each<[string, MinuteCounts[], number | null]>([
    ["at the first hot minute", [...times(20, good), ...times(5, hot)], 20],
    ["at the threshold exactly, not below it", [...times(20, good), warm, hot], 21],
    ["before a quiet stretch of ten minutes", [...times(20, good), hot, ...times(10, good), hot], 20],
    ["after a quiet stretch of eleven minutes", [...times(20, good), hot, ...times(11, good), hot], 32],
    ["before minutes of which nothing is known", [...times(20, good), hot, ...times(4, null), hot], 20],
    ["nowhere when it is over", [...times(20, good), hot, ...times(11, good)], null],
    ["nowhere when nothing burns", times(30, good), null],
    ["nowhere when minutes without traffic are all there is", times(30, { good: 0n, total: 0n }), null],
    ["not known when it reaches the start", [...times(3, good), ...times(20, hot)], null],
    ["known as soon as enough quiet minutes come before", [...times(11, good), hot], 11],
    ["nowhere in no minutes", [], null],
  ])("%s", (_, minutes, expected) => {
    expect(burnOnset(minutes, AT_TEN_PERCENT)).toBe(expected);
  });
});
