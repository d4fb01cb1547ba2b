import type { EpisodeLedger, EpisodesInput } from "./episodes.ts";
import { divideFractions, type Fraction, fraction, ONE, subtractFractions, ZERO } from "./fraction.ts";
import { sumUnits, wholeSlices } from "./hot-minutes.ts";
import type { CountsOf, JudgedCounts } from "./judged-counts.ts";
import type { Minute } from "./minute.ts";
import { errorBudgetRatio, type ObjectiveTerms } from "./objective-terms.ts";
import { objectivePeriod } from "./period.ts";
import { periodAllowance } from "./period-allowance.ts";
import { candidateIntervals, firstEnd, type RollingSearch, searchIntervals } from "./rolling-search.ts";
import type { MinuteInterval } from "./window-counts.ts";

/** What failed outside of episodes within a stretch, scaled like the minutes. */
export interface BackgroundStretch extends MinuteInterval {
  readonly bad: bigint;
}

export interface BackgroundInput extends Pick<EpisodesInput, "minutes" | "rules"> {
  readonly ledger: Pick<EpisodeLedger, "episodes">;
  /** One per day, for example; together they cover the interval. */
  readonly stretches: readonly MinuteInterval[];
}

/** What failed in each of the stretches outside of the ledger's episodes. Minutes and rules are those that made the ledger. */
export function backgroundOf({ minutes, rules, ledger, stretches }: BackgroundInput): readonly BackgroundStretch[] {
  const whole = wholeSlices(minutes, rules.sliceMinutes);
  const badBetween = (start: Minute, end: Minute): bigint => {
    const range = { first: Math.max(whole.first, start - minutes.start), end: Math.min(whole.end, end - minutes.start) };
    return sumUnits(minutes.total, range) - sumUnits(minutes.good, range);
  };
  return stretches.map(({ start, end }) => {
    const inEpisodes = ledger.episodes.reduce((sum, { from, to }) => sum + badBetween(Math.max(start, from), Math.min(end, to)), 0n);
    return { start, end, bad: badBetween(start, end) - inEpisodes };
  });
}

/** One step of a budget that comes back. */
export interface ReliefLine {
  readonly kind: "episode" | "background";
  /** The stretch [from, to) that leaves the window. */
  readonly from: Minute;
  readonly to: Minute;
  /** It leaves minute by minute within [from + P, to + P). */
  readonly leavesFrom: Minute;
  readonly leavesUntil: Minute;
  readonly bad: bigint;
  /** Part of the budget that returns. */
  readonly share: Fraction;
  /** Part of the budget that is left once it has returned, with all lines above, if nothing else happens. */
  readonly remainingAfter: Fraction;
}

/** When a spent budget comes back. Shares are parts of today's allowance, as if traffic went on at the mean of the window. */
export type Relief =
  /** In the order in which the lines have left the window; their shares add up to what is consumed. */
  | { readonly kind: "as-it-leaves"; readonly lines: readonly ReliefLine[] }
  /** Everything returns at once when the calendar period is over. */
  | { readonly kind: "at-period-end"; readonly at: Minute; readonly bad: bigint; readonly share: Fraction };

export interface ReliefInput {
  readonly terms: ObjectiveTerms;
  readonly at: Minute;
  /** Of the window at `at`. */
  readonly ledger: EpisodeLedger;
  /** Stretches that together cover the window; see `backgroundOf`. Throws RangeError unless they hold the ledger's background. */
  readonly background: readonly BackgroundStretch[];
}

/** The dated schedule of what returns. Stretches in which nothing failed are no lines. */
export function reliefSchedule({ terms, at, ledger, background }: ReliefInput): Relief {
  const shareOf = (bad: bigint): Fraction => (bad === 0n ? ZERO : divideFractions(fraction(bad), ledger.allowed));
  if (terms.window.kind === "calendar") {
    return { kind: "at-period-end", at: objectivePeriod(terms, at).periodEnd, bad: ledger.totalBad, share: shareOf(ledger.totalBad) };
  }
  const held = background.reduce((sum, { bad }) => sum + bad, 0n);
  if (held !== ledger.backgroundBad) throw new RangeError(`background holds ${held} where the ledger has ${ledger.backgroundBad}`);
  const leaving = [
    ...ledger.episodes.map(({ from, to, bad }) => ({ kind: "episode" as const, from, to, bad })),
    ...background.map(({ start, end, bad }) => ({ kind: "background" as const, from: start, to: end, bad })),
  ]
    .filter(({ bad }) => bad > 0n)
    .sort((a, b) => a.to - b.to || a.from - b.from);
  let consumed = ledger.totalBad;
  const lines = leaving.map((line): ReliefLine => {
    consumed -= line.bad;
    const [leavesFrom, leavesUntil] = [line.from + terms.windowMinutes, line.to + terms.windowMinutes];
    return { ...line, leavesFrom, leavesUntil, share: shareOf(line.bad), remainingAfter: subtractFractions(ONE, shareOf(consumed)) };
  });
  return { kind: "as-it-leaves", lines };
}

