import type { FleetLedger } from "@solvent/api-contract";
import type { MinuteInterval } from "@solvent/domain";
import { invalidRequest } from "../../errors/app-error.ts";
import type { AppliedAdjustment, AppliedAdjustments } from "../adjustment/applied-adjustments.ts";
import type { AnnotationReader, StoredAnnotation } from "../annotation/annotation-store.ts";
import { readCounts } from "../counts/read-counts.ts";
import type { Scope } from "../notification/route-store.ts";
import type { DirectoryEntry, ObjectiveDirectory } from "../status/objective-directory.ts";
import { makePlanner, unitOf } from "../status/objective-plan.ts";
import { type InsightMinutes, readAllowance } from "./allowance.ts";
import type { EpisodeAlert, EpisodeAlertReader } from "./episode-alert-reader.ts";
import type { EpisodeNoteStore, StoredEpisodeNote } from "./episode-note-store.ts";
import { inParallel } from "./in-parallel.ts";
import { type AskedRange, checkAsked, type InsightSubject, rangeOf } from "./insight-range.ts";
import { isCurrent, withLead } from "./list-episodes.ts";
import { adjustedRange, NAMING_MINUTES } from "./read-ledger.ts";
import { type CountedSubject, holdsNoEpisode, readSparseLedger } from "./read-sparse-ledger.ts";
import { showEpisodes } from "./show-episode.ts";

export interface FleetEpisodesDeps {
  readonly directory: Pick<ObjectiveDirectory, "entries">;
  readonly minutes: InsightMinutes;
  readonly adjustments: AppliedAdjustments;
  readonly notes: Pick<EpisodeNoteStore, "within">;
  readonly alerts: EpisodeAlertReader;
  readonly annotations: AnnotationReader;
}

export interface FleetQuery extends AskedRange {
  readonly scope: Scope;
  /** Of the team, service or objective; null for everything. */
  readonly name: string | null;
  readonly limit: number;
}

type FleetItem = FleetLedger["items"][number];
type Ranged = InsightSubject & { readonly range: MinuteInterval };

/** Of so many objectives minutes are read for one question; those that spent less than an episode costs are not among them. */
const MOST_READ = 300;
/** Connections that one question may take at a time. */
const AT_ONCE = 4;

const isInScope = ({ scope, name }: FleetQuery, entry: DirectoryEntry): boolean =>
  scope === "all" || { team: entry.team, service: entry.service, objective: entry.name }[scope] === name;

function checkScope({ scope, name }: FleetQuery): void {
  if (scope === "all" && name !== null) throw invalidRequest([{ path: "name", message: "must be left out: the scope is everything" }]);
  if (scope !== "all" && name === null) throw invalidRequest([{ path: "name", message: `must name the ${scope}` }]);
}

const union = (ranges: readonly MinuteInterval[]): MinuteInterval => ({
  start: ranges.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY),
  end: ranges.reduce((most, { end }) => Math.max(most, end), Number.NEGATIVE_INFINITY),
});

/** Counts all ranges with few questions to the store. */
async function countAll(deps: FleetEpisodesDeps, subjects: readonly Ranged[]): Promise<readonly CountedSubject[]> {
  const wanted = subjects.map((subject) => adjustedRange(subject, subject.range));
  const found = await deps.adjustments.within(union(wanted), subjects.length === 1 ? subjects.map(({ entry }) => entry.id) : undefined);
  const adjustmentsOf = ({ entry }: Ranged, index: number): readonly AppliedAdjustment[] => {
    const { start, end } = wanted[index] ?? { start: 0, end: 0 };
    return (found.get(entry.id) ?? []).filter(({ from, to }) => from < end && start < to);
  };
  const adjusted = subjects.map((subject, index) => ({ ...subject, adjustments: adjustmentsOf(subject, index) }));
  const counts = await readCounts(
    deps.minutes,
    adjusted.map(({ entry, plan, range, adjustments }) => ({
      streamId: entry.streamId,
      slicesStreamId: entry.slicesStream?.streamId ?? null,
      terms: plan.terms,
      adjustments,
      intervals: [range],
    })),
  );
  return adjusted.flatMap((subject, index) => {
    const countsIn = counts[index];
    return countsIn === undefined ? [] : [{ ...subject, counts: countsIn(subject.range), allowed: null }];
  });
}

