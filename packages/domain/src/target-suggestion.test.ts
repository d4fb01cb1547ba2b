import { describe, expect, test } from "vitest";
import { type DayCounts, fraction, suggestTarget, type TargetSuggestionInput } from "./index.ts";

const day = (bad: number, total: number): DayCounts => ({ good: BigInt(total - bad), total: BigInt(total) });
const days = (count: number, one: DayCounts | null = day(0, 1000)): (DayCounts | null)[] => new Array<DayCounts | null>(count).fill(one);
const suggest = (input: Partial<TargetSuggestionInput> & Pick<TargetSuggestionInput, "days">) =>
  suggestTarget({ windowDays: 7, scale: 1, ...input });

describe("the suggested target", () => {
  test("is the lower one of what history met and what the traffic can tell", () => {
    expect(suggest({ days: days(40), windowDays: 28 })).toEqual({ target: "99.95", achieved: "99.999", resolvable: "99.95", windows: 13 });
    expect(suggest({ days: days(40, day(20_000, 1_000_000)), windowDays: 28 })).toMatchObject({ target: "98", achieved: "98" });
  });

  test("was met on at least 95 of 100 days", () => {
    // 20 windows of one day: 19 met it.
    const history = [...days(19, day(0, 1_000_000)), day(500_000, 1_000_000)];
    expect(suggest({ days: history, windowDays: 1 })).toMatchObject({ achieved: "99.999", windows: 20 });
    expect(suggest({ days: [...history, day(500_000, 1_000_000)], windowDays: 1 }).achieved).toBeNull();
    expect(suggest({ days: history, windowDays: 1, achievedShare: fraction(1n) }).achieved).toBeNull();
  });

  test("allows ten bad events in the smallest window", () => {
    expect(suggest({ days: [...days(10, day(0, 100_000)), day(0, 1000)], windowDays: 1 }).resolvable).toBe("99");
    expect(suggest({ days: [...days(10, day(0, 100_000)), day(0, 999)], windowDays: 1 }).resolvable).toBe("98");
    expect(suggest({ days: days(1, day(0, 999)), windowDays: 1, minBad: fraction(1n) }).resolvable).toBe("99.5");
  });

  test("counts events, not the units that they are stored in", () => {
    const [stored] = days(1, { good: 1_000_000n, total: 1_000_000n });
    expect(suggest({ days: [stored ?? null], windowDays: 1, scale: 1000 }).resolvable).toBe("99");
  });

  test("is none without a whole window, or below the ladder", () => {
    expect(suggest({ days: days(6) })).toEqual({ target: null, achieved: null, resolvable: null, windows: 0 });
    expect(suggest({ days: [] }).windows).toBe(0);
    expect(suggest({ days: days(30, day(20, 100)) })).toMatchObject({ target: null, achieved: null, resolvable: "98" });
  });

  test("looks only at windows of known days", () => {
    const history = [...days(10), null, ...days(9)];
    expect(suggest({ days: history }).windows).toBe(7);
    expect(suggest({ days: days(30, null) })).toEqual({ target: null, achieved: null, resolvable: null, windows: 0 });
  });

  test("is not spoiled, but cannot be told either, by a window without events", () => {
    const history = [...days(7, day(0, 0)), ...days(20, day(0, 1000))];
    expect(suggest({ days: history })).toEqual({ target: null, achieved: "99.999", resolvable: null, windows: 21 });
    expect(suggest({ days: days(20, day(0, 0)) }).achieved).toBeNull();
  });

  test.each([
    ["windowDays", { days: [], windowDays: 0 }],
    ["windowDays", { days: [], windowDays: 1.5 }],
    ["scale", { days: [], scale: 0 }],
    ["days[1]", { days: [day(0, 1), { good: 2n, total: 1n }] }],
    ["days[0]", { days: [{ good: -1n, total: 1n }] }],
  ])("is refused with the name of %s", (name, input) => {
    expect(() => suggest(input)).toThrow(name);
  });
});
