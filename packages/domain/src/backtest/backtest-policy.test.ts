import { expect, test } from "vitest";
import type { AlertRule } from "../alert-policy.ts";
import { fraction } from "../fraction.ts";
import { MINUTES_PER_DAY } from "../minute.ts";
import { objectiveTerms } from "../objective-terms.ts";
import { backtestPolicy, historyEpisodes } from "./backtest-policy.ts";
import { judgedHistory } from "./judged-history.ts";

const RULE: AlertRule = {
  name: "half",
  severity: "page",
  longMinutes: 10,
  shortMinutes: 2,
  factor: fraction(2n),
  budgetShare: null,
  minExcess: 0,
  resolveAfter: 1,
};
const TERMS = objectiveTerms("90", 20 * MINUTES_PER_DAY);
const RANGE = { start: 0, end: 10 * MINUTES_PER_DAY };

/** Ten days of 100 events a minute with outages, as [first minute, minutes]. 288 000 bad events are allowed in 20 days. */
function backtest(outages: readonly (readonly [number, number])[]) {
  const bad = new Array<number>(RANGE.end).fill(0);
  for (const [from, minutes] of outages) bad.fill(100, from, from + minutes);
  const block = { from: 0, good: bad.map((n) => (100 - n) * 1000), total: bad.map(() => 100_000), missing: bad.map(() => null) };
  const history = judgedHistory({ terms: TERMS, block, adjustments: [], range: { start: -60, end: RANGE.end } });
  const ledger = historyEpisodes(history, TERMS, RANGE);
  return { ledger, result: backtestPolicy({ history, terms: TERMS, rules: [RULE], range: RANGE, ledger }) };
}

test("an outage is found when it has spent what the rule allows, worked out by hand", () => {
  // Burn of 10 minutes with n bad ones: n/10 ÷ 0.1 = n ≥ 2 at the second bad minute. Resolved 2 minutes after the end: the short window is clean.
  const { ledger, result } = backtest([[1000, 30]]);
  expect(ledger.episodes.map(({ from, to, share }) => ({ from, to, share }))).toEqual([
    { from: 1000, to: 1030, share: fraction(3000n, 288_000n) },
  ]);
  expect(result).toEqual({
    notices: [
      expect.objectContaining({
        rule: "half",
        firedAt: 1002,
        resolvedAt: 1032,
        episode: expect.objectContaining({ from: 1000, to: 1030 }),
      }),
    ],
    pages: 1,
    tickets: 0,
    pagesPerMonth: fraction(3n),
    detected: 1,
    missed: 0,
    unmatchedPages: 0,
    medianDetectionMinutes: 2,
    medianResetMinutes: 2,
    episodes: [
      { from: 1000, detectedAt: 1002, detectionMinutes: 2, spentAtDetection: fraction(200n, 288_000n), resetMinutes: 2, rule: "half" },
    ],
  });
});

test("what is too small for an episode makes pages that nobody misses", () => {
  const { ledger, result } = backtest([[1000, 5]]);
  expect(ledger.episodes).toEqual([]);
  expect(result).toMatchObject({
    pages: 1,
    unmatchedPages: 1,
    detected: 0,
    missed: 0,
    medianDetectionMinutes: null,
    medianResetMinutes: null,
  });
});

test("the median of an even number is the mean of the middle two", () => {
  const { result } = backtest([
    [1000, 30],
    [3000, 30],
  ]);
  expect(result).toMatchObject({ detected: 2, medianDetectionMinutes: 2, pagesPerMonth: fraction(6n) });
});

test("shares are parts of the budget of one window, however long the history is", () => {
  const { ledger } = backtest([[1000, 60]]);
  expect(ledger.allowed).toEqual(fraction(288_000_000n));
  expect(ledger.episodes[0]?.share).toEqual(fraction(6000n, 288_000n));
});

test("without traffic there is nothing to find", () => {
  const block = { from: 0, good: [0, 0], total: [0, 0], missing: [null, null] };
  const history = judgedHistory({ terms: TERMS, block, adjustments: [], range: { start: -10, end: 2 } });
  const range = { start: 0, end: 2 };
  const ledger = historyEpisodes(history, TERMS, range);
  expect(backtestPolicy({ history, terms: TERMS, rules: [RULE], range, ledger })).toMatchObject({ notices: [], episodes: [], pages: 0 });
});
