import type { CheckedObjective, CheckResult, Diagnostic } from "@solvent/api-contract";
import { COUNT_SCALE, definitionTerms, MINUTES_PER_HOUR, minuteOfMs, nominalMinutes, sourceOf } from "@solvent/domain";
import type { QueryProbe, SourceFailure } from "@solvent/metric-sources";
import { type CompositeDefinition, isMeasuredDefinition, type MeasuredDefinition } from "../composite/check-composites.ts";
import { type HistoryLimits, historyStart } from "../objective/plan-history.ts";
import { type CheckableGroup, checkExtent } from "./check-extent.ts";
import { countLastDay } from "./count-last-day.ts";
import type { StoredParts, WrittenParts } from "./find-parts.ts";
import { lastDayOfComposite } from "./last-day-of-composite.ts";
import { type LastDay, type ReadableQuery, readLastDay } from "./read-last-day.ts";
import { sumPerHour } from "./sum-blocks.ts";
import { toLastDay } from "./to-last-day.ts";

/** A text that could be saved as it is: its objectives with their queries, and the sources they would read. */
export interface CheckableObjective extends ReadableQuery {
  readonly definition: MeasuredDefinition;
  /** Null: one objective; otherwise one per combination of labels, and what is looked at is all of them together. */
  readonly group: CheckableGroup | null;
}

export interface CheckDefinitionsDeps {
  /** Everything that can be said without asking a source; `objectives` is empty when a diagnostic is an error. */
  readonly prepare: (text: string) => Promise<{
    readonly diagnostics: readonly Diagnostic[];
    readonly objectives: readonly CheckableObjective[];
    readonly composites: readonly CompositeDefinition[];
  }>;
  /** What composites of the text are put together from that is not in the text. */
  readonly stored: StoredParts;
  readonly history: HistoryLimits;
  readonly now: () => number;
  /** A signal that aborts after so many milliseconds. */
  readonly deadline: (ms: number) => AbortSignal;
}

/** One look must not keep a person waiting, nor a source busy. */
const DEADLINE_MS = 30_000;
/** A larger text is saved without a look at each of its objectives. */
const MOST_OBJECTIVES = 20;
const NOT_LOOKED_AT = `a check looks at the first ${MOST_OBJECTIVES} objectives of a text`;

const identityOf = ({ definition }: { readonly definition: CompositeDefinition | MeasuredDefinition }) => ({
  name: definition.name,
  displayName: definition.displayName,
  source: isMeasuredDefinition(definition) ? sourceOf(definition.indicator) : null,
  groups: null,
  targetPercent: definition.targetPercent,
  window: definition.window,
  windowMinutes: nominalMinutes(definition.window),
  method: definition.method,
});

/** What was found out about a measured objective, with the day that was read of it, or why there is none. */
interface CheckedMeasured {
  readonly result: CheckedObjective;
  readonly day: LastDay | string;
}

const failed = (of: CheckableObjective, failure: SourceFailure, probe: QueryProbe | null): CheckedMeasured => ({
  day: failure.message,
  result: {
    ...identityOf(of),
    probe: probe === null ? null : { ...probe, warnings: [...probe.warnings] },
    failure: { class: failure.class, message: failure.message, line: null, column: null },
    lastDay: null,
    lastDayReason: null,
    backfill: null,
  },
});

function lastDayOf({ definition }: CheckableObjective, day: LastDay): CheckedObjective["lastDay"] {
  const terms = definitionTerms(definition);
  const hours = sumPerHour(day.blocks, day);
  return toLastDay(terms, { ...day, counts: countLastDay(terms, day), hours, hourScale: COUNT_SCALE });
}

async function checkOne(deps: CheckDefinitionsDeps, of: CheckableObjective, signal: AbortSignal): Promise<CheckedMeasured> {
  const probed = await of.source.probe(of.query, signal);
  if (!probed.ok) return failed(of, probed.failure, null);
  const probe = probed.value;
  const startedMs = deps.now();
  const day = await readLastDay({ ...of, probe }, { nowMs: startedMs, signal });
  if (!day.ok) return failed(of, day.failure, probe);
  const secondsPerMinute = (deps.now() - startedMs) / 1000 / (day.value.to - day.value.from);
  const hour = Math.floor(minuteOfMs(startedMs) / MINUTES_PER_HOUR) * MINUTES_PER_HOUR;
  const minutes = hour - historyStart(of.definition.window, hour, deps.history);
  const backfill = {
    minutes,
    requests: Math.ceil(minutes / of.kind.backfillChunkMinutes(probe)),
    estimatedSeconds: Math.ceil(minutes * secondsPerMinute),
  };
  const result = {
    ...identityOf(of),
    probe: { ...probe, warnings: [...probe.warnings] },
    failure: null,
    lastDay: lastDayOf(of, day.value),
    lastDayReason: null,
    backfill,
  };
  return { result, day: day.value };
}

/** Composites read no source: they are put together from what was read of the text, and from what is stored of the rest. */
async function checkComposites(
  deps: CheckDefinitionsDeps,
  composites: readonly CompositeDefinition[],
  days: WrittenParts["days"],
): Promise<CheckedObjective[]> {
  const written = { days, composites: new Map(composites.map((composite) => [composite.name, composite])) };
  const checked: CheckedObjective[] = [];
  for (const [index, definition] of composites.entries()) {
    const day =
      index < MOST_OBJECTIVES
        ? await lastDayOfComposite(deps.stored, { definition, written, nowMs: deps.now() })
        : { lastDay: null, lastDayReason: NOT_LOOKED_AT };
    checked.push({ ...identityOf({ definition }), probe: null, failure: null, backfill: null, ...day });
  }
  return checked;
}

/** What the sources say about a text before it is saved: series, strategy, the last 24 hours, how long history would take. */
export const makeCheckDefinitions =
  (deps: CheckDefinitionsDeps) =>
  async (text: string, signal: AbortSignal): Promise<CheckResult> => {
    const { diagnostics, objectives, composites } = await deps.prepare(text);
    const bounded = AbortSignal.any([signal, deps.deadline(DEADLINE_MS)]);
    const looked = objectives.slice(0, MOST_OBJECTIVES);
    const checked = await Promise.all(
      looked.map(async (objective) => {
        const [{ result, day }, extent] = await Promise.all([checkOne(deps, objective, bounded), checkExtent(objective, bounded)]);
        return { objective: { ...result, groups: extent.groups }, day, warnings: extent.warnings };
      }),
    );
    const days = new Map(objectives.map(({ definition }, i) => [definition.name, checked[i]?.day ?? NOT_LOOKED_AT]));
    return {
      diagnostics: [...diagnostics, ...checked.flatMap(({ warnings }) => warnings)],
      objectives: [...checked.map(({ objective }) => objective), ...(await checkComposites(deps, composites, days))],
    };
  };
