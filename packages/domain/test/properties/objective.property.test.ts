import fc from "fast-check";
import { expect, test } from "vitest";
import {
  alertBurnRate,
  type BudgetStatus,
  budgetStatus,
  burnRate,
  COUNT_SCALE,
  type CountRequest,
  compileRule,
  countExactly,
  countInterval,
  countNeeds,
  errorBudgetRatio,
  evaluationInstant,
  exactNeeds,
  type Fraction,
  isWithinRounding,
  type Minute,
  type MinuteInterval,
  objectivePeriod,
  RATIO_SCALE,
  rulesForMethod,
  toCoverage,
  type WindowCounts,
} from "../../src/index.ts";
import { alertRule, type Scene, SPAN, scenes } from "./arbitraries.ts";
import { engineSources } from "./engine.ts";
import { paintMinutes, type Ratio, sameRatio } from "./naive-minutes.ts";
import { type NaiveObjective, type NaiveTally, openSlicesNaively, periodNaively, tallyNaively } from "./naive-objective.ts";
import { checkSeries } from "./series.ts";

/** A stream that was read long enough ago for every window of a scene. */
const coverageOf = ({ at }: Scene, from: Minute): MinuteInterval => ({ start: Math.floor(from / 60) * 60, end: at + SPAN });
const sourcesOf = (scene: Scene, from: Minute) => engineSources(paintMinutes(scene.runs), coverageOf(scene, from), scene.terms.slices);
const naiveOf = ({ terms, runs, adjustments }: Scene): NaiveObjective => ({ terms, minutes: paintMinutes(runs), adjustments });
const equals = (figure: Fraction | null, ratio: Ratio | null): boolean =>
  figure === null || ratio === null ? figure === ratio : sameRatio([figure.num, figure.den], ratio);
const expectFigure = (figure: Fraction | null, ratio: Ratio | null): void => {
  if (!equals(figure, ratio)) expect(figure && [figure.num, figure.den]).toEqual(ratio);
};

/** Counts of an interval without any rounding, as the engine has them for this method. */
function engineCounts(scene: Scene, interval: MinuteInterval): { readonly counts: WindowCounts; readonly sliceScale?: bigint } {
  const { terms, adjustments } = scene;
  const request: CountRequest = { terms, adjustments, interval, sloStart: terms.sloStart };
  const sources = sourcesOf(scene, interval.start);
  if (terms.method !== "ratio_timeslices") return { counts: countInterval(request, sources) };
  const { counts, massScale } = countExactly(request, sources);
  return { counts, sliceScale: massScale };
}

const EVENTS = BigInt(COUNT_SCALE);
/** Bad and mass of a tally in events or slices. */
const judged = ({ terms }: Scene, { bad, mass }: NaiveTally): { bad: Ratio; mass: Ratio } =>
  terms.slices === null ? { bad: [bad[0], bad[1] * EVENTS], mass: [mass, EVENTS] } : { bad, mass: [mass, 1n] };
const budgetOf = ({ terms: { target } }: Scene): Ratio => [target.den - target.num, target.den];
const times = ([a, b]: Ratio, [c, d]: Ratio): Ratio => [a * c, b * d];
const minus = ([a, b]: Ratio, [c, d]: Ratio): Ratio => [a * d - c * b, b * d];
const over = (a: Ratio, [c, d]: Ratio): Ratio | null => (c === 0n ? null : times(a, [d, c]));
const ONE: Ratio = [1n, 1n];
const NONE: Ratio = [0n, 1n];

function statusOf(scene: Scene): BudgetStatus {
  const period = objectivePeriod(scene.terms, scene.at);
  return budgetStatus({ terms: scene.terms, period, adjustments: scene.adjustments, ...engineCounts(scene, period) });
}

