import { describe, expect, test } from "vitest";
import { INACTIVE, nextRuleState, type RuleState } from "../alert-state.ts";
import { objectiveTerms } from "../objective-terms.ts";
import { resolveAfterOf } from "../policy/evaluate/step-condition.ts";
import { type JudgedSeries, judgeSeries, type Played } from "../policy/evaluate/test/judge-series.ts";
import type { BudgetCondition } from "../policy/policy-definition.ts";
import { judgedHistory } from "./judged-history.ts";
import { conditionLead, replayCondition } from "./replay-condition.ts";

/** 1 % of 100 events a minute may fail within 600 minutes: 600. */
const TERMS = objectiveTerms("99", 600);
const RANGE = { start: 700, end: 1900 };
const CONDITIONS: readonly BudgetCondition[] = [
  { kind: "budget-consumed", name: "half", severity: "ticket", percent: "50", rearmPercent: "10" },
  { kind: "budget-drop", name: "drop", severity: "page", percent: "20", withinMinutes: 30, resolveAfter: 3 },
  { kind: "time-to-exhaustion", name: "soon", severity: "ticket", withinMinutes: 120, lookbackMinutes: 30, resolveAfter: 2 },
  { kind: "no-traffic", name: "quiet", severity: "page", forMinutes: 5, leastPerMinute: "1", resolveAfter: 1 },
];

/** Two failures, a stretch of which nothing is known, and one without an event. */
function play(minute: number): Played {
  if (minute >= 900 && minute < 910) return { bad: 40, total: 100 };
  if (minute >= 1200 && minute < 1260) return { bad: 5, total: 100 };
  if (minute >= 1300 && minute < 1330) return null;
  return minute >= 1500 && minute < 1520 ? { bad: 0, total: 0 } : { bad: 0, total: 100 };
}

function replayed(condition: BudgetCondition, hasTraffic = true) {
  const named = { name: condition.name, condition };
  const start = RANGE.start - conditionLead([named], TERMS);
  const minutes = Array.from({ length: RANGE.end }, (_, minute) => play(minute));
  const block = {
    from: 0,
    good: minutes.map((one) => (one === null ? 0 : (one.total - one.bad) * 1000)),
    total: minutes.map((one) => (one?.total ?? 0) * 1000),
    missing: minutes.map((one) => (one === null ? ("no-sample" as const) : null)),
  };
  const history = judgedHistory({ terms: TERMS, block, adjustments: [], range: { start, end: RANGE.end } });
  return replayCondition({ history, terms: TERMS, adjustments: [], condition: named, range: RANGE, hasTraffic });
}

/** The state machine over one judgement after the other. */
function walked(condition: BudgetCondition) {
  const series: Omit<JudgedSeries, "at"> = { terms: TERMS, from: 0, play };
  const moves: [string, number][] = [];
  let state: RuleState = INACTIVE;
  for (let at = RANGE.start + 1; at <= RANGE.end; at++) {
    const { verdict } = judgeSeries(condition, { ...series, at });
    const next = nextRuleState({ state, verdict, at, resolveAfter: resolveAfterOf(condition) });
    state = next.state;
    if (next.transition !== null) moves.push([next.transition, at]);
  }
  return moves;
}

describe("a replayed condition", () => {
  test.each(CONDITIONS.map((condition) => [condition.kind, condition] as const))(
    "%s tells what a walk over the minutes tells",
    (kind, condition) => {
      const notices = replayed(condition);
      const moves = notices.flatMap(({ firedAt, resolvedAt }) => [
        ["firing", firedAt],
        ...(resolvedAt === null ? [] : [["resolved", resolvedAt]]),
      ]);
      expect(moves).toEqual(walked(condition));
      // Four weeks are not played: there is no usual traffic to miss.
      if (kind !== "no-traffic") expect(notices.length).toBeGreaterThan(0);
    },
  );

  test("is told with its severity and the stretch that made it fire", () => {
    const [drop] = CONDITIONS.filter(({ kind }) => kind === "budget-drop");
    if (drop === undefined) throw new Error("there is one");
    // 40 bad a minute: 120 of 600 are a fifth after three minutes.
    expect(replayed(drop)[0]).toEqual({
      rule: "drop",
      severity: "page",
      firedAt: 903,
      resolvedAt: expect.any(Number),
      suppressed: false,
      longMinutes: 30,
    });
  });

  test("of missing traffic knows nothing of a composite", () => {
    for (const condition of CONDITIONS) if (condition.kind === "no-traffic") expect(replayed(condition, false)).toEqual([]);
  });
});
