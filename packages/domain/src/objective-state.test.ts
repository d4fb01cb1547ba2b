import { describe, expect, test } from "vitest";
import { fraction } from "./fraction.ts";
import { type ObjectiveFacts, objectiveState } from "./objective-state.ts";

const FINE: ObjectiveFacts = {
  paused: false,
  watermarkAgeMinutes: 1,
  trailingMissingMinutes: 0,
  backfilling: false,
  windowCovered: true,
  allowed: fraction(100n),
  remaining: fraction(40n),
  rules: [],
};
const rule = (severity: "page" | "ticket", word: ObjectiveFacts["rules"][number]["word"]) => ({ rule: { severity }, word });

describe("objectiveState", () => {
  test.each<[string, Partial<ObjectiveFacts>, string]>([
    ["enough is known and nothing burns: on target", {}, "on-target"],
    ["switched off is paused", { paused: true }, "paused"],
    ["a watermark older than 10 minutes is no data", { watermarkAgeMinutes: 11 }, "no-data"],
    ["a watermark of 10 minutes is not yet", { watermarkAgeMinutes: 10 }, "on-target"],
    ["missing minutes before the watermark count as age", { watermarkAgeMinutes: 1, trailingMissingMinutes: 10 }, "no-data"],
    ["reading history is provisional", { backfilling: true }, "provisional"],
    ["a window that is not full yet is provisional", { windowCovered: false }, "provisional"],
    ["fewer than 10 allowed failures are low evidence", { allowed: fraction(99n, 10n) }, "low-evidence"],
    ["10 allowed failures are enough", { allowed: fraction(10n) }, "on-target"],
    ["less than nothing left is exhausted", { remaining: fraction(-1n, 1000n) }, "exhausted"],
    ["exactly nothing left is not exhausted", { remaining: fraction(0n) }, "on-target"],
    ["a breached page rule is a risk", { rules: [rule("page", "breached")] }, "at-risk"],
    ["a breached ticket rule is a risk", { rules: [rule("ticket", "breached")] }, "at-risk"],
    ["an increasing page rule is a risk", { rules: [rule("page", "increasing")] }, "at-risk"],
    ["an increasing ticket rule is none", { rules: [rule("ticket", "increasing")] }, "on-target"],
    ["recovering and frozen rules are none", { rules: [rule("page", "recovering"), rule("page", "frozen")] }, "on-target"],
  ])("%s", (_, change, state) => {
    expect(objectiveState({ ...FINE, ...change })).toBe(state);
  });

  test("what is not known is judged before the budget, in a fixed order", () => {
    const worst: ObjectiveFacts = {
      paused: true,
      watermarkAgeMinutes: 60,
      trailingMissingMinutes: 0,
      backfilling: true,
      windowCovered: false,
      allowed: fraction(1n),
      remaining: fraction(-5n),
      rules: [rule("page", "breached")],
    };
    const repairs: Partial<ObjectiveFacts>[] = [
      {},
      { paused: false },
      { watermarkAgeMinutes: 0 },
      { backfilling: false, windowCovered: true },
      { allowed: fraction(100n) },
      { remaining: fraction(5n) },
      { rules: [] },
    ];
    let facts = worst;
    const states = repairs.map((repair) => {
      facts = { ...facts, ...repair };
      return objectiveState(facts);
    });
    expect(states).toEqual(["paused", "no-data", "provisional", "low-evidence", "exhausted", "at-risk", "on-target"]);
  });
});
