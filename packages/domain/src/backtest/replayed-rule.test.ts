import { expect, test } from "vitest";
import type { AlertRule } from "../alert-policy.ts";
import { fraction } from "../fraction.ts";
import type { MissingReason } from "../minute.ts";
import { errorBudgetRatio, objectiveTerms } from "../objective-terms.ts";
import { judgedHistory } from "./judged-history.ts";
import { replayedRule } from "./replayed-rule.ts";

const RULE: AlertRule = {
  name: "rule",
  severity: "page",
  longMinutes: 2,
  shortMinutes: 1,
  factor: fraction(11n, 10n),
  budgetShare: null,
  minExcess: 0,
  resolveAfter: 1,
};

/** Minutes [bad, total] from minute 0 on, null: missing. */
function verdictAt(at: number, minutes: readonly (readonly [number, number] | null)[], rule: AlertRule = RULE, targetPercent = "70") {
  const terms = objectiveTerms(targetPercent, 43_200);
  const block = {
    from: 0,
    good: minutes.map((minute) => (minute === null ? 0 : minute[1] - minute[0])),
    total: minutes.map((minute) => minute?.[1] ?? 0),
    missing: minutes.map((minute): MissingReason | null => (minute === null ? "no-sample" : null)),
  };
  const history = judgedHistory({ terms, block, adjustments: [], range: { start: -2, end: minutes.length } });
  const replayed = replayedRule(rule, errorBudgetRatio(terms), history);
  const verdict = replayed.verdict(at);
  expect(replayed.fires(at)).toBe(verdict === true);
  return verdict;
}

const MOST = Number.MAX_SAFE_INTEGER;

test.each([
  // burn ≥ 1.1 with b = 0.3: 100 bad ≥ 33 total, and 33 × (2^53 − 1) = 297237575406452703
  [2_972_375_754_064_527, false],
  [2_972_375_754_064_528, true],
])("two counts that doubles cannot tell apart are told apart: %d bad", (bad, expected) => {
  const even: readonly [number, number] = [bad, MOST];
  expect(verdictAt(2, [even, even])).toBe(expected);
});

test("a burn rate exactly at the factor is over", () => {
  expect(
    verdictAt(2, [
      [33_000, 100_000],
      [33_000, 100_000],
    ]),
  ).toBe(true);
  expect(
    verdictAt(2, [
      [33_000, 100_000],
      [32_999, 100_000],
    ]),
  ).toBe(false);
});

test("unknown minutes count as free of errors", () => {
  expect(verdictAt(2, [null, [66_000, 100_000]])).toBe(true);
  expect(verdictAt(2, [null, [65_999, 100_000]])).toBe(false);
});

test("a window of which nothing is known has no verdict", () => {
  expect(verdictAt(2, [[90_000, 100_000], null])).toBe(null);
  expect(verdictAt(0, [[90_000, 100_000]])).toBe(null);
});

test("no traffic is no failure", () => {
  expect(
    verdictAt(2, [
      [0, 0],
      [0, 0],
    ]),
  ).toBe(false);
});

test("the excess guard wants so many failures beyond what the factor explains", () => {
  const guarded = { ...RULE, minExcess: 5 };
  // 0.33 × 200 = 66 events, and 5 more
  expect(
    verdictAt(
      2,
      [
        [35_000, 100_000],
        [36_000, 100_000],
      ],
      guarded,
    ),
  ).toBe(true);
  expect(
    verdictAt(
      2,
      [
        [35_000, 100_000],
        [35_999, 100_000],
      ],
      guarded,
    ),
  ).toBe(false);
});
