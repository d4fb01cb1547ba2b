import type { Forecast } from "@solvent/api-contract";
import {
  backgroundOf,
  type CountsOf,
  chanceIntervals,
  dayStretches,
  type ExhaustionChance,
  exhaustionAtRate,
  exhaustionChance,
  type Fraction,
  forecastCandidates,
  forecastIntervals,
  fraction,
  hotRules,
  isMostlyUnknown,
  isoOfMinute,
  MINUTES_PER_DAY,
  type Minute,
  type MinuteInterval,
  ONE,
  type RateForecast,
  recoveryCandidates,
  recoveryIntervals,
  recoveryOf,
  reliefSchedule,
} from "@solvent/domain";
import { readCounts } from "../counts/read-counts.ts";
import { toFigure, toFigureOrNull } from "../status/figures.ts";
import type { ObjectiveDirectory } from "../status/objective-directory.ts";
import { makePlanner } from "../status/objective-plan.ts";
import type { InsightMinutes } from "./allowance.ts";
import type { EpisodeNoteStore } from "./episode-note-store.ts";
import { forecastSentence, tooLittleHistory, tooLittleOfBudget } from "./forecast-words.ts";
import { findEntry, type InsightSubject, rangeOf } from "./insight-range.ts";
import { type LedgerSources, NAMING_MINUTES, type ReadLedger, readLedger } from "./read-ledger.ts";
import { idsOf } from "./show-episode.ts";

export interface GetForecastDeps extends LedgerSources {
  readonly directory: Pick<ObjectiveDirectory, "findEntry">;
  readonly notes: Pick<EpisodeNoteStore, "within">;
}

/** An hour, a day, a week. */
const LOOKBACKS = [60, MINUTES_PER_DAY, 7 * MINUTES_PER_DAY] as const;

/** Everything that the answers are worked out from. */
interface Outlook {
  readonly subject: InsightSubject;
  readonly at: Minute;
  readonly lookbacks: readonly number[];
  readonly read: ReadLedger;
  /** Scaled; null: as the domain says. */
  readonly allowed: Fraction | null;
}

const requestsOf = ({ subject, at, lookbacks }: Pick<Outlook, "subject" | "at" | "lookbacks">) =>
  lookbacks.map((lookbackMinutes) => ({ terms: subject.plan.terms, at, lookbackMinutes }));

const withAllowed = ({ allowed }: Outlook) => (allowed === null ? {} : { allowed });

async function countAt(minutes: InsightMinutes, { subject, read }: Outlook, intervals: readonly MinuteInterval[]): Promise<CountsOf> {
  const { entry, plan } = subject;
  const [countsIn] = await readCounts(minutes, [
    {
      streamId: entry.streamId,
      slicesStreamId: entry.slicesStream?.streamId ?? null,
      terms: plan.terms,
      adjustments: read.adjustments,
      intervals,
    },
  ]);
  if (countsIn === undefined) throw new RangeError("the request was not answered");
  return countsIn;
}

const keyOf = ({ start, end }: MinuteInterval): string => `${start}/${end}`;

/** Counts what is always needed, and then the minutes of the few hours in which something may happen. */
async function countOutlook(minutes: InsightMinutes, outlook: Outlook): Promise<CountsOf> {
  const { subject, at } = outlook;
  const { terms } = subject.plan;
  const requests = requestsOf(outlook);
  const first = await countAt(minutes, outlook, [
    ...requests.flatMap(forecastIntervals),
    ...chanceIntervals({ terms, at }),
    ...recoveryIntervals({ terms, at }),
  ]);
  const candidates = [
    ...requests.flatMap((request) => forecastCandidates({ ...request, ...withAllowed(outlook), countsOf: first })),
    ...recoveryCandidates({ terms, at, ...withAllowed(outlook), countsOf: first }),
  ];
  if (candidates.length === 0) return first;
  const second = await countAt(minutes, outlook, candidates);
  const inSecond = new Set(candidates.map(keyOf));
  return (interval) => (inSecond.has(keyOf(interval)) ? second(interval) : first(interval));
}

/** Less than half of the budget is known: when it is gone or back cannot be said, whatever the rates are. */
const isTooLittle = ({ read }: Pick<Outlook, "read">): boolean => isMostlyUnknown(read.counts);

function tooLittleKnown({ read }: Outlook, lookbackMinutes: number, forecast: RateForecast): Forecast["atRate"][number] {
  return {
    lookbackMinutes,
    outcome: "unknown",
    minutes: null,
    exhaustsAt: null,
    burn: "burn" in forecast ? toFigureOrNull(forecast.burn) : null,
    reason: tooLittleOfBudget(read.counts),
  };
}

