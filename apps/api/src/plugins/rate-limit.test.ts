import { expect, test } from "vitest";
import { AppError } from "../errors/app-error.ts";
import { makeRateLimit, makeRateLimits } from "./rate-limit.ts";

function makeCounter(perMinute: number) {
  let now = 1_000_000;
  const limit = makeRateLimit(perMinute, () => now);
  const passes = (): boolean => {
    try {
      limit();
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === "request.rate-limited") return false;
      throw error;
    }
  };
  return { passes, limit, wait: (ms: number) => (now += ms) };
}

const burst = (passes: () => boolean, count: number) => Array.from({ length: count }, passes).filter(Boolean).length;

test("a minute's worth passes at once, one more is refused with the seconds to wait", () => {
  const { passes, limit } = makeCounter(10);
  expect(burst(passes, 10)).toBe(10);
  expect(() => limit()).toThrow(expect.objectContaining({ code: "request.rate-limited", retryAfterSeconds: 6 }));
});

test("requests come back evenly, and never more than a minute's worth", () => {
  const { passes, wait } = makeCounter(10);
  burst(passes, 20);
  wait(12_000);
  expect(burst(passes, 20)).toBe(2);
  wait(3_600_000);
  expect(burst(passes, 20)).toBe(10);
});

test("a clock that is set back gives nothing and takes nothing", () => {
  const { passes, wait } = makeCounter(10);
  burst(passes, 9);
  wait(-3_600_000);
  expect(burst(passes, 5)).toBe(1);
});

test("everybody who has a key has a minute's worth of their own", () => {
  const limit = makeRateLimits(600, () => 1_000_000);
  const passed = (key: string, count: number): void => {
    for (let call = 0; call < count; call += 1) limit(key);
  };
  passed("busy", 600);
  expect(() => limit("busy")).toThrow(expect.objectContaining({ code: "request.rate-limited", retryAfterSeconds: 1 }));
  passed("quiet", 600);
});
