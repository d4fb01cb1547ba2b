import { describe, expect, test } from "vitest";
import { fraction } from "../fraction.ts";
import { objectiveTerms } from "../objective-terms.ts";
import { historyEpisodes } from "./backtest-policy.ts";
import { judgedHistory } from "./judged-history.ts";
import { episodeOutcomes, matchNotices } from "./match-notices.ts";
import type { Notice } from "./replay-rules.ts";

const noticeOf = (firedAt: number, resolvedAt: number | null, of: Partial<Notice> = {}): Notice => ({
  rule: "rule",
  severity: "page",
  firedAt,
  resolvedAt,
  suppressed: false,
  longMinutes: 60,
  ...of,
});
const FIRST = { from: 100, to: 110 };
const SECOND = { from: 150, to: 160 };

describe("a notice belongs to", () => {
  test.each([
    ["the episode that had begun", 101, FIRST],
    ["none before a first minute of it is closed", 100, null],
    ["the episode that its long window reaches into", 149, FIRST],
    ["the later one once that had begun", 151, SECOND],
    ["it as long as the long window holds a minute of it", 219, SECOND],
    ["none after that", 220, null],
  ])("%s", (_, firedAt, expected) => {
    expect(matchNotices([noticeOf(firedAt, null)], [FIRST, SECOND])[0]?.episode).toEqual(expected);
  });
});

/** 100 events a minute for a day, of which half fail in both episodes: 500 bad each; 28 800 are allowed in 2 days at 90 %. */
function outcomes(notices: readonly Notice[]) {
  const terms = objectiveTerms("90", 2880);
  const bad = Array.from({ length: 1440 }, (_, minute) => ([FIRST, SECOND].some(({ from, to }) => from <= minute && minute < to) ? 50 : 0));
  const block = { from: 0, good: bad.map((n) => 100_000 - n * 1000), total: bad.map(() => 100_000), missing: bad.map(() => null) };
  const history = judgedHistory({ terms, block, adjustments: [], range: { start: 0, end: 1440 } });
  const ledger = historyEpisodes(history, terms, { start: 0, end: 1440 });
  return episodeOutcomes(matchNotices(notices, ledger.episodes), ledger, history);
}

describe("an episode", () => {
  test("is detected by its first notice, with what it had spent by then, and reset when the last one is over", () => {
    const [first, second] = outcomes([noticeOf(104, 108), noticeOf(112, 125, { rule: "late" }), noticeOf(152, 190)]);
    expect(first).toEqual({
      from: 100,
      detectedAt: 104,
      detectionMinutes: 4,
      spentAtDetection: fraction(200n, 28_800n),
      resetMinutes: 15,
      rule: "rule",
    });
    expect(second).toMatchObject({ detectionMinutes: 2, resetMinutes: 30 });
  });

  test("found after its end had spent all that it ever spent", () => {
    expect(outcomes([noticeOf(140, 141)])[0]).toMatchObject({ detectionMinutes: 40, spentAtDetection: fraction(500n, 28_800n) });
  });

  test("is missed without a notice, and a suppressed one is none", () => {
    const missed = { detectedAt: null, detectionMinutes: null, spentAtDetection: null, resetMinutes: null, rule: null };
    expect(outcomes([noticeOf(104, 108, { severity: "ticket", suppressed: true })])).toEqual([
      { from: 100, ...missed },
      { from: 150, ...missed },
    ]);
  });

  test("that begins while people are told already is known from its start", () => {
    expect(outcomes([noticeOf(104, 170)])[1]).toEqual({
      from: 150,
      detectedAt: 150,
      detectionMinutes: 0,
      spentAtDetection: fraction(0n),
      resetMinutes: 10,
      rule: "rule",
    });
    expect(outcomes([noticeOf(104, 150)])[1]?.detectedAt).toBe(null);
  });

  test("has no reset while a notice of it is open, and 0 when all were over before", () => {
    expect(outcomes([noticeOf(104, null)])[0]?.resetMinutes).toBe(null);
    expect(outcomes([noticeOf(104, 106)])[0]?.resetMinutes).toBe(0);
  });
});
