import type { Explanation } from "@solvent/api-contract";
import {
  addFractions,
  alertBurnRate,
  burnRate,
  COUNT_SCALE,
  divideFractions,
  type Fraction,
  fraction,
  fractionToDecimal,
  fractionToText,
  massScale,
  type WindowCounts,
} from "@solvent/domain";
import type { Judgement } from "../status/judge-objective.ts";
import { sliceLength, unitOf } from "../status/objective-plan.ts";

/** How a figure was worked out: the figure, the sum with its numbers, and every number with what it means. */
export interface ExplainedFigure {
  readonly value: Fraction | null;
  readonly formula: string;
  readonly steps: Explanation["steps"];
}

type Step = Explanation["steps"][number];

/** A whole number as it is, anything else as an exact fraction. */
const exact = (value: Fraction): string => (value.den === 1n ? String(value.num) : fractionToText(value));
const whole = (value: number): Fraction => fraction(BigInt(value));
const step = (name: string, value: Fraction | null, meaning: string): Step => ({
  name,
  value: value === null ? "unknown" : exact(value),
  meaning,
});
const word = (name: string, value: string, meaning: string): Step => ({ name, value, meaning });

const SHOWN_DECIMALS = 6;
/** `= 719/720 (0.998611)`: the exact figure, and about what it is. */
const result = (value: Fraction): string =>
  value.den === 1n ? `= ${value.num}` : `= ${fractionToText(value)} (about ${fractionToDecimal(value, SHOWN_DECIMALS)})`;

/** How slices are judged. */
function sliceSteps({ plan: { terms } }: Judgement, { unjudged }: Pick<WindowCounts, "unjudged">): Step[] {
  if (terms.slices === null) return [];
  const { minutes, target, noTraffic, missing } = terms.slices;
  return [
    step("sliceMinutes", whole(minutes), "length of a slice in minutes; only slices wholly inside the interval count"),
    ...(target === null ? [] : [step("sliceTarget", target, "a slice is bad when its share of good events is below this")]),
    word("noTraffic", noTraffic, "what a slice without events counts as; exclude: it is not judged"),
    word("missing", missing, "what a slice with unknown minutes counts as; exclude: it is not judged"),
    step("unjudged", whole(unjudged), "closed slices that could not be judged because minutes are missing"),
  ];
}

const badMeaning = ({ plan: { terms } }: Judgement): string => {
  if (terms.method === "occurrences") return "events that were not good: total − good";
  return terms.method === "timeslices"
    ? "judged slices below the slice target"
    : "sum of 1 − (share of good events) over the judged slices";
};

/** Events as they were counted, and what the method makes of them. */
function countSteps(judgement: Judgement, counts: WindowCounts, scaled: { readonly bad: Fraction; readonly mass: Fraction }): Step[] {
  const events = (value: bigint): Fraction => fraction(value, BigInt(COUNT_SCALE));
  const mass = unitOf(judgement.plan.terms) === "events" ? "all events" : "judged slices";
  return [
    step("good", events(counts.good), "good events of the counted minutes, after exclusions and forgiveness"),
    step("total", events(counts.total), "all events of the counted minutes, after exclusions"),
    ...sliceSteps(judgement, counts),
    step("bad", scaled.bad, badMeaning(judgement)),
    step("mass", scaled.mass, mass),
  ];
}

const targetSteps = ({ plan: { terms, budget } }: Judgement): Step[] => [
  step("target", terms.target, "the share that is promised to be good"),
  step("b", budget, "the share that may be bad: 1 − target"),
];

const NOTHING = "nothing to judge in this interval, hence no figure: 0 / 0";

export function explainSli(judgement: Judgement): ExplainedFigure {
  const { status, counts } = judgement;
  const { sli, bad, mass, met } = status;
  return {
    value: sli,
    formula: sli === null ? NOTHING : `SLI = 1 − bad / mass = 1 − ${exact(bad)} / ${exact(mass)} ${result(sli)}`,
    steps: [
      ...countSteps(judgement, counts, status),
      ...targetSteps(judgement),
      word("met", met === null ? "unknown" : met ? "yes" : "no", "whether the SLI is at or above the target"),
    ],
  };
}