test("the status of any objective is what a walk over its minutes and slices says", () => {
  checkSeries(
    fc.property(scenes, (scene) => {
      const { terms, at } = scene;
      const status = statusOf(scene);
      const period = periodNaively(terms, at);
      const tally = tallyNaively(naiveOf(scene), period.start, at);
      const { bad, mass } = judged(scene, tally);
      const left = minus(ONE, over(bad, mass) ?? NONE);

      expect(status.window).toEqual({ start: period.start, end: at });
      expect(status.partial).toBe(period.start > period.periodStart);
      expect(status.coverage).toEqual(tally.coverage);
      expectFigure(status.good, [tally.good, EVENTS]);
      expectFigure(status.total, [tally.total, EVENTS]);
      expectFigure(status.bad, bad);
      expectFigure(status.mass, mass);
      expectFigure(status.sli, tally.mass === 0n ? null : left);
      expect(status.met).toBe(tally.mass === 0n ? null : left[0] * terms.target.den >= terms.target.num * left[1]);
    }),
    600,
  );
});

test("the budget of any objective is what a walk over its minutes and slices says", () => {
  checkSeries(
    fc.property(scenes, (scene) => {
      const { terms, at } = scene;
      const { budget } = statusOf(scene);
      const period = periodNaively(terms, at);
      const tally = tallyNaively(naiveOf(scene), period.start, at);
      const { bad, mass } = judged(scene, tally);
      const planned = terms.slices !== null && terms.window.kind === "calendar";
      const basis: Ratio = planned ? [tally.mass + openSlicesNaively(naiveOf(scene), period, at), 1n] : mass;
      const allowed = times(budgetOf(scene), basis);
      const spent = over(bad, allowed) ?? NONE;
      const begin =
        terms.window.kind === "calendar" ? Math.max(period.periodStart, terms.sloStart ?? period.periodStart) : period.periodStart;
      const length: Ratio = [BigInt(Math.max(0, period.periodEnd - begin)), 1n];
      const slice: Ratio | null = terms.slices === null ? null : [BigInt(terms.slices.minutes), 1n];
      const minutesAllowed = slice === null ? times(budgetOf(scene), length) : times(allowed, slice);
      const minutesConsumed = slice === null ? times(spent, minutesAllowed) : times(bad, slice);

      expect(budget.basis).toBe(planned ? "planned" : "observed");
      expectFigure(budget.allowed, allowed);
      expectFigure(budget.consumed, bad);
      expectFigure(budget.remaining, minus(allowed, bad));
      expectFigure(budget.consumedFraction, spent);
      expectFigure(budget.remainingFraction, minus(ONE, spent));
      expectFigure(budget.minutesAllowed, minutesAllowed);
      expectFigure(budget.minutesConsumed, minutesConsumed);
      expectFigure(budget.minutesRemaining, minus(minutesAllowed, minutesConsumed));

      const elapsed = BigInt(at - period.start);
      const projected: Ratio | null =
        terms.window.kind === "rolling" || terms.slices !== null || elapsed === 0n ? null : times(mass, [length[0], elapsed]);
      expectFigure(budget.projectedTotal, projected);
      expectFigure(budget.projectedConsumedFraction, projected && (over(bad, times(budgetOf(scene), projected)) ?? NONE));
    }),
    600,
  );
});

const burnWindow = fc.integer({ min: 1, max: SPAN });

function alertBurnNaively(scene: Scene, tally: NaiveTally): Ratio | null {
  const { minutes, counted, excluded } = tally.coverage;
  if (counted + excluded === 0 || (tally.mass === 0n && tally.unjudged > 0)) return null;
  const { bad, mass } = judged(scene, tally);
  const burn = over(bad, times(mass, budgetOf(scene)));
  return burn === null ? NONE : times(burn, [BigInt(counted), BigInt(minutes)]);
}

