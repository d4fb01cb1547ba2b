import fc from "fast-check";
import { expect, test } from "vitest";
import {
  backgroundOf,
  type CountedMinutes,
  compareFractions,
  dayStretches,
  episodeLedger,
  type Fraction,
  fraction,
  type HotGroup,
  type HotRules,
  hotGroups,
  multiplyFractions,
  ONE,
  objectiveTerms,
  RATIO_SCALE,
  reliefSchedule,
  replaceGroups,
  subtractFractions,
  touchedStretch,
} from "../../src/index.ts";
import { ORIGIN } from "./arbitraries.ts";
import { groupsNaively, slicesNaively } from "./naive-episodes.ts";

const RUNS = { numRuns: 400 };

/** Mostly quiet, with totals small and huge, so that both ways to compare are met. */
const minute = fc
  .record({
    total: fc.constantFrom(0, 1000, 20_000, 100_000, 7_000_000_000, RATIO_SCALE, Number.MAX_SAFE_INTEGER),
    badShare: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1, 2, 10, 50, 1000),
    counted: fc.constantFrom(1, 1, 1, 1, 0),
  })
  .map(({ total, badShare, counted }) => ({
    counted,
    total: total * counted,
    good: counted * (total - Math.floor(total / 1000) * badShare),
  }));

type EachMinute = { readonly good: number; readonly total: number; readonly counted: number };

const fromEach = (start: number, each: readonly EachMinute[]): CountedMinutes => ({
  start,
  good: Float64Array.from(each, ({ good }) => Math.max(0, good)),
  total: each.map(({ total }) => total),
  counted: Uint8Array.from(each, ({ counted }) => counted),
});

/** Slices hold their verdict in their last minute and nothing before. */
const verdictsOnly = (start: number, each: readonly EachMinute[], length: number): EachMinute[] =>
  each.map((one, i) => ((start + i + 1) % length === 0 ? one : { ...one, good: 0, total: 0 }));

const rules: fc.Arbitrary<HotRules> = fc.record({
  budgetRatio: fc.constantFrom(fraction(1n, 100n), fraction(1n, 1000n), fraction(1n, 2n), fraction(10n ** 20n + 1n, 10n ** 22n)),
  hotFactor: fc.constantFrom(ONE, fraction(2n), fraction(1n, 3n)),
  gapMinutes: fc.integer({ min: 0, max: 14 }),
  sliceMinutes: fc.constantFrom(1, 1, 1, 5, 10),
});

const cases = fc
  .record({ start: fc.integer({ min: ORIGIN - 30, max: ORIGIN }), each: fc.array(minute, { minLength: 1, maxLength: 160 }), by: rules })
  .map(({ start, each, by }) => ({ given: fromEach(start, verdictsOnly(start, each, by.sliceMinutes)), by }));

const spanOf = ({ from, to, bad, mass }: HotGroup) => ({ from, to, bad, mass });
const sum = (numbers: readonly bigint[]): bigint => numbers.reduce((all, one) => all + one, 0n);

test("groups are what a walk over the slices finds", () => {
  fc.assert(
    fc.property(cases, ({ given, by }) => {
      expect(hotGroups(given, by).map(spanOf)).toEqual(groupsNaively(given, by));
    }),
    RUNS,
  );
});

test("episodes and background add up to all that failed, and each episode is at least the least share", () => {
  fc.assert(
    fc.property(cases, fc.constantFrom(fraction(1n, 100n), fraction(1n, 5n), fraction(0n)), ({ given, by }, minShare) => {
      const ledger = episodeLedger({ minutes: given, rules: by, minShare });
      const all = slicesNaively(given, by.sliceMinutes);
      expect(ledger.totalBad).toBe(sum(all.map(({ bad }) => bad)));
      expect(ledger.allowed).toEqual(multiplyFractions(by.budgetRatio, fraction(sum(all.map(({ mass }) => mass)))));
      expect(sum(ledger.episodes.map(({ bad }) => bad)) + ledger.backgroundBad).toBe(ledger.totalBad);
      const large = groupsNaively(given, by).filter(
        ({ bad }) => bad * ledger.allowed.den * minShare.den >= minShare.num * ledger.allowed.num,
      );
      expect(ledger.episodes.map(spanOf)).toEqual(large);
      for (const { bad, share } of ledger.episodes) expect(multiplyFractions(share, ledger.allowed)).toEqual(fraction(bad));
    }),
    RUNS,
  );
});

