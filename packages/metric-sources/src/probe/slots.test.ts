import fc from "fast-check";
import { expect, test } from "vitest";
import { nextSlotMs, offsetMs } from "./slots.ts";

const THIRTY = { intervalMs: 30_000, timeoutMs: 10_000 };
const address = (index: number): string => `https://shop-${index}.example/health`;

test("a slot comes once in each interval, later than the instant, and leaves room for the whole time-out", () => {
  const arbitrary = fc.record({
    afterMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    intervalMs: fc.integer({ min: 10, max: 300 }).map((seconds) => seconds * 1000),
    timeoutMs: fc.integer({ min: 1, max: 9 }).map((seconds) => seconds * 1000),
    index: fc.nat(),
  });
  fc.assert(
    fc.property(arbitrary, ({ afterMs, index, ...slots }) => {
      const slot = nextSlotMs(afterMs, address(index), slots);
      expect(slot).toBeGreaterThan(afterMs);
      expect(slot - afterMs).toBeLessThanOrEqual(slots.intervalMs);
      expect(nextSlotMs(slot, address(index), slots) - slot).toBe(slots.intervalMs);
      expect(slot % slots.intervalMs).toBeLessThan(slots.intervalMs - slots.timeoutMs);
    }),
  );
});

test("addresses are spread over the interval, the same way in every process", () => {
  const perSecond = new Array<number>(20).fill(0);
  for (let index = 0; index < 2000; index += 1) {
    const second = Math.floor(offsetMs(address(index), THIRTY) / 1000);
    perSecond[second] = (perSecond[second] ?? 0) + 1;
  }
  expect(Math.min(...perSecond)).toBeGreaterThan(50);
  expect(Math.max(...perSecond)).toBeLessThan(150);
  expect(offsetMs("https://shop.example/health", THIRTY)).toBe(offsetMs("https://shop.example/health", THIRTY));
});
