import { expect, test } from "vitest";
import { ACTIONS } from "./catalogue.ts";
import { makeDice } from "./dice.ts";
import { secondsAtShare, shareWithin } from "./latency.ts";
import { makePacer } from "./pacer.ts";

const NOON = Date.parse("2026-11-23T12:00Z");

test("exactly the share of requests fails that should", () => {
  const dice = makeDice();
  const failed = Array.from({ length: 1000 }, () => dice.fails("a", 0.12)).filter(Boolean);
  expect(failed).toHaveLength(120);
});

test("with a share of one every request fails, and none with a share of none", () => {
  const dice = makeDice();
  expect(Array.from({ length: 50 }, () => dice.fails("a", 1))).not.toContain(false);
  expect(Array.from({ length: 50 }, () => dice.fails("b", 0))).not.toContain(true);
});

test("latencies drawn for live requests follow the curve that history is made of", () => {
  const dice = makeDice();
  const drawn = Array.from({ length: 2000 }, () => secondsAtShare(dice.place("a"), 150));
  for (const limit of [0.1, 0.15, 0.25, 0.5])
    expect(drawn.filter((seconds) => seconds <= limit).length / 2000).toBeCloseTo(shareWithin(limit, 150), 2);
});

test("a second holds the requests that its rates promise, whole ones only", () => {
  const pacer = makePacer();
  const due = Array.from({ length: 60 * 10 }, (_, second) => pacer.due(NOON + second * 1000, NOON + (second + 1) * 1000, [])).flat();
  const orders = due.filter((route) => route === "storefront:/order").length;
  const average = ACTIONS.find(({ to }) => to === "storefront:/order")?.perMinute ?? 0;
  expect(orders / 10).toBeGreaterThan(average * 0.85);
  expect(orders / 10).toBeLessThan(average * 1.15);
});

test("in a quiet night hardly anybody comes", () => {
  const quiet = [{ kind: "quiet-night", service: null, fromMs: NOON, toMs: NOON + 3_600_000 } as const];
  const count = (incidents: typeof quiet | []) => {
    const pacer = makePacer();
    return Array.from({ length: 600 }, (_, second) => pacer.due(NOON + second * 1000, NOON + (second + 1) * 1000, incidents)).flat().length;
  };
  expect(count(quiet) / count([])).toBeLessThan(0.07);
});
