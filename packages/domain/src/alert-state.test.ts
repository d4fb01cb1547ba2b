import { describe, expect, test } from "vitest";
import type { Verdict } from "./alert-condition.ts";
import { INACTIVE, nextRuleState, type RuleState } from "./alert-state.ts";

const firing = (quietCount: number): RuleState => ({ kind: "firing", since: 7, quietCount });

const cases: [name: string, state: RuleState, verdict: Verdict, next: RuleState, transition: string | null][] = [
  ["calm stays inactive", INACTIVE, false, INACTIVE, null],
  ["the first true fires and remembers when", INACTIVE, true, { kind: "firing", since: 100, quietCount: 0 }, "firing"],
  ["unknown does not fire", INACTIVE, null, INACTIVE, null],
  ["true keeps firing since then", firing(0), true, firing(0), null],
  ["a quiet evaluation is counted", firing(0), false, firing(1), null],
  ["true starts the count again", firing(2), true, firing(0), null],
  ["the last quiet evaluation resolves", firing(2), false, INACTIVE, "resolved"],
  ["unknown neither resolves nor resets the count", firing(2), null, firing(2), null],
];

describe("nextRuleState", () => {
  test.each(cases)("%s", (_, state, verdict, next, transition) => {
    expect(nextRuleState({ state, verdict, at: 100, resolveAfter: 3 })).toEqual({ state: next, transition });
  });

  test("resolving after one resolves at the first quiet evaluation", () => {
    expect(nextRuleState({ state: firing(0), verdict: false, at: 100, resolveAfter: 1 })).toEqual({
      state: INACTIVE,
      transition: "resolved",
    });
  });

  test("a rule that has resolved can fire again", () => {
    const { state } = nextRuleState({ state: firing(0), verdict: false, at: 100, resolveAfter: 1 });
    expect(nextRuleState({ state, verdict: true, at: 101, resolveAfter: 1 })).toEqual({
      state: { kind: "firing", since: 101, quietCount: 0 },
      transition: "firing",
    });
  });

  test("lowering resolveAfter below the count so far resolves at the next quiet evaluation, not before", () => {
    expect(nextRuleState({ state: firing(4), verdict: null, at: 100, resolveAfter: 2 }).transition).toBeNull();
    expect(nextRuleState({ state: firing(4), verdict: false, at: 101, resolveAfter: 2 }).transition).toBe("resolved");
  });

  test("a state that does not change is the same object, so that nothing is written", () => {
    const state = firing(0);
    expect(nextRuleState({ state, verdict: true, at: 100, resolveAfter: 3 }).state).toBe(state);
    expect(nextRuleState({ state, verdict: null, at: 100, resolveAfter: 3 }).state).toBe(state);
  });
});
