import { ANNOTATION_LEAD_MINUTES, type EpisodeLedger } from "@solvent/api-contract";
import { divideFractions, fraction, isoOfMinute, type MinuteInterval } from "@solvent/domain";
import type { AnnotationReader } from "../annotation/annotation-store.ts";
import { toCoverage, toFigure, toFigureOrNull } from "../status/figures.ts";
import type { ObjectiveDirectory } from "../status/objective-directory.ts";
import { makePlanner, unitOf } from "../status/objective-plan.ts";
import type { EpisodeAlertReader } from "./episode-alert-reader.ts";
import type { EpisodeNoteStore } from "./episode-note-store.ts";
import { type AskedRange, checkedRange, findEntry, type InsightSubject } from "./insight-range.ts";
import { type EpisodeRules, type LedgerSources, NAMING_MINUTES, type ReadLedger, readLedger } from "./read-ledger.ts";
import { type EpisodeSurroundings, showEpisodes, toUnits } from "./show-episode.ts";

export interface ListEpisodesDeps extends LedgerSources {
  readonly directory: Pick<ObjectiveDirectory, "findEntry">;
  readonly notes: Pick<EpisodeNoteStore, "within">;
  readonly alerts: EpisodeAlertReader;
  readonly annotations: AnnotationReader;
}

/** What happened up to a while before an episode belongs to it. */
export const withLead = ({ start, end }: MinuteInterval): MinuteInterval => ({ start: start - ANNOTATION_LEAD_MINUTES, end });

export async function readSurroundings(
  deps: Pick<ListEpisodesDeps, "notes" | "alerts" | "annotations">,
  { entry }: InsightSubject,
  range: MinuteInterval,
): Promise<EpisodeSurroundings> {
  const [notes, alerts, annotations] = await Promise.all([
    deps.notes.within([entry.id], { start: range.start - NAMING_MINUTES, end: range.end }),
    deps.alerts.openWithin([entry.id], range),
    deps.annotations.about([entry.id], withLead(range)),
  ]);
  return { notes: notes.get(entry.id) ?? [], alerts, annotations: annotations.get(entry.id) ?? [] };
}

/** Whether anything may still join the last episode. */
export const isCurrent = ({ entry }: InsightSubject, range: MinuteInterval): boolean => range.end >= entry.watermark;

function toLedger(subject: InsightSubject, range: MinuteInterval, read: ReadLedger & EpisodeSurroundings): EpisodeLedger {
  const { ledger, counts, counted } = read;
  const keptFrom = subject.entry.minutesFrom ?? 0;
  const shareOf = (bad: bigint) => (ledger.allowed.num === 0n ? null : divideFractions(fraction(bad), ledger.allowed));
  const episodes = showEpisodes({ ...read, subject });
  return {
    objective: subject.entry.name,
    from: isoOfMinute(counted.start),
    to: isoOfMinute(range.end),
    ...(keptFrom > counted.start ? { minutesFrom: isoOfMinute(keptFrom) } : {}),
    unit: unitOf(subject.plan.terms),
    episodes: episodes.map((one) => ({ ...one, open: one.open && isCurrent(subject, range) })).reverse(),
    backgroundBad: toFigure(toUnits(subject, ledger.backgroundBad)),
    backgroundShare: toFigureOrNull(shareOf(ledger.backgroundBad)),
    totalBad: toFigure(toUnits(subject, ledger.totalBad)),
    spentShare: toFigureOrNull(shareOf(ledger.totalBad)),
    allowed: toFigure(toUnits(subject, ledger.allowed)),
    coverage: toCoverage(counts),
  };
}

/**
 * Where the budget of an objective went: episodes and background add up to all that failed, exactly. Shares are parts of the budget of the
 * objective's window that ends where the interval does. Of minutes that are not kept any more no episodes are known. Throws `objective.not-found`, and `request.invalid` for an interval that cannot be.
 */
export const makeListEpisodes = (deps: ListEpisodesDeps) => {
  const planner = makePlanner();
  return async (name: string, asked: AskedRange, rules: Partial<EpisodeRules> = {}): Promise<EpisodeLedger> => {
    const entry = await findEntry(deps.directory, name);
    const subject = { entry, plan: planner(entry) };
    const range = checkedRange(subject, asked);
    const [read, surroundings] = await Promise.all([readLedger(deps, subject, range, rules), readSurroundings(deps, subject, range)]);
    return toLedger(subject, range, { ...read, ...surroundings });
  };
};
