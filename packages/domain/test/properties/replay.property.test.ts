import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Adjustment,
  type AlertRule,
  type CountSources,
  compileRule,
  countInterval,
  countsWithin,
  defaultPolicy,
  definitionTerms,
  errorBudgetRatio,
  fraction,
  INACTIVE,
  judgedHistory,
  type MinuteBlock,
  type MinuteInterval,
  type MissingReason,
  massScale,
  minuteSeriesOfBlocks,
  nextRuleState,
  type ObjectiveTerms,
  type RuleState,
  replayRules,
  rulesForMethod,
  type SliceSettings,
  sliceMinutes,
  type WindowCounts,
} from "../../src/index.ts";
import { adjustments, alertRule, ORIGIN, SPAN } from "./arbitraries.ts";
import { replayNaively } from "./naive-replay.ts";
import { replayWeeks } from "./replay-weeks.ts";

const FROM = 29_538_720;
const DAY = 1440;
const LEAD = 4 * DAY;

const slicesOf = (minutes: SliceSettings["minutes"], of: Partial<SliceSettings> = {}): SliceSettings => ({
  minutes,
  targetPercent: "99",
  noTraffic: "good",
  missing: "exclude",
  ...of,
});
const termsOf = (targetPercent: string, slices: SliceSettings | null = null, sloStart: number | null = null): ObjectiveTerms =>
  definitionTerms({
    targetPercent,
    window: { kind: "rolling", minutes: 30 * DAY },
    method: slices === null ? "occurrences" : slices.targetPercent === null ? "ratio_timeslices" : "timeslices",
    slices,
    sloStart,
  });

/** Fires and resolves within minutes, so that there are many moves. */
const QUICK: AlertRule = {
  name: "quick",
  severity: "page",
  longMinutes: 13,
  shortMinutes: 2,
  factor: fraction(2n),
  budgetShare: null,
  minExcess: 3,
  resolveAfter: 2,
};
const SHARE: AlertRule = {
  ...QUICK,
  name: "share",
  severity: "ticket",
  longMinutes: 65,
  shortMinutes: 7,
  factor: fraction(664n, 50n),
  budgetShare: fraction(2n, 100n),
};

describe("90 days of realistic traffic", () => {
  test.each([
    ["events, 99.9 %", 1, termsOf("99.9"), 600],
    ["few events, 99 %", 2, termsOf("99"), 3],
    ["more events than doubles can add up", 3, termsOf("99.95"), 40_000_000_000],
    ["slices of 5 minutes", 4, termsOf("99.5", slicesOf(5, { noTraffic: "exclude" })), 60],
    [
      "ratios of slices of 10 minutes, what is known of them",
      5,
      termsOf("99.9", slicesOf(10, { targetPercent: null, missing: "observed" })),
      60,
    ],
    ["slices of a minute, missing ones bad", 6, termsOf("99", slicesOf(1, { missing: "bad" }), FROM + LEAD + 3 * DAY), 200],
  ])(
    "replays as a walk over minutes does: %s",
    (_, seed, terms, eventsPerMinute) => {
      const { block, adjustments } = replayWeeks({ seed, from: FROM, minutes: LEAD + 90 * DAY, eventsPerMinute });
      const range = { start: FROM + LEAD, end: FROM + LEAD + 90 * DAY };
      const rules = [...defaultPolicy(terms), QUICK, SHARE];
      const history = judgedHistory({ terms, block, adjustments, range: { start: FROM, end: range.end } });
      const notices = replayRules({ history, terms, rules, range });
      expect(notices).toEqual(replayNaively({ terms, block, adjustments, rules, range }));
      expect(notices.length).toBeGreaterThan(5);
      expect(new Set(notices.map(({ severity }) => severity)).size).toBe(2);
    },
    60_000,
  );
});