export interface RecoveryRequest {
  readonly terms: ObjectiveTerms;
  readonly at: Minute;
}

export interface RecoveryInput extends RecoveryRequest {
  /** Asked for `recoveryIntervals`, then for `recoveryCandidates`, and for nothing else. */
  readonly countsOf: CountsOf;
  /** Allowance of a whole calendar period, scaled like the counts; where it is left out, `periodAllowance` without adjustments. */
  readonly allowed?: Fraction;
}

/** `recovers`: `minute` is the first evaluation at which the budget is not overspent any more. */
export type Recovery = { readonly kind: "not-exhausted" } | { readonly kind: "recovers"; readonly minute: Minute };

const windowOf = ({ terms, at }: RecoveryRequest): MinuteInterval => {
  const { start } = objectivePeriod(terms, at);
  return { start, end: at };
};

/** Nothing fails any more, and mass goes on at the mean per counted minute of the window. */
function searchOf({ terms, at }: RecoveryRequest, now: JudgedCounts): RollingSearch {
  const per = now.counted > 0 ? now.counted : terms.windowMinutes;
  return {
    at,
    windowMinutes: terms.windowMinutes,
    sloStart: terms.sloStart,
    budgetRatio: errorBudgetRatio(terms),
    future: { bad: 0n, mass: now.mass, per: BigInt(per) },
    until: "within-budget",
  };
}

/** What `recoveryOf` always counts: the window, and of a rolling one its hours. */
export function recoveryIntervals(request: RecoveryRequest): readonly MinuteInterval[] {
  const { terms, at } = request;
  const window = windowOf(request);
  if (window.start >= at) return [];
  const hours =
    terms.window.kind === "rolling" ? searchIntervals({ at, windowMinutes: terms.windowMinutes, sloStart: terms.sloStart }) : [];
  return [window, ...hours];
}

/** What it counts besides: the minutes of the few hours in which a rolling budget may be back. */
export function recoveryCandidates(input: RecoveryInput): readonly MinuteInterval[] {
  const overspent = overspentCounts(input);
  if (overspent === null || input.terms.window.kind === "calendar") return [];
  return candidateIntervals(searchOf(input, overspent), input.countsOf);
}

/** Counts of the window; null unless it is overspent. */
function overspentCounts(input: RecoveryInput): JudgedCounts | null {
  const { terms, at, countsOf } = input;
  const window = windowOf(input);
  if (window.start >= at) return null;
  const now = countsOf(window);
  const budget = errorBudgetRatio(terms);
  const rolling = terms.window.kind === "rolling";
  const allowed = rolling ? fraction(now.mass * budget.num, budget.den) : (input.allowed ?? periodAllowance({ terms, at, mass: now.mass }));
  return now.bad * allowed.den > allowed.num ? now : null;
}

/**
 * When an overspent budget is back if nothing fails any more, exactly. The allowance of a rolling window changes while traffic leaves it and
 * comes into it: traffic is taken to go on at the window's mean. A calendar budget is back when the next period begins.
 */
export function recoveryOf(input: RecoveryInput): Recovery {
  const { terms, at, countsOf } = input;
  const overspent = overspentCounts(input);
  if (overspent === null) return { kind: "not-exhausted" };
  if (terms.window.kind === "calendar") return { kind: "recovers", minute: objectivePeriod(terms, at).periodEnd };
  // With nothing old left there is nothing bad left either.
  return { kind: "recovers", minute: at + (firstEnd(searchOf(input, overspent), countsOf) ?? terms.windowMinutes) };
}
