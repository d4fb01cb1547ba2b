import {
  alertBurnRate,
  burnOnset,
  burnRate,
  type Fraction,
  fractionToNumber,
  fractionToText,
  type Minute,
  type MinuteCounts,
  type WindowCounts,
  windowCounts,
  ZERO,
  ZERO_TOTALS,
} from "@solvent/domain";
import type { BurnEvidence, StoredCounts, StoredSpark, StoredWindow } from "../../usecases/alert/alert-record.ts";
import { LOOK_BACK_MINUTES, type RecentCounts, SPARK_STEPS, sparkStepMinutes } from "./recent-counts.ts";
import type { BurnMove, CountsOf, MovedObjective } from "./rule-moves.ts";

const HOUR_MINUTES = 60;

/** What the method judges: events or slices. */
export const toStoredCounts = ({ bad, mass, counted }: Pick<WindowCounts, "bad" | "mass" | "counted">): StoredCounts => ({
  good: String(mass - bad),
  total: String(mass),
  counted,
});

/** The objective's window, with what its budget depends on besides. */
export function toStoredWindow({ window, excludedAhead }: Pick<RecentCounts, "window" | "excludedAhead">): StoredWindow {
  return {
    ...toStoredCounts(window),
    ...(window.excluded === 0 ? {} : { excluded: window.excluded }),
    ...(excludedAhead.length === 0 ? {} : { excludedAhead }),
  };
}

/** Every minute of a slice burns as the slice does. */
function minutesOf(recent: RecentCounts): MinuteCounts[] {
  const { stepMinutes } = recent;
  return Array.from({ length: LOOK_BACK_MINUTES / stepMinutes }, (_, index) => {
    const ago = LOOK_BACK_MINUTES - index * stepMinutes;
    const { bad, mass, counted } = recent.between(ago, ago - stepMinutes);
    return new Array<MinuteCounts>(stepMinutes).fill(counted === 0 ? null : { good: mass - bad, total: mass });
  }).flat();
}

/** First minute of the burning that made the rule fire; null when it is older than the look-back. */
export function onsetOf(recent: RecentCounts, minute: Minute, burning: { factor: Fraction; budgetRatio: Fraction }): Minute | null {
  const index = burnOnset(minutesOf(recent), burning);
  return index === null ? null : minute - LOOK_BACK_MINUTES + index;
}

function sparkOf(recent: RecentCounts, minute: Minute, budgetRatio: Fraction): StoredSpark {
  const stepMinutes = sparkStepMinutes(recent);
  const burns = Array.from({ length: SPARK_STEPS }, (_, index) => {
    const ago = (SPARK_STEPS - index) * stepMinutes;
    const counts = recent.between(ago, ago - stepMinutes);
    if (counts.counted === 0) return null;
    return fractionToNumber(burnRate(counts, budgetRatio) ?? ZERO);
  });
  return { from: minute - SPARK_STEPS * stepMinutes, stepMinutes, burns };
}

export interface EvidenceInput {
  readonly moved: MovedObjective;
  readonly move: BurnMove;
  readonly recent: RecentCounts;
  readonly minute: Minute;
  readonly onset: Minute | null;
  readonly ticketSince: Minute | null;
}

const noCounts = (minutes: number): WindowCounts => windowCounts(ZERO_TOTALS, minutes);
const lastOf = (countsOf: CountsOf, minutes: number): WindowCounts => countsOf(minutes) ?? noCounts(minutes);

/** The onset of an earlier revision need not lie at the start of a slice. */
function sinceOnset(recent: RecentCounts, minute: Minute, onset: Minute | null): StoredCounts | null {
  if (onset === null || minute - onset > LOOK_BACK_MINUTES || (minute - onset) % recent.stepMinutes !== 0) return null;
  return toStoredCounts(recent.between(minute - onset, 0));
}

/** Why a rule fired or resolved: both of its windows, and the budget, at this evaluation. Null for a rule that is gone. */
export function burnEvidence({ moved, move, recent, minute, onset, ticketSince }: EvidenceInput): BurnEvidence | null {
  const { rule } = move;
  if (rule === null) return null;
  const { objective, policy, countsOf } = moved;
  const slicesStreamId = objective.slices?.streamId ?? null;
  const long = lastOf(countsOf, rule.longMinutes);
  const short = lastOf(countsOf, rule.shortMinutes);
  const burn = (counts: WindowCounts): string => fractionToText(alertBurnRate(counts, policy.budgetRatio) ?? ZERO);
  return {
    kind: "burn",
    rule: rule.name,
    longMinutes: rule.longMinutes,
    shortMinutes: rule.shortMinutes,
    factor: fractionToText(rule.factor),
    burnLong: burn(long),
    burnShort: burn(short),
    long: toStoredCounts(long),
    short: toStoredCounts(short),
    window: toStoredWindow(recent),
    lastHour: toStoredCounts(recent.between(HOUR_MINUTES, 0)),
    sinceOnset: sinceOnset(recent, minute, onset),
    spark: sparkOf(recent, minute, policy.budgetRatio),
    streamId: objective.streamId,
    ...(slicesStreamId === null ? {} : { slicesStreamId }),
    revision: objective.revision,
    ticketSince,
  };
}
