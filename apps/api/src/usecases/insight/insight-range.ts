import { MINUTES_PER_DAY, type Minute, type MinuteInterval, objectivePeriod } from "@solvent/domain";
import { AppError, invalidRequest } from "../../errors/app-error.ts";
import type { DirectoryEntry, ObjectiveDirectory } from "../status/objective-directory.ts";
import type { ObjectivePlan } from "../status/objective-plan.ts";

/** One objective, and what follows from its terms. */
export interface InsightSubject {
  readonly entry: DirectoryEntry;
  readonly plan: ObjectivePlan;
}

/** What somebody asks about. Null: the start of the objective's window; the watermark. */
export interface AskedRange {
  readonly from: Minute | null;
  readonly to: Minute | null;
}

const LONGEST_DAYS = 100;

/** Throws `objective.not-found`. */
export async function findEntry(directory: Pick<ObjectiveDirectory, "findEntry">, name: string): Promise<DirectoryEntry> {
  const entry = await directory.findEntry(name);
  if (entry === null) throw new AppError("objective.not-found", `There is no objective named ${name}`);
  return entry;
}

/** Throws `request.invalid` for an interval that is empty or longer than 100 days, as far as that shows without an objective. */
export function checkAsked({ from, to }: AskedRange): void {
  if (from === null || to === null) return;
  if (to <= from) throw invalidRequest([{ path: "to", message: "must be later than `from`" }]);
  if (to - from > LONGEST_DAYS * MINUTES_PER_DAY) {
    throw invalidRequest([{ path: "from", message: `the interval is longer than ${LONGEST_DAYS} days` }]);
  }
}

/**
 * The minutes that are asked about, up to the watermark, after which nothing is known. Where only an end is given it is the objective's window
 * that ended there. Null where that leaves nothing.
 */
export function rangeOf({ entry, plan }: InsightSubject, { from, to }: AskedRange): MinuteInterval | null {
  const end = Math.min(to ?? entry.watermark, entry.watermark);
  const start = from ?? objectivePeriod(plan.terms, end).start;
  return start < end ? { start, end } : null;
}

/** The same for one objective. Throws `request.invalid` where nothing is known yet, and for more than 100 days that somebody asked for. */
export function checkedRange(subject: InsightSubject, asked: AskedRange): MinuteInterval {
  checkAsked(asked);
  const range = rangeOf(subject, asked);
  if (range === null && asked.from !== null) throw invalidRequest([{ path: "from", message: "nothing is known of that time yet" }]);
  if (range !== null && asked.from !== null) checkAsked({ from: range.start, to: range.end });
  return range ?? { start: subject.entry.watermark, end: subject.entry.watermark };
}
