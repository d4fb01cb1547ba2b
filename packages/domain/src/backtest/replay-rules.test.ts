import { describe, expect, test } from "vitest";
import type { AlertRule } from "../alert-policy.ts";
import { fraction } from "../fraction.ts";
import { definitionTerms, objectiveTerms } from "../objective-terms.ts";
import { judgedHistory } from "./judged-history.ts";
import { replayLead, replayRules } from "./replay-rules.ts";

const TERMS = objectiveTerms("90", 43_200);
/** Fires when the last minute, and the last two together, lose half of their events or more. */
const FAST: AlertRule = {
  name: "fast",
  severity: "page",
  longMinutes: 2,
  shortMinutes: 1,
  factor: fraction(5n),
  budgetShare: null,
  minExcess: 0,
  resolveAfter: 1,
};
/** Fires at a fifth. */
const SLOW: AlertRule = { ...FAST, name: "slow", factor: fraction(2n), resolveAfter: 2 };
const TICKET: AlertRule = { ...SLOW, name: "ticket", severity: "ticket" };

/** Ten events a minute from minute 0 on, of which so many fail. */
function replay(bad: readonly number[], rules: readonly AlertRule[], from = 0) {
  const block = { from: 0, good: bad.map((n) => 10_000 - n * 1000), total: bad.map(() => 10_000), missing: bad.map(() => null) };
  const history = judgedHistory({ terms: TERMS, block, adjustments: [], range: { start: -60, end: bad.length } });
  return replayRules({ history, terms: TERMS, rules, range: { start: from, end: bad.length } });
}

const short = (notices: ReturnType<typeof replay>) =>
  notices.map(({ rule, firedAt, resolvedAt, suppressed }) => [rule, firedAt, resolvedAt, suppressed]);

describe("a thread of notices", () => {
  test("opens with the first rule of its severity and closes when none fires any more", () => {
    // fast fires at 3 and resolves at 5; slow fires at 2 and resolves after two quiet evaluations, at 7
    expect(short(replay([0, 4, 6, 4, 2, 0, 0, 0], [FAST, SLOW]))).toEqual([["slow", 2, 7, false]]);
  });

  test("is named after the first rule of the policy when several fire in one minute", () => {
    expect(short(replay([0, 0, 10, 0, 0, 0], [FAST, SLOW]))).toEqual([["fast", 3, 5, false]]);
    expect(short(replay([0, 0, 10, 0, 0, 0], [SLOW, FAST]))).toEqual([["slow", 3, 5, false]]);
  });

  test("stays open at the end of the replay", () => {
    expect(short(replay([0, 0, 10, 10], [FAST]))).toEqual([["fast", 3, null, false]]);
  });

  test("of a ticket is suppressed when it opens while a page is open, or in the same minute", () => {
    expect(short(replay([0, 0, 10, 0, 0, 0], [FAST, TICKET]))).toEqual([
      ["fast", 3, 4, false],
      ["ticket", 3, 5, true],
    ]);
    expect(short(replay([0, 0, 4, 10, 0, 0, 0], [FAST, TICKET]))).toEqual([
      ["ticket", 3, 6, false],
      ["fast", 4, 5, false],
    ]);
  });
});

test("nothing fires before the range, so what burns at its start fires there", () => {
  expect(short(replay([10, 10, 10, 10, 0, 0, 0], [FAST], 2))).toEqual([["fast", 3, 5, false]]);
});

test("slices are judged when they close, with windows of whole slices", () => {
  const slices = { minutes: 5, targetPercent: "95", noTraffic: "good", missing: "exclude" } as const;
  const terms = definitionTerms({
    targetPercent: "90",
    window: { kind: "rolling", minutes: 43_200 },
    method: "timeslices",
    slices,
    sloStart: null,
  });
  const bad = [0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const block = { from: 0, good: bad.map((n) => 10_000 - n * 1000), total: bad.map(() => 10_000), missing: bad.map(() => null) };
  const history = judgedHistory({ terms, block, adjustments: [], range: { start: -60, end: bad.length } });
  const notices = replayRules({ history, terms, rules: [FAST], range: { start: 0, end: bad.length } });
  expect(notices).toEqual([{ rule: "fast", severity: "page", firedAt: 10, resolvedAt: 15, suppressed: false, longMinutes: 5 }]);
  expect(replayLead([FAST, { ...FAST, longMinutes: 61 }], terms)).toBe(65);
});

test("a history that is too short for a window is refused", () => {
  expect(() => replay([0, 0], [{ ...FAST, longMinutes: 62 }])).toThrow("rule fast: the replay needs 62 minutes before 1");
});