/** Of a calendar period of events: what the line of the budget is drawn against. */
const projectionSteps = ({ status: { budget } }: Judgement): Step[] =>
  budget.projectedTotal === null
    ? []
    : [
        step("projectedTotal", budget.projectedTotal, "events to expect in the whole period"),
        step(
          "projectedConsumedFraction",
          budget.projectedConsumedFraction,
          "spent of the budget of the whole period: bad / (b × projectedTotal)",
        ),
      ];

export function explainBudget(judgement: Judgement): ExplainedFigure {
  const { status, counts, plan } = judgement;
  const { budget, bad, sli } = status;
  const basis = divideFractions(budget.allowed, plan.budget);
  const planned = budget.basis === "planned";
  const formula = `left = 1 − bad / (b × ${planned ? "planned" : "mass"}) = 1 − ${exact(bad)} / (${exact(plan.budget)} × ${exact(basis)})`;
  return {
    value: sli === null ? null : budget.remainingFraction,
    formula: sli === null ? NOTHING : `${formula} ${result(budget.remainingFraction)}`,
    steps: [
      ...countSteps(judgement, counts, status),
      ...targetSteps(judgement),
      ...(planned ? [step("planned", basis, "slices judged so far, and those of the period that are still to come")] : []),
      step("allowed", budget.allowed, `${unitOf(plan.terms)} that may be bad: b × ${planned ? "planned" : "mass"}`),
      step("remaining", budget.remaining, "allowed − bad; negative when overspent"),
      step("minutesAllowed", budget.minutesAllowed, minutesMeaning(judgement)),
      step("minutesRemaining", budget.minutesRemaining, "the same share of what is left"),
      ...projectionSteps(judgement),
    ],
  };
}

const minutesMeaning = ({ plan: { terms } }: Judgement): string =>
  terms.slices === null
    ? "the allowance as minutes of full outage at average traffic: b × minutes of the window"
    : `the allowance as time: allowed × ${sliceLength(terms)} minutes`;

/** Burn rate of the last `minutes`, a window of whole slices. */
export function explainBurn(judgement: Judgement, minutes: number): ExplainedFigure {
  const { plan, countsOf } = judgement;
  const counts = countsOf(minutes);
  const scale = BigInt(massScale(plan.terms));
  const scaled = { bad: fraction(counts.bad, scale), mass: fraction(counts.mass, scale) };
  const burn = burnRate(counts, plan.budget);
  const spent = `burn = (bad / mass) / b = (${exact(scaled.bad)} / ${exact(scaled.mass)}) / ${exact(plan.budget)}`;
  return {
    value: burn,
    formula: burn === null ? NOTHING : `${spent} ${result(burn)}`,
    steps: [
      ...countSteps(judgement, counts, scaled),
      ...targetSteps(judgement),
      step("counted", whole(counts.counted), "minutes of which something is known"),
      step("minutes", whole(counts.minutes), "minutes of the interval"),
      step(
        "alertBurn",
        alertBurnRate(counts, plan.budget),
        "as rules see it: burn × counted / minutes, since unknown and excluded minutes count as free of errors",
      ),
    ],
  };
}

export function explainCoverage({ counts }: Judgement): ExplainedFigure {
  const { minutes, counted, missing, excluded, noTraffic } = counts;
  const asked = minutes - excluded;
  const value = asked === 0 ? null : fraction(BigInt(counted), BigInt(asked));
  const sum = addFractions(whole(counted), whole(missing));
  return {
    value,
    formula:
      value === null
        ? "all minutes are excluded"
        : `coverage = counted / (counted + missing) = ${counted} / ${exact(sum)} ${result(value)}`,
    steps: [
      step("minutes", whole(minutes), "minutes of the window so far: counted + missing + excluded"),
      step("counted", whole(counted), "minutes of which good and total are known"),
      step("missing", whole(missing), "minutes of which nothing is known; they are not taken for zero"),
      step("excluded", whole(excluded), "minutes that an exclusion leaves out, whether or not anything is known of them"),
      step("noTraffic", whole(noTraffic), "counted minutes without any event"),
    ],
  };
}
