import {
  attributeGroups,
  type BackgroundStretch,
  type CountedMinutes,
  countsWithin,
  dayStretches,
  EPISODE_MIN_SHARE,
  type EpisodeLedger,
  type EpisodeSpan,
  episodeLedger,
  type Fraction,
  type HotGroup,
  hotGroups,
  hotRules,
  type JudgedHistory,
  MINUTES_PER_DAY,
  type MinuteInterval,
  objectivePeriod,
  type WindowCounts,
} from "@solvent/domain";
import type { AppliedAdjustment, AppliedAdjustments } from "../adjustment/applied-adjustments.ts";
import { readJudgedHistory } from "../composite/read-judged-history.ts";
import { countedInterval } from "../counts/count-reader.ts";
import { readCounts } from "../counts/read-counts.ts";
import { sliceLength } from "../status/objective-plan.ts";
import { countingOf } from "../status/read-judgements.ts";
import { type InsightMinutes, readAllowance } from "./allowance.ts";
import type { InsightSubject } from "./insight-range.ts";

export interface LedgerSources {
  readonly minutes: InsightMinutes;
  readonly adjustments: AppliedAdjustments;
}

/** Where the budget went within a range, with what it was worked out from. */
export interface ReadLedger {
  readonly ledger: EpisodeLedger;
  /** Of the episodes, in their order: from their true start, which may lie before the range. */
  readonly spans: readonly EpisodeSpan[];
  /** Of the range, adjusted. */
  readonly counts: WindowCounts;
  /** What failed, by days, before the minutes that are kept; empty where all of them are. */
  readonly earlier: readonly BackgroundStretch[];
  /** What was counted: the range, or from the start of an hour on where minutes are not kept. */
  readonly counted: MinuteInterval;
  readonly adjustments: readonly AppliedAdjustment[];
  /** The minutes that the ledger attributes. */
  readonly minutes: CountedMinutes;
}

/** An episode that the start of the range cuts is named by its true start, if that is not further back than this. */
export const NAMING_MINUTES = MINUTES_PER_DAY;

/** The slices wholly inside a range. */
export function wholeSlicesOf({ plan }: Pick<InsightSubject, "plan">, { start, end }: MinuteInterval): MinuteInterval {
  const length = sliceLength(plan.terms);
  const first = Math.ceil(start / length) * length;
  return { start: first, end: Math.max(first, Math.floor(end / length) * length) };
}

/** What is read around a range: enough before it to find the true start of an episode. */
export const namingStart = ({ plan }: Pick<InsightSubject, "plan">, whole: MinuteInterval): number =>
  Math.floor((whole.start - NAMING_MINUTES) / sliceLength(plan.terms)) * sliceLength(plan.terms);

/** Everything that changes figures of a range, and of the objective's window that ends with it. */
export const adjustedRange = (subject: Pick<InsightSubject, "plan">, range: MinuteInterval): MinuteInterval => {
  const { start, periodEnd } = objectivePeriod(subject.plan.terms, range.end);
  return { start: Math.min(start, namingStart(subject, wholeSlicesOf(subject, range))), end: Math.max(range.end, periodEnd) };
};

const cut = (values: ArrayLike<number>, first: number, length: number): Float64Array =>
  Float64Array.from({ length }, (_, index) => values[first + index] ?? 0);

/** The minutes of a part of a history. */
export function minutesOf({ minutes }: Pick<JudgedHistory, "minutes">, { start, end }: MinuteInterval): CountedMinutes {
  const [first, length] = [start - minutes.start, end - start];
  return {
    start,
    good: cut(minutes.good, first, length),
    total: cut(minutes.total, first, length),
    counted: cut(minutes.counted, first, length),
  };
}

/** Episodes with the start of the group of burning minutes that they are the end of. */
export const trueSpans = (episodes: readonly EpisodeSpan[], groups: readonly HotGroup[]): readonly EpisodeSpan[] =>
  episodes.map(({ from, to }) => {
    const whole = groups.find((group) => group.from <= from && to <= group.to);
    return { from: whole?.from ?? from, to };
  });

/** What makes an episode, where it is not the usual (slo-math 11). */
export interface EpisodeRules {
  readonly gapMinutes: number;
  readonly minShare: Fraction;
  readonly hotFactor: Fraction;
}

/** Minutes are kept from here on only, and the range begins before. */
const isBeyond = ({ entry }: InsightSubject, { start }: MinuteInterval): boolean => start < (entry.minutesFrom ?? 0);

type Counted = Pick<ReadLedger, "counts" | "counted" | "earlier">;

/** The counts of a range from running totals: of some of its minutes nothing else is kept. */
async function readTotals(
  minutes: InsightMinutes,
  { entry, plan }: InsightSubject,
  { range, adjustments }: { readonly range: MinuteInterval; readonly adjustments: readonly AppliedAdjustment[] },
): Promise<Counted> {
  const days = dayStretches({ start: range.start, end: Math.min(range.end, entry.minutesFrom ?? range.start) });
  const request = { ...countingOf({ entry, plan, adjustments }), intervals: [range, ...days] };
  const [countsIn] = await readCounts(minutes, [request]);
  if (countsIn === undefined) throw new RangeError(`no counts of stream ${entry.streamId}`);
  const earlier = days.map((day) => ({ ...countedInterval(countsIn, day), bad: countsIn(day).bad }));
  return { counts: countsIn(range), counted: countedInterval(countsIn, range), earlier };
}

/**
 * Reads every minute of the range: 30 days are 720 rows. The ledger adds up to the counts exactly, because both come out of these minutes.
 * Where minutes are not kept episodes are not known any more: what failed there is background.
 */
export async function readLedger(
  sources: LedgerSources,
  subject: InsightSubject,
  range: MinuteInterval,
  asked: Partial<EpisodeRules> = {},
): Promise<ReadLedger> {
  const { entry, plan } = subject;
  const found = await sources.adjustments.within(adjustedRange(subject, range), [entry.id]);
  const adjustments = found.get(entry.id) ?? [];
  const whole = wholeSlicesOf(subject, range);
  const start = Math.min(namingStart(subject, whole), range.start);
  const block = await sources.minutes.minutesBetween(entry.streamId, start, range.end);
  const history = await readJudgedHistory(sources.minutes, entry, {
    terms: plan.terms,
    range: { start, end: range.end },
    block,
    adjustments,
  });
  const beyond = isBeyond(subject, range);
  const { counts, counted, earlier } = beyond
    ? await readTotals(sources.minutes, subject, { range, adjustments })
    : { counts: countsWithin(history, range), counted: range, earlier: [] };
  const allowed = await readAllowance(sources.minutes, subject, { range, counts, adjustments });
  const { minShare = EPISODE_MIN_SHARE, ...others } = asked;
  const [minutes, rules] = [minutesOf(history, whole), { ...hotRules(plan.terms), ...others }];
  const input = { rules, minShare, ...(allowed === null ? {} : { allowed }) };
  const ledger = beyond
    ? attributeGroups(hotGroups(minutes, rules), { ...input, totalBad: counts.bad, totalMass: counts.mass, end: whole.end })
    : episodeLedger({ ...input, minutes });
  return { ledger, spans: trueSpans(ledger.episodes, hotGroups(history.minutes, rules)), counts, counted, earlier, adjustments, minutes };
}
