import fc from "fast-check";
import { expect, test } from "vitest";
import {
  allSlicesSeries,
  type CompositePart,
  compositeSli,
  countVerdicts,
  type Fraction,
  findCycle,
  fraction,
  type PartVerdict,
  RATIO_SCALE,
  ratioSlicesSeries,
} from "../../src/index.ts";
import { type Ratio, sameRatio } from "./naive-minutes.ts";

const ratio = fc
  .tuple(fc.bigInt({ min: 0n, max: 1000n }), fc.bigInt({ min: 1n, max: 1000n }))
  .map(([num, den]): Fraction => fraction(num < den ? num : den, den));
const weight = fc.tuple(fc.bigInt({ min: 1n, max: 50n }), fc.bigInt({ min: 1n, max: 7n })).map(([num, den]) => fraction(num, den));
const part = fc.record({ sli: fc.option(ratio, { freq: 4 }), weight });
const parts = fc.array(part, { minLength: 1, maxLength: 6 });

/** Pairs of whole numbers, never reduced. */
const plus = (a: Ratio, b: Ratio): Ratio => [a[0] * b[1] + b[0] * a[1], a[1] * b[1]];
const times = (a: Ratio, b: Ratio): Ratio => [a[0] * b[0], a[1] * b[1]];
const pair = ({ num, den }: Fraction): Ratio => [num, den];

function combineNaively(kind: "weighted" | "min" | "product", all: readonly CompositePart[]): Ratio | null {
  const known = all.flatMap(({ sli, weight: by }) => (sli === null ? [] : [{ sli: pair(sli), weight: pair(by) }]));
  if (known.length === 0) return null;
  if (kind === "product") return known.map(({ sli }) => sli).reduce(times);
  if (kind === "min") return known.map(({ sli }) => sli).reduce((a, b) => (a[0] * b[1] <= b[0] * a[1] ? a : b));
  const [sum, weights] = [known.map(({ sli, weight: by }) => times(sli, by)).reduce(plus), known.map(({ weight: by }) => by).reduce(plus)];
  return [sum[0] * weights[1], sum[1] * weights[0]];
}

const equals = (f: Fraction | null, other: Ratio | null): boolean =>
  f === null || other === null ? f === other : sameRatio(pair(f), other);

test("a composite is what the definition says of its known parts", () => {
  fc.assert(
    fc.property(parts, fc.constantFrom("weighted" as const, "min" as const, "product" as const), (all, kind) => {
      const { sli, partial } = compositeSli(kind, all);
      expect(equals(sli, combineNaively(kind, all))).toBe(true);
      expect(partial).toBe(all.some((one) => one.sli === null));
      expect(sli === null || (sli.num >= 0n && sli.num <= sli.den)).toBe(true);
    }),
  );
});

test("neither the order of the parts nor a common factor of the weights matters", () => {
  fc.assert(
    fc.property(parts, weight, (all, factor) => {
      const scaled = all.map(({ sli, weight: by }) => ({ sli, weight: fraction(by.num * factor.num, by.den * factor.den) }));
      expect(compositeSli("weighted", scaled.toReversed())).toEqual(compositeSli("weighted", all));
    }),
  );
});

test("a slice series holds each slice's combination, within half a unit", () => {
  const column = fc.record({ weight, ratios: fc.array(fc.option(ratio, { freq: 4 }), { minLength: 5, maxLength: 5 }) });
  fc.assert(
    fc.property(fc.array(column, { minLength: 1, maxLength: 4 }), (columns) => {
      const series = ratioSlicesSeries("weighted", columns);
      series.forEach(({ units }, slice) => {
        const exact = combineNaively(
          "weighted",
          columns.map(({ weight: by, ratios }) => ({ weight: by, sli: ratios[slice] ?? null })),
        );
        expect(units === null).toBe(exact === null);
        if (units === null || exact === null) return;
        const off = units * exact[1] - exact[0] * BigInt(RATIO_SCALE);
        expect(2n * (off < 0n ? -off : off) <= exact[1]).toBe(true);
      });
    }),
  );
});

test("the verdict of all slices is bad before none before good, slice by slice", () => {
  const rank: readonly PartVerdict[] = ["good", "none", "bad"];
  const row = fc.array(fc.constantFrom<PartVerdict>("good", "bad", "none"), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
      const worst = Array.from({ length: 6 }, (_, slice) => rank[Math.max(...rows.map((one) => rank.indexOf(one[slice] ?? "none")))]);
      const series = allSlicesSeries(rows);
      expect(series).toEqual(worst);
      const { good, bad, none } = countVerdicts(series);
      expect(good + bad + none).toBe(6);
      expect(bad).toBe(worst.filter((verdict) => verdict === "bad").length);
    }),
  );
});

test("a cycle is found exactly when a part reaches itself, and what is named is one", () => {
  const names = ["a", "b", "c", "d", "e"];
  const graph = fc
    .array(fc.subarray(names), { minLength: names.length, maxLength: names.length })
    .map((lists) => new Map(names.map((name, i) => [name, lists[i] ?? []] as const)));
  fc.assert(
    fc.property(graph, (given) => {
      const reach = new Map(names.map((name) => [name, new Set(given.get(name))]));
      for (let round = 0; round < names.length; round++) {
        for (const set of reach.values()) for (const name of [...set]) for (const next of reach.get(name) ?? []) set.add(next);
      }
      const cycle = findCycle(given);
      expect(cycle !== null).toBe(names.some((name) => reach.get(name)?.has(name)));
      if (cycle === null) return;
      expect(cycle[0]).toBe(cycle.at(-1));
      expect(cycle.slice(1).every((name, i) => given.get(cycle[i] ?? "")?.includes(name))).toBe(true);
      expect(new Set(cycle).size).toBe(cycle.length - 1);
    }),
  );
});