test("burn rates of any objective are what a walk over its minutes and slices says", () => {
  checkSeries(
    fc.property(scenes, burnWindow, (scene, minutes) => {
      const budget = errorBudgetRatio(scene.terms);
      const { counts } = engineCounts(scene, { start: scene.at - minutes, end: scene.at });
      const tally = tallyNaively(naiveOf(scene), scene.at - minutes, scene.at);
      const { bad, mass } = judged(scene, tally);
      expectFigure(burnRate(counts, budget), over(bad, times(mass, budgetOf(scene))));
      expectFigure(alertBurnRate(counts, budget), alertBurnNaively(scene, tally));
      expect(counts.unjudged).toBe(tally.unjudged);
    }),
    600,
  );
});

test("the condition of a rule on any objective is what a walk over its minutes and slices says", () => {
  checkSeries(
    fc.property(scenes, alertRule, fc.option(fc.integer({ min: 1, max: 50 })), (scene, given, sharePercent) => {
      const { terms } = scene;
      const length = terms.slices?.minutes ?? 1;
      const rule = { ...given, budgetShare: sharePercent === null ? null : { num: BigInt(sharePercent), den: 100n } };
      const at = evaluationInstant(terms, scene.at);
      const [raised = rule] = rulesForMethod([rule], terms);
      const countsOf = (minutes: number) => engineCounts(scene, { start: at - minutes, end: at }).counts;
      const compiled = compileRule(raised, errorBudgetRatio(terms), COUNT_SCALE);
      const verdict = compiled.condition(countsOf(raised.longMinutes), countsOf(raised.shortMinutes));

      const closing = [...Array(length).keys()].map((i) => scene.at - i).find((minute) => minute % length === 0) ?? scene.at;
      const [longMinutes, shortMinutes] = [rule.longMinutes, rule.shortMinutes].map((minutes) => {
        let whole = minutes;
        while (whole % length !== 0) whole++;
        return whole;
      }) as [number, number];
      const factor: Ratio =
        terms.slices !== null && sharePercent !== null
          ? [BigInt(sharePercent * terms.windowMinutes), BigInt(100 * longMinutes)]
          : [rule.factor.num, rule.factor.den];
      const tallies = [longMinutes, shortMinutes].map((minutes) => tallyNaively(naiveOf(scene), closing - minutes, closing));
      const burns = tallies.map((tally) => alertBurnNaively(scene, tally));
      const [long] = tallies;
      const { bad, mass } = judged(scene, long as NaiveTally);
      const needed = times(times(factor, budgetOf(scene)), mass);
      const guarded = terms.slices !== null || minus(minus(bad, needed), [BigInt(rule.minExcess), 1n])[0] >= 0n;
      const expected = burns.some((burn) => burn === null) ? null : guarded && burns.every((burn) => burn && minus(burn, factor)[0] >= 0n);
      expect(verdict).toBe(expected);
    }),
    600,
  );
});

test("counting asks for nothing that was not announced", () => {
  checkSeries(
    fc.property(scenes, fc.array(burnWindow, { minLength: 1, maxLength: 4 }), (scene, windows) => {
      const { terms, adjustments, at } = scene;
      const intervals = [objectivePeriod(terms, at), ...windows.map((minutes) => ({ start: at - minutes, end: at }))];
      const common = { terms, adjustments, sloStart: terms.sloStart };
      const needs = countNeeds({ ...common, intervals });
      const sources = sourcesOf(scene, Math.min(...intervals.map(({ start }) => start)));
      const asked = { events: new Set<Minute>(), slices: new Set<Minute>(), minutes: new Set<Minute>() };
      const spied = {
        eventsAt: (minute: Minute) => sources.eventsAt(asked.events.add(minute) && minute),
        slicesAt: sources.slicesAt && ((minute: Minute) => sources.slicesAt?.(asked.slices.add(minute) && minute) as never),
        minuteAt: (minute: Minute) => sources.minuteAt(asked.minutes.add(minute) && minute),
      };
      for (const interval of intervals) countInterval({ ...common, interval }, spied);
      expect([...asked.events].sort((a, b) => a - b)).toEqual(needs.eventInstants);
      expect([...asked.slices].sort((a, b) => a - b)).toEqual(needs.sliceInstants);
      const announced = (minute: Minute) => needs.minutes.some(({ start, end }) => start <= minute && minute < end);
      expect([...asked.minutes].filter((minute) => !announced(minute))).toEqual([]);

      if (terms.slices === null) return;
      const request = { ...common, interval: intervals[0] as MinuteInterval };
      asked.minutes.clear();
      countExactly(request, spied);
      const exact = exactNeeds(request).minutes;
      expect([...asked.minutes].filter((minute) => !exact.some(({ start, end }) => start <= minute && minute < end))).toEqual([]);
    }),
    300,
  );
});