const minute = fc.oneof(
  { weight: 6, arbitrary: fc.record({ total: fc.integer({ min: 0, max: 20 }), badTenths: fc.constantFrom(0, 0, 0, 1, 3, 10) }) },
  { weight: 1, arbitrary: fc.record({ total: fc.constantFrom(0, 6_000_000_000_000), badTenths: fc.integer({ min: 0, max: 10 }) }) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const block = fc
  .array(fc.record({ minute, length: fc.integer({ min: 1, max: 25 }) }), { minLength: 3, maxLength: 25 })
  .map((runs): MinuteBlock => {
    const minutes = runs.flatMap((run) => new Array<typeof run.minute>(run.length).fill(run.minute));
    const total = minutes.map((one) => (one?.total ?? 0) * 1000);
    const good = minutes.map((one, i) => (total[i] ?? 0) - (one?.total ?? 0) * 100 * (one?.badTenths ?? 0));
    return { from: ORIGIN, good, total, missing: minutes.map((one): MissingReason | null => (one === null ? "no-sample" : null)) };
  });
const anySlices = fc.record({
  minutes: fc.constantFrom(1 as const, 5 as const, 10 as const, 15 as const),
  targetPercent: fc.constantFrom("95", "99.9", "100", "66.6666666666666666667", null),
  noTraffic: fc.constantFrom("good" as const, "bad" as const, "exclude" as const),
  missing: fc.constantFrom("good" as const, "bad" as const, "exclude" as const, "observed" as const),
});
const anyTerms = fc
  .record({
    targetPercent: fc.constantFrom("50", "90", "99", "99.9", "33.3333333"),
    slices: fc.option(anySlices, { nil: null }),
    sloStart: fc.option(fc.integer({ min: ORIGIN - 20, max: ORIGIN + SPAN }), { nil: null }),
  })
  .map(({ targetPercent, slices, sloStart }) => termsOf(targetPercent, slices, sloStart));

/** Some with a factor that stands for a share of the budget, and follows raised windows. */
const anyRule = fc
  .record({ rule: alertRule, budgetShare: fc.constantFrom(null, null, fraction(1n, 2000n), fraction(1n, 300n)) })
  .map(({ rule, budgetShare }): AlertRule => ({ ...rule, budgetShare }));

interface Stored {
  readonly terms: ObjectiveTerms;
  readonly block: MinuteBlock;
  readonly adjustments: readonly Adjustment[];
}

/** How the tick counts: from running totals of the stream and of its slices stream. */
function countStored({ terms, block: stored, adjustments: changes }: Stored): (interval: MinuteInterval) => WindowCounts {
  const events = minuteSeriesOfBlocks([stored]);
  const slices = terms.slices === null ? null : minuteSeriesOfBlocks([sliceMinutes({ terms: terms.slices, block: stored })]);
  const sources: CountSources = {
    eventsAt: events.totalsAt,
    slicesAt: slices === null ? null : slices.totalsAt,
    minuteAt: (at) => {
      const index = at - stored.from;
      if (stored.missing[index] !== null) return null;
      return { good: BigInt(stored.good[index] ?? 0), total: BigInt(stored.total[index] ?? 0) };
    },
  };
  return (interval) => countInterval({ terms, adjustments: changes, interval, sloStart: terms.sloStart }, sources);
}

const LONGEST = 120;

test("a history counts any interval as the tick counts it from running totals", () => {
  fc.assert(
    fc.property(anyTerms, block, adjustments, fc.nat(), fc.nat(), (terms, stored, changes, a, b) => {
      const [first, end] = [ORIGIN - LONGEST, ORIGIN + stored.good.length];
      const history = judgedHistory({ terms, block: stored, adjustments: changes, range: { start: first, end } });
      const start = first + (a % (end - first));
      const interval = { start, end: start + (b % (end - start + 1)) };
      // Of slices that cannot be judged only it matters whether there are any.
      const toComparable = (counts: WindowCounts) => ({ ...counts, unjudged: counts.unjudged > 0 });
      const expected = countStored({ terms, block: stored, adjustments: changes })(interval);
      expect(toComparable(countsWithin(history, interval))).toEqual(toComparable(expected));
    }),
    { numRuns: 1000 },
  );
}, 60_000);

/** Firing and resolving of each rule, as the tick evaluates it. */
function movesAsStored(stored: Stored, rule: AlertRule, range: MinuteInterval): { at: number; to: string }[] {
  const counts = countStored(stored);
  const compiled = compileRule(rule, errorBudgetRatio(stored.terms), massScale(stored.terms));
  const step = stored.terms.slices?.minutes ?? 1;
  const moves: { at: number; to: string }[] = [];
  let state: RuleState = INACTIVE;
  for (let at = range.start + 1; at <= range.end; at++) {
    if (at % step !== 0) continue;
    const over = (minutes: number) => counts({ start: at - minutes, end: at });
    const verdict = compiled.condition(over(rule.longMinutes), over(rule.shortMinutes));
    const next = nextRuleState({ state, verdict, at, resolveAfter: rule.resolveAfter });
    state = next.state;
    if (next.transition !== null) moves.push({ at, to: next.transition });
  }
  return moves;
}

test("one rule over a short history fires and resolves as the tick's conditions say", () => {
  fc.assert(
    fc.property(anyTerms, block, adjustments, anyRule, (terms, stored, changes, rule) => {
      const range = { start: ORIGIN - 10, end: ORIGIN + stored.good.length };
      const history = judgedHistory({ terms, block: stored, adjustments: changes, range: { start: ORIGIN - LONGEST, end: range.end } });
      const notices = replayRules({ history, terms, rules: [rule], range });
      const moves = notices.flatMap(({ firedAt, resolvedAt }) => [
        { at: firedAt, to: "firing" },
        ...(resolvedAt === null ? [] : [{ at: resolvedAt, to: "resolved" }]),
      ]);
      const [evaluated = rule] = rulesForMethod([rule], terms);
      expect(moves).toEqual(movesAsStored({ terms, block: stored, adjustments: changes }, evaluated, range));
    }),
    { numRuns: 400 },
  );
}, 60_000);

test("several rules over a short history make the notices of a walk over minutes", () => {
  const rules = fc.array(fc.record({ rule: anyRule, page: fc.boolean() }), { minLength: 2, maxLength: 4 });
  const plainTerms = anyTerms.map((terms): ObjectiveTerms => ({ ...terms, sloStart: null }));
  fc.assert(
    fc.property(plainTerms, block, adjustments, rules, (terms, stored, changes, several) => {
      const named = several.map(({ rule, page }, i): AlertRule => ({ ...rule, name: `rule-${i}`, severity: page ? "page" : "ticket" }));
      const range = { start: ORIGIN + LONGEST, end: ORIGIN + stored.good.length };
      fc.pre(range.end > range.start);
      const history = judgedHistory({ terms, block: stored, adjustments: changes, range: { start: ORIGIN - 60, end: range.end } });
      const input = { terms, rules: named, range };
      expect(replayRules({ history, ...input })).toEqual(replayNaively({ block: stored, adjustments: changes, ...input }));
    }),
    { numRuns: 400 },
  );
}, 60_000);
