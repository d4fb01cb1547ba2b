import { describe, expect, test } from "vitest";
import {
  attributeGroups,
  type CountedMinutes,
  definitionTerms,
  type EpisodesInput,
  episodeLedger,
  fraction,
  hotGroups,
  hotRules,
  objectiveTerms,
  type SliceLength,
} from "./index.ts";

const START = 29_538_720;
const terms = objectiveTerms("99", 1440);

/** Minutes of equally many events with so many bad ones at some of them. */
function minutes(bad: Readonly<Record<number, number>>, length = 120, total = 100): CountedMinutes {
  const each = Array.from({ length }, (_, i) => bad[i] ?? 0);
  return { start: START, good: each.map((failed) => total - failed), total: each.map(() => total), counted: each.map(() => 1) };
}
const ledgerOf = (input: Partial<EpisodesInput> & Pick<EpisodesInput, "minutes">) => episodeLedger({ rules: hotRules(terms), ...input });
const at = (index: number): number => START + index;

describe("an episode", () => {
  test("reaches from its first hot minute to its last one and holds the errors in between, also those that are not hot", () => {
    const { episodes, backgroundBad, totalBad } = ledgerOf({ minutes: minutes({ 3: 5, 10: 200, 12: 5, 15: 300, 90: 2 }, 120, 1000) });
    expect(episodes).toHaveLength(1);
    expect(episodes[0]).toMatchObject({ from: at(10), to: at(16), bad: 505n, mass: 6000n, countedMinutes: 6 });
    expect(totalBad).toBe(512n);
    expect(backgroundBad).toBe(7n);
  });

  test("takes a share of what the interval allows, or of the allowance that is given", () => {
    const [own] = ledgerOf({ minutes: minutes({ 10: 30 }) }).episodes;
    expect(own?.share).toEqual(fraction(30n, 120n));
    const [given] = ledgerOf({ minutes: minutes({ 10: 30 }), allowed: fraction(300n) }).episodes;
    expect(given?.share).toEqual(fraction(1n, 10n));
  });

  test("is background when its share is below one percent", () => {
    const small = ledgerOf({ minutes: minutes({ 10: 30 }), allowed: fraction(3001n) });
    expect(small).toMatchObject({ episodes: [], backgroundBad: 30n, totalBad: 30n });
    expect(ledgerOf({ minutes: minutes({ 10: 30 }), allowed: fraction(3000n) }).episodes).toHaveLength(1);
  });

  test("peaks in the hottest five minutes, of the whole episode when it is shorter", () => {
    const long = ledgerOf({ minutes: minutes({ 10: 50, 11: 50, 12: 100, 13: 100, 14: 100, 15: 100, 16: 100, 17: 10 }) });
    expect(long.episodes[0]?.peak).toEqual({ burn: fraction(100n), minute: at(12), minutes: 5 });
    const short = ledgerOf({ minutes: minutes({ 10: 50, 11: 100 }) });
    expect(short.episodes[0]?.peak).toEqual({ burn: fraction(75n), minute: at(10), minutes: 2 });
  });

  test("is open while a failure in the next minute would join it", () => {
    const openAfter = (quiet: number) => ledgerOf({ minutes: minutes({ 10: 100 }, 11 + quiet) }).episodes[0]?.open;
    expect(openAfter(0)).toBe(true);
    expect(openAfter(10)).toBe(true);
    expect(openAfter(11)).toBe(false);
  });

  test("says how many of its minutes count", () => {
    const given = minutes({ 10: 100, 15: 100 });
    const counted = Array.from({ length: 120 }, (_, i) => (i === 12 || i === 13 ? 0 : 1));
    const blank = (values: ArrayLike<number>) => Array.from(values, (value, i) => (counted[i] === 0 ? 0 : value));
    const gap = { start: START, counted, good: blank(given.good), total: blank(given.total) };
    expect(ledgerOf({ minutes: gap }).episodes[0]).toMatchObject({ from: at(10), to: at(16), countedMinutes: 4, mass: 400n });
  });
});

