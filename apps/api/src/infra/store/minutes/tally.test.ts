import fc from "fast-check";
import { expect, test } from "vitest";
import { goodBetween, Tally, totalBetween } from "./tally.ts";

const count = fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, 1, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER));

test("sixty minutes of any counts add up exactly and give each minute back", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(count, count), { maxLength: 60 }), (pairs) => {
      const tally = new Tally();
      const before = new Tally();
      for (const [a, b] of pairs) {
        const [good, total] = [Math.min(a, b), Math.max(a, b)];
        before.copy(tally);
        tally.add(good, total);
        expect([goodBetween(before, tally), totalBetween(before, tally)]).toEqual([good, total]);
      }
      expect(tally.toTotals()).toEqual({
        good: pairs.reduce((sum, [a, b]) => sum + BigInt(Math.min(a, b)), 0n),
        total: pairs.reduce((sum, [a, b]) => sum + BigInt(Math.max(a, b)), 0n),
        known: pairs.length,
        active: pairs.filter(([a, b]) => Math.max(a, b) > 0).length,
      });
    }),
  );
});

test("a bigint counts like the number that it is, and beyond what a number holds", () => {
  const exact = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map((total) => ({ total, good: total / 2n }));
  fc.assert(
    fc.property(fc.array(exact, { maxLength: 3 }), (minutes) => {
      const tally = new Tally();
      for (const { good, total } of minutes) tally.add(good, total);
      const sum = (of: (minute: { good: bigint; total: bigint }) => bigint) => minutes.reduce((all, minute) => all + of(minute), 0n);
      expect(tally.toTotals()).toEqual({
        good: sum((minute) => minute.good),
        total: sum((minute) => minute.total),
        known: minutes.length,
        active: minutes.filter(({ total }) => total > 0n).length,
      });
    }),
  );
});
