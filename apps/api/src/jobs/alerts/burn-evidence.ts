import {
  alertBurnRate,
  burnOnset,
  burnRate,
  type Fraction,
  fractionToNumber,
  fractionToText,
  type Minute,
  type MinuteCounts,
  totalsBetween,
  type WindowCounts,
  windowCounts,
  ZERO,
  ZERO_TOTALS,
} from "@solvent/domain";
import type { BurnEvidence, StoredCounts, StoredSpark } from "../../usecases/alert/alert-record.ts";
import type { MinuteTransaction, TotalsTable } from "../../usecases/minutes/minute-store.ts";
import type { BurnMove, CountsOf, MovedObjective } from "./rule-moves.ts";

/** How far back the start of a burning is looked for. */
const LOOK_BACK_MINUTES = 360;
const HOUR_MINUTES = 60;
const SPARK_STEP_MINUTES = 5;
const SPARK_STEPS = 14;

export const toStoredCounts = ({ good, total, counted }: Pick<WindowCounts, "good" | "total" | "counted">): StoredCounts => ({
  good: String(good),
  total: String(total),
  counted,
});

/** The last hours before an evaluation, minute by minute, and the objective's window. */
export interface RecentMinutes {
  /** Counts of [minute − from, minute − to); both at most LOOK_BACK_MINUTES. */
  between(from: number, to: number): WindowCounts;
  readonly window: WindowCounts;
}

const countsBetween = (table: TotalsTable, row: number, span: { from: number; to: number; minutes: number }): WindowCounts => {
  const [start, end] = [table.at(row, span.from), table.at(row, span.to)];
  return windowCounts(start === null || end === null ? ZERO_TOTALS : totalsBetween(start, end), span.minutes);
};

/** Reads what evidence needs of the streams that moved, in one question. In the order of `moved`. */
export async function readRecent(tx: MinuteTransaction, minute: Minute, moved: readonly MovedObjective[]): Promise<RecentMinutes[]> {
  const streams = [...new Set(moved.map(({ objective }) => objective.streamId))];
  const windows = [...new Set(moved.map(({ windowMinutes }) => windowMinutes))];
  // Column i of the first LOOK_BACK_MINUTES + 1 is the instant i minutes ago; the windows' starts come after them.
  const instants = [
    ...Array.from({ length: LOOK_BACK_MINUTES + 1 }, (_, ago) => minute - ago),
    ...windows.map((length) => minute - length),
  ];
  const table = await tx.totalsAt(streams, instants);
  return moved.map(({ objective, windowMinutes }) => {
    const row = streams.indexOf(objective.streamId);
    const windowColumn = LOOK_BACK_MINUTES + 1 + windows.indexOf(windowMinutes);
    return {
      between: (from, to) => countsBetween(table, row, { from, to, minutes: from - to }),
      window: countsBetween(table, row, { from: windowColumn, to: 0, minutes: windowMinutes }),
    };
  });
}

function minutesOf(recent: RecentMinutes): MinuteCounts[] {
  return Array.from({ length: LOOK_BACK_MINUTES }, (_, index) => {
    const ago = LOOK_BACK_MINUTES - index;
    const { good, total, counted } = recent.between(ago, ago - 1);
    return counted === 0 ? null : { good, total };
  });
}

/** First minute of the burning that made the rule fire; null when it is older than the look-back. */
export function onsetOf(recent: RecentMinutes, minute: Minute, burning: { factor: Fraction; budgetRatio: Fraction }): Minute | null {
  const index = burnOnset(minutesOf(recent), burning);
  return index === null ? null : minute - LOOK_BACK_MINUTES + index;
}

function sparkOf(recent: RecentMinutes, minute: Minute, budgetRatio: Fraction): StoredSpark {
  const burns = Array.from({ length: SPARK_STEPS }, (_, index) => {
    const ago = (SPARK_STEPS - index) * SPARK_STEP_MINUTES;
    const counts = recent.between(ago, ago - SPARK_STEP_MINUTES);
    if (counts.counted === 0) return null;
    return fractionToNumber(burnRate(counts, budgetRatio) ?? ZERO);
  });
  return { from: minute - SPARK_STEPS * SPARK_STEP_MINUTES, stepMinutes: SPARK_STEP_MINUTES, burns };
}

export interface EvidenceInput {
  readonly moved: MovedObjective;
  readonly move: BurnMove;
  readonly recent: RecentMinutes;
  readonly minute: Minute;
  readonly onset: Minute | null;
  readonly ticketSince: Minute | null;
}

const noCounts = (minutes: number): WindowCounts => windowCounts(ZERO_TOTALS, minutes);
const lastOf = (countsOf: CountsOf, minutes: number): WindowCounts => countsOf(minutes) ?? noCounts(minutes);

/** Why a rule fired or resolved: both of its windows, and the budget, at this evaluation. Null for a rule that is gone. */
export function burnEvidence({ moved, move, recent, minute, onset, ticketSince }: EvidenceInput): BurnEvidence | null {
  const { rule } = move;
  if (rule === null) return null;
  const { objective, budgetRatio, countsOf } = moved;
  const long = lastOf(countsOf, rule.longMinutes);
  const short = lastOf(countsOf, rule.shortMinutes);
  const burn = (counts: WindowCounts): string => fractionToText(alertBurnRate(counts, budgetRatio) ?? ZERO);
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
    window: toStoredCounts(recent.window),
    lastHour: toStoredCounts(recent.between(HOUR_MINUTES, 0)),
    sinceOnset: onset === null || minute - onset > LOOK_BACK_MINUTES ? null : toStoredCounts(recent.between(minute - onset, 0)),
    spark: sparkOf(recent, minute, budgetRatio),
    streamId: objective.streamId,
    revision: objective.revision,
    ticketSince,
  };
}