test("stored ratios are off by less than half a unit per slice, and only then can they decide otherwise", () => {
  checkSeries(
    fc.property(
      scenes.filter(({ terms }) => terms.method === "ratio_timeslices"),
      (scene) => {
        const { terms, adjustments, at } = scene;
        const period = objectivePeriod(terms, at);
        const request: CountRequest = { terms, adjustments, interval: period };
        const stored = countInterval(request, sourcesOf(scene, period.start));
        const exact = countExactly(request, sourcesOf(scene, period.start));
        const scale = BigInt(RATIO_SCALE);
        const slices = exact.counts.mass / exact.massScale;
        expect(stored).toMatchObject({ ...toCoverage(exact.counts), unjudged: exact.counts.unjudged, mass: slices * scale });
        const off = stored.bad * exact.massScale - exact.counts.bad * scale;
        expect((off < 0n ? -off : off) * 2n <= slices * exact.massScale).toBe(true);

        const common = { terms, period, adjustments };
        const rounded = budgetStatus({ ...common, counts: stored });
        const whole = budgetStatus({ ...common, counts: exact.counts, sliceScale: exact.massScale });
        if (isWithinRounding(rounded, terms)) return;
        expect(rounded.met).toBe(whole.met);
        expect(rounded.budget.remaining.num < 0n).toBe(whole.budget.remaining.num < 0n);
      },
    ),
    300,
  );
});

test("an objective with the minutes of a stream that begins within its window is the same as with missing minutes before it", () => {
  checkSeries(
    fc.property(scenes, fc.integer({ min: 0, max: SPAN }), burnWindow, (scene, begin, minutes) => {
      const { terms, adjustments, at } = scene;
      fc.pre(terms.slices?.missing !== "bad" && terms.slices?.missing !== "good");
      const first = Math.min(at, at - SPAN + begin);
      const known = new Map([...paintMinutes(scene.runs)].filter(([minute]) => minute >= first));
      const request: CountRequest = { terms, adjustments, interval: { start: at - minutes, end: at } };
      const young = countInterval(request, engineSources(known, { start: first, end: at }, terms.slices));
      const whole = countInterval(request, engineSources(known, { start: Math.floor((at - SPAN) / 60) * 60, end: at }, terms.slices));
      const unjudged = terms.slices?.noTraffic === "exclude" ? young.unjudged : whole.unjudged;
      expect(young).toEqual({ ...whole, unjudged });
    }),
    300,
  );
});

test("an adjustment that is taken back leaves the former figures", () => {
  checkSeries(
    fc.property(scenes, (scene) => {
      const without = { ...scene, adjustments: [] };
      const before = statusOf(without);
      statusOf(scene);
      expect(statusOf(without)).toEqual(before);
    }),
    100,
  );
});

test("the order of adjustments and their double delivery do not matter", () => {
  checkSeries(
    fc.property(scenes, (scene) => {
      const shuffled = { ...scene, adjustments: [...scene.adjustments.toReversed(), ...scene.adjustments] };
      expect(statusOf(shuffled)).toEqual(statusOf(scene));
    }),
    100,
  );
});
