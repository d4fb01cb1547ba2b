import fc from "fast-check";
import { expect, test } from "vitest";
import { type DayCounts, suggestTarget, TARGET_LADDER } from "../../src/index.ts";

const day = fc
  .record({ total: fc.constantFrom(0, 5, 1000, 40_000, 3_000_000), badPer100k: fc.constantFrom(0, 0, 0, 1, 5, 40, 100, 1000, 12_000) })
  .map(({ total, badPer100k }): DayCounts => {
    const bad = Math.floor((total * badPer100k) / 100_000);
    return { good: BigInt(total - bad), total: BigInt(total) };
  });
const days = fc.array(fc.option(day, { freq: 20 }), { maxLength: 60 });

/** Every ladder target against every window, in whole numbers of hundred-thousandths. */
function suggestNaively(history: readonly (DayCounts | null)[], windowDays: number) {
  const windows: DayCounts[] = [];
  for (let from = 0; from + windowDays <= history.length; from++) {
    const inside = history.slice(from, from + windowDays);
    if (inside.includes(null)) continue;
    const sum = (key: keyof DayCounts) => inside.reduce((all, one) => all + (one?.[key] ?? 0n), 0n);
    windows.push({ good: sum("good"), total: sum("total") });
  }
  const judged = windows.filter(({ total }) => total !== 0n);
  const fits = (percent: string) => {
    const target = BigInt(Math.round(Number(percent) * 1000));
    const met = judged.filter(({ good, total }) => good * 100_000n >= target * total).length;
    const achieved = judged.length > 0 && met * 100 >= judged.length * 95;
    const resolvable = windows.length > 0 && windows.every(({ total }) => (100_000n - target) * total >= 10n * 100_000n);
    return { percent, achieved, resolvable };
  };
  const all = TARGET_LADDER.map(fits);
  const last = (fitting: (one: ReturnType<typeof fits>) => boolean) => all.filter(fitting).at(-1)?.percent ?? null;
  return {
    target: last((one) => one.achieved && one.resolvable),
    achieved: last((one) => one.achieved),
    resolvable: last((one) => one.resolvable),
    windows: windows.length,
  };
}

test("the suggestion is what trying every target on every window gives", () => {
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 30 }), (history, windowDays) => {
      expect(suggestTarget({ days: history, windowDays, scale: 1 })).toEqual(suggestNaively(history, windowDays));
    }),
    { numRuns: 500 },
  );
});

test("the suggested target is never above either of its limits", () => {
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 30 }), (history, windowDays) => {
      const { target, achieved, resolvable } = suggestTarget({ days: history, windowDays, scale: 1 });
      const places = [achieved, resolvable].map((limit) => (limit === null ? -1 : TARGET_LADDER.indexOf(limit)));
      expect(target === null ? -1 : TARGET_LADDER.indexOf(target)).toBe(Math.min(...places));
    }),
    { numRuns: 300 },
  );
});
