import type { ObjectivePolicy, PolicyPreview, PolicyPreviewInput } from "@solvent/api-contract";
import {
  COUNT_SCALE,
  type ConditionContext,
  definitionTerms,
  type Fraction,
  fraction,
  MINUTES_PER_DAY,
  type TermsDefinition,
} from "@solvent/domain";
import { invalidRequest } from "../../errors/app-error.ts";
import type { CountedMinutes } from "../counts/count-reader.ts";
import { readCounts } from "../counts/read-counts.ts";
import { findEntry } from "../insight/insight-range.ts";
import { findTermsProblems } from "../insight/what-if-terms.ts";
import type { DirectoryEntry, ObjectiveDirectory } from "../status/objective-directory.ts";
import { supposedTraffic, type TriedPolicy, toPolicyPreview } from "./preview-conditions.ts";

export interface PreviewPolicyDeps {
  readonly directory: Pick<ObjectiveDirectory, "findEntry">;
  readonly minutes: CountedMinutes;
}

/** Traffic to expect is that of so many days. */
const TRAFFIC_MINUTES = 30 * MINUTES_PER_DAY;
/** Events as they were: no method, no adjustment. */
const RAW = { slicesStreamId: null, adjustments: [], terms: { method: "occurrences", slices: null, sloStart: null } } as const;

/** Mean events per known minute; null when none is known, and for a composite, whose stream holds no events. */
async function readTraffic({ minutes }: PreviewPolicyDeps, { source, streamId, watermark }: DirectoryEntry): Promise<Fraction | null> {
  if (source === null) return null;
  const interval = { start: watermark - TRAFFIC_MINUTES, end: watermark };
  const [countsIn] = await readCounts(minutes, [{ ...RAW, streamId, intervals: [interval] }]);
  const counts = countsIn?.(interval);
  if (counts === undefined || counts.counted === 0) return null;
  return fraction(counts.total, BigInt(counts.counted) * BigInt(COUNT_SCALE));
}

async function contextOf(deps: PreviewPolicyDeps, entry: DirectoryEntry): Promise<ConditionContext> {
  return { terms: definitionTerms(entry.terms), eventsPerMinute: await readTraffic(deps, entry) };
}

/** Throws `request.invalid`. */
function suppose({ eventsPerMinute, ...written }: NonNullable<PolicyPreviewInput["terms"]>): ConditionContext {
  const definition: TermsDefinition = { ...written, sloStart: null };
  const problems = findTermsProblems(definition).map(({ path, message }) => ({ path: `terms.${path}`, message }));
  if (problems.length > 0) throw invalidRequest(problems);
  return { terms: definitionTerms(definition), eventsPerMinute: supposedTraffic(eventsPerMinute) };
}

/**
 * Conditions as they would work for an objective, with its traffic of the last 30 days, or for terms that nobody has saved. Stores nothing.
 * Throws `objective.not-found` and `request.invalid`.
 */
export const makePreviewPolicy =
  (deps: PreviewPolicyDeps) =>
  async ({ conditions, objective, terms }: PolicyPreviewInput): Promise<PolicyPreview> => {
    const tried: readonly TriedPolicy[] = conditions === null ? [] : [{ name: null, conditions }];
    if (objective !== null && terms !== null) {
      throw invalidRequest([{ path: "terms", message: "must be left out for an objective, which has terms of its own" }]);
    }
    if (terms !== null) return toPolicyPreview(terms.targetPercent, tried, suppose(terms));
    if (objective === null) throw invalidRequest([{ path: "objective", message: "is required, or terms instead" }]);
    const entry = await findEntry(deps.directory, objective);
    return toPolicyPreview(entry.targetPercent, tried, await contextOf(deps, entry));
  };

/** The conditions that an objective is alerted by. Throws `objective.not-found`. */
export const makeGetObjectivePolicy =
  (deps: PreviewPolicyDeps) =>
  async (name: string): Promise<ObjectivePolicy> => {
    const entry = await findEntry(deps.directory, name);
    const preview = toPolicyPreview(entry.targetPercent, entry.policies, await contextOf(deps, entry));
    return { ...preview, objective: entry.name, policies: entry.policies.map((policy) => policy.name) };
  };
