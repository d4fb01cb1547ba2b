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
