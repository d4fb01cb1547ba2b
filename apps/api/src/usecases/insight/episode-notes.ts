import { type EpisodeSpan, MINUTES_PER_DAY, type MinuteInterval } from "@solvent/domain";
import { AppError } from "../../errors/app-error.ts";
import type { Actor } from "../actor.ts";
import type { ObjectiveDirectory } from "../status/objective-directory.ts";
import { makePlanner } from "../status/objective-plan.ts";
import type { EpisodeNoteStore } from "./episode-note-store.ts";
import { findEntry, type InsightSubject, rangeOf } from "./insight-range.ts";
import { type LedgerSources, NAMING_MINUTES, readLedger } from "./read-ledger.ts";
import { idsOf, type ShownNote, toNote } from "./show-episode.ts";

export interface PutEpisodeNoteDeps extends LedgerSources {
  readonly directory: Pick<ObjectiveDirectory, "findEntry">;
  readonly notes: EpisodeNoteStore;
}

/** As far back as episodes can be asked for. */
const LOOKED_AT_DAYS = 100;

async function findIn(deps: PutEpisodeNoteDeps, subject: InsightSubject, range: MinuteInterval, id: string): Promise<EpisodeSpan | null> {
  const { entry } = subject;
  const [{ spans }, notes] = await Promise.all([
    readLedger(deps, subject, range),
    deps.notes.within([entry.id], { start: range.start - NAMING_MINUTES, end: range.end }),
  ]);
  const index = idsOf({ subject, spans, notes: notes.get(entry.id) ?? [] }).indexOf(id);
  return spans[index] ?? null;
}

/** The minutes of an episode: in the objective's window, else further back, else those that a note about it tells. */
async function findSpan(deps: PutEpisodeNoteDeps, subject: InsightSubject, id: string): Promise<EpisodeSpan | null> {
  const { entry } = subject;
  const window = rangeOf(subject, { from: null, to: null });
  const past = { start: entry.watermark - LOOKED_AT_DAYS * MINUTES_PER_DAY, end: entry.watermark };
  for (const range of window === null ? [past] : [window, past]) {
    const span = await findIn(deps, subject, range, id);
    if (span !== null) return span;
  }
  return deps.notes.find(entry.id, id);
}

export interface EpisodeToNote {
  /** Name. */
  readonly objective: string;
  readonly id: string;
}

export interface EpisodeNoteToPut {
  readonly cause: string | null;
  readonly owner: string | null;
}

/**
 * Records cause and owner of an episode, with its minutes: by them it is found again when a correction moves its start. Throws
 * `objective.not-found` and `episode.not-found`.
 */
export const makePutEpisodeNote = (deps: PutEpisodeNoteDeps) => {
  const planner = makePlanner();
  return async ({ objective: name, id }: EpisodeToNote, { cause, owner }: EpisodeNoteToPut, actor: Actor): Promise<ShownNote> => {
    const entry = await findEntry(deps.directory, name);
    const span = await findSpan(deps, { entry, plan: planner(entry) }, id);
    if (span === null) throw new AppError("episode.not-found", `There is no episode ${id} of ${name}`);
    const stored = await deps.notes.put({ objectiveId: entry.id, id, from: span.from, to: span.to, cause, owner, author: actor.name });
    if (stored === null) throw new AppError("objective.not-found", `There is no objective named ${name}`);
    return toNote(stored);
  };
};