describe("episodes of slices", () => {
  const sliced = (length: SliceLength) =>
    definitionTerms({
      targetPercent: "99",
      window: { kind: "rolling", minutes: 1440 },
      method: "timeslices",
      slices: { minutes: length, targetPercent: "95", noTraffic: "good", missing: "exclude" },
      sloStart: null,
    });

  /** Slices of which some are bad, by number. */
  function verdicts(length: SliceLength, slices: number, bad: readonly number[]): CountedMinutes {
    const last = (i: number): boolean => (i + 1) % length === 0;
    const each = Array.from({ length: slices * length }, (_, i) => i);
    const good = each.map((i) => (last(i) && !bad.includes(Math.floor(i / length)) ? 1000 : 0));
    return { start: START, good, total: each.map((i) => (last(i) ? 1000 : 0)), counted: each.map(() => 1) };
  }

  test("span whole slices, and one good slice in between does not split them", () => {
    const { episodes } = episodeLedger({ minutes: verdicts(30, 40, [4, 6, 9]), rules: hotRules(sliced(30)) });
    expect(episodes.map(({ from, to, bad }) => [from - START, to - START, bad])).toEqual([
      [120, 210, 2000n],
      [270, 300, 1000n],
    ]);
  });

  test("join over ten quiet minutes where slices are shorter than that", () => {
    const { episodes } = episodeLedger({ minutes: verdicts(5, 40, [4, 7, 11]), rules: hotRules(sliced(5)) });
    expect(episodes.map(({ from, to }) => [from - START, to - START])).toEqual([
      [20, 40],
      [55, 60],
    ]);
  });

  test("leave out a slice that begins before the interval", () => {
    const all = verdicts(30, 4, [0, 2]);
    const cut = (values: ArrayLike<number>) => Array.from(values).slice(10);
    const late = { start: START + 10, good: cut(all.good), total: cut(all.total), counted: cut(all.counted) };
    const ledger = episodeLedger({ minutes: late, rules: hotRules(sliced(30)) });
    expect(ledger.episodes.map(({ from }) => from)).toEqual([START + 60]);
    expect(ledger).toMatchObject({ totalBad: 1000n, totalMass: 3000n });
  });

  test("peak in one slice where slices are longer than five minutes", () => {
    const [group] = hotGroups(verdicts(30, 8, [4, 5]), hotRules(sliced(30)));
    expect(group?.peak).toEqual({ burn: fraction(100n), minute: START + 120, minutes: 30 });
  });
});

describe("input that cannot be", () => {
  test.each([
    ["allowed", { allowed: fraction(0n) }],
    ["allowed", { allowed: fraction(-1n) }],
    ["minShare", { minShare: fraction(-1n, 100n) }],
    ["hotFactor", { rules: { ...hotRules(terms), hotFactor: fraction(0n) } }],
    ["gapMinutes", { rules: { ...hotRules(terms), gapMinutes: -1 } }],
    ["gapMinutes", { rules: { ...hotRules(terms), gapMinutes: 1.5 } }],
  ])("is refused with the name of %s", (name, wrong) => {
    expect(() => ledgerOf({ minutes: minutes({ 10: 100 }), ...wrong })).toThrow(name);
  });

  test("does not come from an interval without anything", () => {
    const empty = { start: START, good: [], total: [], counted: [] };
    expect(ledgerOf({ minutes: empty })).toMatchObject({ episodes: [], totalBad: 0n, backgroundBad: 0n });
    expect(attributeGroups([], { rules: hotRules(terms), totalBad: 0n, totalMass: 0n, end: START }).episodes).toEqual([]);
  });
});

test("a hundred days of errors in every minute are attributed within seconds", () => {
  const length = 100 * 1440;
  const total = new Float64Array(length).fill(6_000_000);
  const good = Float64Array.from(total, (all, i) => all - (i % 7) * 10_000);
  const begun = performance.now();
  const ledger = ledgerOf({ minutes: { start: START, good, total, counted: new Uint8Array(length).fill(1) } });
  expect(performance.now() - begun).toBeLessThan(3000);
  expect(ledger.totalBad).toBe(good.reduce((sum, units, i) => sum + BigInt((total[i] ?? 0) - units), 0n));
});
