import {
  type CountedMinutes,
  countsWithin,
  EPISODE_MIN_SHARE,
  type EpisodeLedger,
  type EpisodeSpan,
  episodeLedger,
  type Fraction,
  type HotGroup,
  hotGroups,
  hotRules,
  type JudgedHistory,
  judgedHistory,
  MINUTES_PER_DAY,
  type MinuteInterval,
  objectivePeriod,
  type WindowCounts,
} from "@solvent/domain";
import type { AppliedAdjustment, AppliedAdjustments } from "../adjustment/applied-adjustments.ts";
import { sliceLength } from "../status/objective-plan.ts";
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

/** Reads every minute of the range: 30 days are 720 rows. The ledger adds up to the counts exactly, because both come out of these minutes. */
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
  const history = judgedHistory({ terms: plan.terms, range: { start, end: range.end }, block, adjustments });
  const counts = countsWithin(history, range);
  const allowed = await readAllowance(sources.minutes, subject, { range, counts, adjustments });
  const { minShare = EPISODE_MIN_SHARE, ...others } = asked;
  const [minutes, rules] = [minutesOf(history, whole), { ...hotRules(plan.terms), ...others }];
  const ledger = episodeLedger({ minutes, rules, minShare, ...(allowed === null ? {} : { allowed }) });
  return { ledger, spans: trueSpans(ledger.episodes, hotGroups(history.minutes, rules)), counts, adjustments, minutes };
}