test("the peak is the hottest of all runs of five minutes or of one slice inside the group", () => {
  fc.assert(
    fc.property(cases, ({ given, by }) => {
      const slices = slicesNaively(given, by.sliceMinutes);
      for (const { from, to, peak } of hotGroups(given, by)) {
        const length = Math.min(to - from, Math.max(5, by.sliceMinutes));
        const burns: Fraction[] = [];
        for (let start = from; start + length <= to; start += by.sliceMinutes) {
          const run = slices.filter((slice) => slice.from >= start && slice.to <= start + length);
          const [bad, mass] = [sum(run.map((slice) => slice.bad)), sum(run.map((slice) => slice.mass))];
          const burn = mass === 0n ? fraction(0n) : fraction(bad * by.budgetRatio.den, mass * by.budgetRatio.num);
          if (start === peak.minute) expect(burn).toEqual(peak.burn);
          burns.push(burn);
        }
        expect(peak.minutes).toBe(length);
        expect(burns.every((burn) => compareFractions(burn, peak.burn) <= 0)).toBe(true);
        expect(burns.findIndex((burn) => compareFractions(burn, peak.burn) === 0)).toBe((peak.minute - from) / by.sliceMinutes);
      }
    }),
    RUNS,
  );
});

test("looking again at the touched stretch alone gives the groups of all minutes", () => {
  const change = fc.record({ first: fc.nat(159), each: fc.array(minute, { minLength: 1, maxLength: 30 }) });
  fc.assert(
    fc.property(cases, change, ({ given: before, by }, { first, each }) => {
      const length = before.good.length;
      const begin = first % length;
      const known = Array.from({ length }, (_, i) => ({
        good: before.good[i] ?? 0,
        total: before.total[i] ?? 0,
        counted: before.counted[i] ?? 0,
      }));
      const changed = verdictsOnly(before.start + begin, each.slice(0, length - begin), by.sliceMinutes);
      const after = fromEach(before.start, known.toSpliced(begin, changed.length, ...changed));
      const groups = hotGroups(before, by);
      const stretch = touchedStretch(groups, { start: before.start + begin, end: before.start + begin + changed.length }, by);
      const [from, to] = [Math.max(0, stretch.start - before.start), stretch.end - before.start];
      const part: CountedMinutes = {
        start: before.start + from,
        good: Array.from(after.good).slice(from, to),
        total: Array.from(after.total).slice(from, to),
        counted: Array.from(after.counted).slice(from, to),
      };
      expect(replaceGroups(groups, stretch, hotGroups(part, by))).toEqual(hotGroups(after, by));
    }),
    { numRuns: 1000 },
  );
});

test("a closed episode keeps its span whatever the following minutes bring", () => {
  fc.assert(
    fc.property(cases, fc.array(minute, { minLength: 1, maxLength: 30 }), ({ given, by }, more) => {
      const known = Array.from(given.good, (good, i) => ({ good, total: given.total[i] ?? 0, counted: given.counted[i] ?? 0 }));
      const longer = fromEach(given.start, verdictsOnly(given.start, [...known, ...more], by.sliceMinutes));
      const minShare = fraction(0n);
      const closed = episodeLedger({ minutes: given, rules: by, minShare }).episodes.filter(({ open }) => !open);
      const later = episodeLedger({ minutes: longer, rules: by, minShare }).episodes.map(spanOf);
      for (const episode of closed) expect(later).toContainEqual(spanOf(episode));
    }),
    RUNS,
  );
});

test("what leaves the window adds up to all that was consumed", () => {
  fc.assert(
    fc.property(cases, ({ given, by }) => {
      const [start, end] = [given.start, given.start + given.good.length];
      const ledger = episodeLedger({ minutes: given, rules: by });
      const background = backgroundOf({ minutes: given, rules: by, ledger, stretches: dayStretches({ start, end }) });
      const relief = reliefSchedule({ terms: objectiveTerms("99", end - start), at: end, ledger, background });
      if (relief.kind !== "as-it-leaves") throw new Error("a rolling window");
      expect(sum(relief.lines.map(({ bad }) => bad))).toBe(ledger.totalBad);
      expect(relief.lines.at(-1)?.remainingAfter ?? ONE).toEqual(ONE);
      const returns = relief.lines.map(({ remainingAfter, share }, i) => {
        const before = relief.lines[i - 1]?.remainingAfter;
        return before === undefined || compareFractions(share, subtractFractions(remainingAfter, before)) === 0;
      });
      expect(returns).not.toContain(false);
    }),
    RUNS,
  );
});