/** Those in which there may be an episode, with their allowances. */
async function suspects(deps: FleetEpisodesDeps, counted: readonly CountedSubject[]): Promise<readonly CountedSubject[]> {
  const failing = counted.filter(({ counts }) => counts.bad > 0n);
  const withAllowance = await inParallel(failing, AT_ONCE, async (subject) => ({
    ...subject,
    allowed: await readAllowance(deps.minutes, subject, subject),
  }));
  const found = withAllowance.filter((subject) => !holdsNoEpisode(subject));
  if (found.length <= MOST_READ) return found;
  const message = `${found.length} objectives have episodes in it, which is more than ${MOST_READ}: ask about a team or a service`;
  throw invalidRequest([{ path: "scope", message }]);
}

interface Surroundings {
  readonly notes: ReadonlyMap<string, readonly StoredEpisodeNote[]>;
  readonly alerts: ReadonlyMap<string, readonly EpisodeAlert[]>;
  readonly annotations: ReadonlyMap<string, readonly StoredAnnotation[]>;
}

async function readSurroundings(deps: FleetEpisodesDeps, subjects: readonly CountedSubject[]): Promise<Surroundings> {
  const ids = subjects.map(({ entry }) => entry.id);
  const range = union(subjects.map((subject) => subject.range));
  const [notes, alerts, annotations] = await Promise.all([
    deps.notes.within(ids, { start: range.start - NAMING_MINUTES, end: range.end }),
    deps.alerts.openWithin(ids, range),
    deps.annotations.about(ids, withLead(range)),
  ]);
  const alertsOf = new Map<string, EpisodeAlert[]>();
  for (const alert of alerts) alertsOf.set(alert.objectiveId, [...(alertsOf.get(alert.objectiveId) ?? []), alert]);
  return { notes, alerts: alertsOf, annotations };
}

async function itemsOf(deps: FleetEpisodesDeps, subject: CountedSubject, around: Surroundings): Promise<readonly FleetItem[]> {
  const { entry, plan, range } = subject;
  const read = await readSparseLedger(deps, subject);
  const of = <T>(found: ReadonlyMap<string, readonly T[]>): readonly T[] => found.get(entry.id) ?? [];
  const known = { notes: of(around.notes), alerts: of(around.alerts), annotations: of(around.annotations) };
  const shown = showEpisodes({ ...read, subject, ...known });
  const { name: objective, displayName, service, team } = entry;
  return shown.map((episode) => ({
    ...episode,
    open: episode.open && isCurrent(subject, range),
    objective,
    displayName,
    service,
    team,
    unit: unitOf(plan.terms),
  }));
}

/** By the share of the budget that they took; figures are only sorted by here. Newest first among equals. */
const byCost = (a: FleetItem, b: FleetItem): number =>
  (b.share?.value ?? 0) - (a.share?.value ?? 0) || (a.from < b.from ? 1 : a.from > b.from ? -1 : a.objective < b.objective ? -1 : 1);

/**
 * The episodes of many objectives, the most expensive first, each in the objective's own window unless an interval is given. Throws
 * `request.invalid` for an interval or a scope that cannot be, and when more objectives burnt than can be looked at for one question.
 */
export const makeListFleetEpisodes = (deps: FleetEpisodesDeps) => {
  const planner = makePlanner();
  return async (query: FleetQuery): Promise<FleetLedger> => {
    checkScope(query);
    checkAsked(query);
    const entries = (await deps.directory.entries()).filter((entry) => isInScope(query, entry));
    const subjects = entries.flatMap((entry): Ranged[] => {
      const subject = { entry, plan: planner(entry) };
      const range = rangeOf(subject, query);
      return range === null ? [] : [{ ...subject, range }];
    });
    if (subjects.length === 0) return { items: [], objectives: entries.length, episodes: 0 };
    const found = await suspects(deps, await countAll(deps, subjects));
    if (found.length === 0) return { items: [], objectives: entries.length, episodes: 0 };
    const surroundings = await readSurroundings(deps, found);
    const items = (await inParallel(found, AT_ONCE, (subject) => itemsOf(deps, subject, surroundings))).flat().sort(byCost);
    return { items: items.slice(0, query.limit), objectives: entries.length, episodes: items.length };
  };
};
