import {
  attributeGroups,
  compareFractions,
  EPISODE_MIN_SHARE,
  type EpisodeLedger,
  type EpisodeSpan,
  type Fraction,
  fraction,
  type HotGroup,
  hotGroups,
  hotRules,
  MINUTES_PER_HOUR,
  type Minute,
  type MinuteInterval,
  multiplyFractions,
  type Totals,
  totalsBetween,
  type WindowCounts,
} from "@solvent/domain";
import type { AppliedAdjustment } from "../adjustment/applied-adjustments.ts";
import { readJudgedHistory } from "../composite/read-judged-history.ts";
import type { InsightMinutes } from "./allowance.ts";
import type { InsightSubject } from "./insight-range.ts";
import { namingStart, trueSpans, wholeSlicesOf } from "./read-ledger.ts";

/** One objective whose range was counted. */
export interface CountedSubject extends InsightSubject {
  readonly range: MinuteInterval;
  readonly counts: WindowCounts;
  readonly adjustments: readonly AppliedAdjustment[];
  /** Null while nothing is allowed. */
  readonly allowed: Fraction | null;
}

/** No group of minutes can take a share that makes it an episode, because all of them together do not. */
export function holdsNoEpisode({ counts, allowed }: Pick<CountedSubject, "counts" | "allowed">): boolean {
  if (counts.bad === 0n) return true;
  return allowed !== null && compareFractions(fraction(counts.bad), multiplyFractions(EPISODE_MIN_SHARE, allowed)) < 0;
}

const hourOf = (minute: Minute): Minute => Math.floor(minute / MINUTES_PER_HOUR) * MINUTES_PER_HOUR;

/** Starts of the hours in which anything was bad. */
async function badHours(minutes: InsightMinutes, streamId: number, range: MinuteInterval): Promise<Minute[]> {
  const from = hourOf(range.start);
  const points = await minutes.series(streamId, from, hourOf(range.end - 1) + MINUTES_PER_HOUR, MINUTES_PER_HOUR);
  const isBad = (end: Totals, index: number): boolean => {
    const { good, total } = totalsBetween(points[index] ?? end, end);
    return total > good;
  };
  return points.slice(1).flatMap((end, index) => (isBad(end, index) ? [from + index * MINUTES_PER_HOUR] : []));
}

/** An adjustment may make a slice bad that was not: by what it leaves of it. */
const touchedHours = (adjustments: readonly AppliedAdjustment[], range: MinuteInterval): Minute[] =>
  adjustments.flatMap(({ from, to }) => {
    const hours: Minute[] = [];
    for (let hour = hourOf(Math.max(from, range.start)); hour < Math.min(to, range.end); hour += MINUTES_PER_HOUR) hours.push(hour);
    return hours;
  });

async function hoursToRead({ minutes }: { readonly minutes: InsightMinutes }, subject: CountedSubject): Promise<Minute[]> {
  const { entry, range, adjustments, plan } = subject;
  const hours = await badHours(minutes, entry.streamId, range);
  if (plan.terms.slices === null) return hours;
  const slices = entry.slicesStream === null ? [] : await badHours(minutes, entry.slicesStream.streamId, range);
  return [...hours, ...slices, ...touchedHours(adjustments, range)];
}

/** Hours with the hour before and after each, joined: what two burning minutes have between them is at most an hour, so no group is cut. */
function stretchesAround(hours: readonly Minute[], within: MinuteInterval): MinuteInterval[] {
  const stretches: MinuteInterval[] = [];
  for (const hour of [...new Set(hours)].sort((a, b) => a - b)) {
    const start = Math.max(within.start, hour - MINUTES_PER_HOUR);
    const end = Math.min(within.end, hour + 2 * MINUTES_PER_HOUR);
    const last = stretches.at(-1);
    if (last !== undefined && start <= last.end) stretches[stretches.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    else if (start < end) stretches.push({ start, end });
  }
  return stretches;
}

async function groupsIn(minutes: InsightMinutes, subject: CountedSubject, range: MinuteInterval): Promise<readonly HotGroup[]> {
  const { entry, plan, adjustments } = subject;
  const block = await minutes.minutesBetween(entry.streamId, range.start, range.end);
  const history = await readJudgedHistory(minutes, entry, { terms: plan.terms, range, block, adjustments });
  return hotGroups(history.minutes, hotRules(plan.terms));
}

/** Groups from the true start of one that the start of the range may cut. */
async function earlierGroups(
  minutes: InsightMinutes,
  subject: CountedSubject,
  first: MinuteInterval | undefined,
): Promise<readonly HotGroup[]> {
  const whole = wholeSlicesOf(subject, subject.range);
  if (first === undefined || first.start > whole.start) return [];
  return groupsIn(minutes, subject, { start: namingStart(subject, whole), end: first.end });
}

/**
 * The ledger of a range that is counted already, from the minutes of the hours alone that may hold burning ones: exact, because a burning
 * minute needs something bad, and hourly totals tell where that is. `spans` as in `readLedger`.
 */
export async function readSparseLedger(
  sources: { readonly minutes: InsightMinutes },
  subject: CountedSubject,
): Promise<{ readonly ledger: EpisodeLedger; readonly spans: readonly EpisodeSpan[] }> {
  const { plan, range, counts, allowed } = subject;
  const whole = wholeSlicesOf(subject, range);
  const stretches = stretchesAround(await hoursToRead(sources, subject), whole);
  const groups: HotGroup[] = [];
  for (const stretch of stretches) groups.push(...(await groupsIn(sources.minutes, subject, stretch)));
  const ledger = attributeGroups(groups, {
    rules: hotRules(plan.terms),
    totalBad: counts.bad,
    totalMass: counts.mass,
    end: whole.end,
    ...(allowed === null ? {} : { allowed }),
  });
  return { ledger, spans: trueSpans(ledger.episodes, await earlierGroups(sources.minutes, subject, stretches[0])) };
}
