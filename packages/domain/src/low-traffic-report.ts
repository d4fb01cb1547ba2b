import { detectionMinutes } from "./alert-detection.ts";
import { type AlertRule, budgetShare } from "./alert-policy.ts";
import { compareFractions, divideFractions, type Fraction, fraction, fractionToNumber, multiplyFractions, ONE } from "./fraction.ts";
import { ENOUGH_ALLOWED_FAILURES, eventsToProve, lowEvidence, wilsonInterval } from "./low-traffic.ts";
import { MINUTES_PER_DAY } from "./minute.ts";
import { errorBudgetRatio, type ObjectiveTerms } from "./objective-terms.ts";
import { highestTarget, type LadderTarget, resolves } from "./target-ladder.ts";

/** What can be done about a budget of fewer than 10 bad events. */
export type LowTrafficAdvice =
  /** A window of so many days would allow 10 at the same traffic. */
  | { readonly code: "lengthen-window"; readonly days: number }
  /** The highest usual target that allows 10. */
  | { readonly code: "lower-target"; readonly percent: LadderTarget }
  /** Requests of one's own, at a steady rate, so that there are events to count. */
  | { readonly code: "use-probes" }
  /** Count good and bad stretches of time in place of events. */
  | { readonly code: "use-time-slices" }
  /** More slices in the same window. */
  | { readonly code: "shorten-slices" };

/** The page rule that speaks up first in a total outage. */
export interface FastestPage {
  readonly rule: AlertRule;
  readonly budgetShare: Fraction;
  /** Bad events that this share of the budget is. */
  readonly badEvents: Fraction;
  /** From the start of a total outage, without the time until a minute is closed and read. */
  readonly detectionMinutes: Fraction;
}

/** What so many events in a window can tell (slo-math 7). Events are judged slices for slice methods. */
export interface LowTrafficReport {
  readonly events: Fraction;
  /** b·N. */
  readonly allowedBad: Fraction;
  /** Share of the budget that one bad event costs; null without events. */
  readonly costOfOne: Fraction | null;
  /** Fewer than 10 bad events are allowed. */
  readonly low: boolean;
  /** Null when no page rule notices a total outage. */
  readonly fastestPage: FastestPage | null;
  /** Lower end of the Wilson 95 % interval if all events were good, to show; null without events. */
  readonly provenAtBest: number | null;
  /** Good events that it takes to prove the target, to show. */
  readonly eventsToProve: number;
  /** Empty unless `low`. */
  readonly advice: readonly LowTrafficAdvice[];
}

export interface LowTrafficInput {
  /** N: events to expect in one window; those of the last 30 days, scaled to the window. */
  readonly events: Fraction;
  readonly terms: ObjectiveTerms;
  /** As they apply: for slice methods with windows of whole slices. */
  readonly rules: readonly AlertRule[];
}

/** What a person should know before saving. Throws RangeError for a negative number of events. */
export function lowTrafficReport({ events, terms, rules }: LowTrafficInput): LowTrafficReport {
  if (events.num < 0n) throw new RangeError("events must not be negative");
  const allowedBad = multiplyFractions(errorBudgetRatio(terms), events);
  const low = lowEvidence(allowedBad);
  const drawn = fractionToNumber(events);
  return {
    events,
    allowedBad,
    costOfOne: allowedBad.num === 0n ? null : divideFractions(ONE, allowedBad),
    low,
    fastestPage: fastestPage({ events, terms, rules }, allowedBad),
    provenAtBest: wilsonInterval(drawn, drawn)?.low ?? null,
    eventsToProve: eventsToProve(terms.target),
    advice: low ? adviceFor(events, terms, allowedBad) : [],
  };
}

function fastestPage({ events, terms, rules }: LowTrafficInput, allowedBad: Fraction): FastestPage | null {
  return rules
    .filter(({ severity }) => severity === "page")
    .reduce<FastestPage | null>((fastest, rule) => {
      const minutes = outageDetection(rule, terms, events);
      if (minutes === null || (fastest !== null && compareFractions(minutes, fastest.detectionMinutes) >= 0)) return fastest;
      const share = budgetShare(rule, terms);
      return { rule, budgetShare: share, badEvents: multiplyFractions(share, allowedBad), detectionMinutes: minutes };
    }, null);
}

/** Slices have no guard, and are judged when they close. */
function outageDetection(rule: AlertRule, terms: ObjectiveTerms, events: Fraction): Fraction | null {
  const perWindow = divideFractions(events, fraction(BigInt(terms.windowMinutes)));
  const eventsPerMinute = terms.slices === null || events.num === 0n ? perWindow : null;
  const minutes = detectionMinutes({ rule, budgetRatio: errorBudgetRatio(terms), errorRatio: ONE, eventsPerMinute });
  if (minutes === null || terms.slices === null) return minutes;
  const length = BigInt(terms.slices.minutes);
  return fraction(((minutes.num + minutes.den * length - 1n) / (minutes.den * length)) * length);
}

/** The longest window that an objective can have (slo-math 3). */
const LONGEST_WINDOW_DAYS = 366;

function adviceFor(events: Fraction, terms: ObjectiveTerms, allowedBad: Fraction): LowTrafficAdvice[] {
  const advice: LowTrafficAdvice[] = [];
  const days = daysNeeded(terms, allowedBad);
  if (days !== null) advice.push({ code: "lengthen-window", days });
  const percent = highestTarget((target) => resolves(target, events, ENOUGH_ALLOWED_FAILURES));
  if (percent !== null) advice.push({ code: "lower-target", percent });
  if (terms.slices === null) return [...advice, { code: "use-probes" }, { code: "use-time-slices" }];
  return terms.slices.minutes > 1 ? [...advice, { code: "shorten-slices" }] : advice;
}

/** Whole days of a window that allows 10 bad events at the same traffic; null when no window that can be chosen is long enough. */
function daysNeeded({ windowMinutes }: ObjectiveTerms, allowedBad: Fraction): number | null {
  if (allowedBad.num === 0n) return null;
  const minutes = multiplyFractions(divideFractions(ENOUGH_ALLOWED_FAILURES, allowedBad), fraction(BigInt(windowMinutes)));
  const day = minutes.den * BigInt(MINUTES_PER_DAY);
  const days = (minutes.num + day - 1n) / day;
  return days > BigInt(LONGEST_WINDOW_DAYS) ? null : Number(days);
}