function toRate(outlook: Outlook, lookbackMinutes: number, forecast: RateForecast): Forecast["atRate"][number] {
  if (isTooLittle(outlook)) return tooLittleKnown(outlook, lookbackMinutes, forecast);
  const { at } = outlook;
  const minutes = forecast.kind === "projected" ? forecast.minutes : null;
  return {
    lookbackMinutes,
    outcome: forecast.kind,
    minutes,
    exhaustsAt: minutes === null ? null : isoOfMinute(at + minutes),
    burn: "burn" in forecast ? toFigureOrNull(forecast.burn) : null,
    reason: forecastSentence(forecast, lookbackMinutes),
  };
}

function toChance(chance: ExhaustionChance): Pick<Forecast, "chance" | "chanceReason"> {
  if (chance.kind === "too-little-history") return { chance: null, chanceReason: tooLittleHistory(chance.knownDays, chance.neededDays) };
  const { paths, exhaustedPaths, low, median, high, daysDrawnFrom, horizonMinutes } = chance;
  return {
    chance: {
      days: Math.ceil(horizonMinutes / MINUTES_PER_DAY),
      paths,
      exhausting: exhaustedPaths,
      chance: toFigure(fraction(BigInt(exhaustedPaths), BigInt(paths))),
      low: toFigure(low),
      median: toFigure(median),
      high: toFigure(high),
      daysDrawnFrom,
    },
    chanceReason: null,
  };
}

/** `ids`: of the ledger's episodes, in its order. */
function toRelief({ subject, at, read }: Outlook, ids: readonly string[]): Forecast["relief"] {
  const { terms } = subject.plan;
  const { ledger, minutes, earlier } = read;
  const whole = { start: earlier.at(-1)?.end ?? minutes.start, end: minutes.start + minutes.good.length };
  const background = [...earlier, ...backgroundOf({ minutes, rules: hotRules(terms), ledger, stretches: dayStretches(whole) })];
  const relief = reliefSchedule({ terms, at, ledger, background });
  if (relief.kind === "at-period-end") {
    const end = isoOfMinute(relief.at);
    return relief.bad === 0n ? [] : [{ from: end, to: end, returns: toFigure(relief.share), episode: null, leftAfter: toFigure(ONE) }];
  }
  return relief.lines.map((line) => ({
    from: isoOfMinute(line.leavesFrom),
    to: isoOfMinute(line.leavesUntil),
    returns: toFigure(line.share),
    episode: line.kind === "background" ? null : (ids[ledger.episodes.findIndex(({ from }) => from === line.from)] ?? null),
    leftAfter: toFigure(line.remainingAfter),
  }));
}

async function readOutlook(deps: GetForecastDeps, subject: InsightSubject, lookbacks: readonly number[]): Promise<Outlook> {
  const at = subject.entry.watermark;
  const range = rangeOf(subject, { from: null, to: null }) ?? { start: at, end: at };
  const read = await readLedger(deps, subject, range);
  const allowed = subject.plan.terms.window.kind === "calendar" && read.ledger.allowed.num > 0n ? read.ledger.allowed : null;
  return { subject, at, lookbacks, read, allowed };
}

/**
 * When the budget runs out at the rates of the last hour, day and week (or of one lookback that is asked for), how likely that is in typical
 * weeks, and when what is spent comes back. Throws `objective.not-found`.
 */
export const makeGetForecast = (deps: GetForecastDeps) => {
  const planner = makePlanner();
  return async (name: string, lookbackMinutes: number | null): Promise<Forecast> => {
    const entry = await findEntry(deps.directory, name);
    const subject = { entry, plan: planner(entry) };
    const outlook = await readOutlook(deps, subject, lookbackMinutes === null ? LOOKBACKS : [lookbackMinutes]);
    const { at, read } = outlook;
    const countsOf = await countOutlook(deps.minutes, outlook);
    const common = { terms: subject.plan.terms, at, countsOf, ...withAllowed(outlook) };
    const notes = await deps.notes.within([entry.id], { start: at - subject.plan.terms.windowMinutes - NAMING_MINUTES, end: at });
    const recovery = recoveryOf(common);
    return {
      objective: entry.name,
      at: isoOfMinute(at),
      atRate: outlook.lookbacks.map((minutes) => toRate(outlook, minutes, exhaustionAtRate({ ...common, lookbackMinutes: minutes }))),
      ...toChance(exhaustionChance({ ...common, objectiveId: entry.id })),
      relief: toRelief(outlook, idsOf({ subject, spans: read.spans, notes: notes.get(entry.id) ?? [] })),
      recoversAt: recovery.kind === "recovers" && !isTooLittle(outlook) ? isoOfMinute(recovery.minute) : null,
    };
  };
};
