import type { CheckedObjective, CheckResult, Diagnostic } from "@solvent/api-contract";
import { budgetStatus, definitionTerms, isoOfMinute, MINUTES_PER_HOUR, minuteOfMs, nominalMinutes, sourceOf } from "@solvent/domain";
import type { QueryProbe, SourceFailure } from "@solvent/metric-sources";
import { type CompositeDefinition, isMeasuredDefinition, type MeasuredDefinition } from "../composite/check-composites.ts";
import { type HistoryLimits, historyStart } from "../objective/plan-history.ts";
import { toCount, toCoverage, toFigure, toFigureOrNull } from "../status/figures.ts";
import { type CheckableGroup, checkExtent } from "./check-extent.ts";
import { countLastDay } from "./count-last-day.ts";
import { type LastDay, type ReadableQuery, readLastDay } from "./read-last-day.ts";
import { sumPerHour } from "./sum-blocks.ts";

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
    /** They read no source: what they are put together from is looked at by itself. */
    readonly composites: readonly CompositeDefinition[];
  }>;
  readonly history: HistoryLimits;
  readonly now: () => number;
  /** A signal that aborts after so many milliseconds. */
  readonly deadline: (ms: number) => AbortSignal;
}

/** One look must not keep a person waiting, nor a source busy. */
const DEADLINE_MS = 30_000;
/** A larger text is saved without a look at each of its objectives. */
const MOST_OBJECTIVES = 20;

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

const failed = (of: CheckableObjective, failure: SourceFailure, probe: QueryProbe | null): CheckedObjective => ({
  ...identityOf(of),
  probe: probe === null ? null : { ...probe, warnings: [...probe.warnings] },
  failure: { class: failure.class, message: failure.message, line: null, column: null },
  lastDay: null,
  backfill: null,
});

const unasked = (definition: CompositeDefinition): CheckedObjective => ({
  ...identityOf({ definition }),
  probe: null,
  failure: null,
  lastDay: null,
  backfill: null,
});

function toLastDay({ definition }: CheckableObjective, day: LastDay): CheckedObjective["lastDay"] {
  const terms = definitionTerms(definition);
  const counts = countLastDay(terms, day);
  // The day stands for the window: only what it says of the target is shown, no budget.
  const period = { periodStart: day.from, periodEnd: day.to, start: day.from, end: day.to, partial: false };
  const status = budgetStatus({ terms, period, counts });
  return {
    from: isoOfMinute(day.from),
    to: isoOfMinute(day.to),
    good: toCount(counts.good),
    total: toCount(counts.total),
    bad: toCount(counts.total - counts.good),
    unit: terms.slices === null ? "events" : "slices",
    sliBad: toFigure(status.bad),
    sliMass: toFigure(status.mass),
    sli: toFigureOrNull(status.sli),
    met: status.met,
    coverage: toCoverage(counts),
    hours: sumPerHour(day.blocks, day).map((hour) => ({ good: toCount(hour.good), total: toCount(hour.total), known: hour.known })),
  };
}

async function checkOne(deps: CheckDefinitionsDeps, of: CheckableObjective, signal: AbortSignal): Promise<CheckedObjective> {
  const probed = await of.source.probe(of.query, signal);
  if (!probed.ok) return failed(of, probed.failure, null);
  const probe = probed.value;
  const startedMs = deps.now();
  const day = await readLastDay({ ...of, probe }, { nowMs: startedMs, signal });
  if (!day.ok) return failed(of, day.failure, probe);
  const secondsPerMinute = (deps.now() - startedMs) / 1000 / (day.value.to - day.value.from);
  const hour = Math.floor(minuteOfMs(startedMs) / MINUTES_PER_HOUR) * MINUTES_PER_HOUR;
  const minutes = hour - historyStart(of.definition.window, hour, deps.history);
  return {
    ...identityOf(of),
    probe: { ...probe, warnings: [...probe.warnings] },
    failure: null,
    lastDay: toLastDay(of, day.value),
    backfill: {
      minutes,
      requests: Math.ceil(minutes / of.kind.backfillChunkMinutes(probe)),
      estimatedSeconds: Math.ceil(minutes * secondsPerMinute),
    },
  };
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
        const [figures, extent] = await Promise.all([checkOne(deps, objective, bounded), checkExtent(objective, bounded)]);
        return { objective: { ...figures, groups: extent.groups }, warnings: extent.warnings };
      }),
    );
    return {
      diagnostics: [...diagnostics, ...checked.flatMap(({ warnings }) => warnings)],
      objectives: [
        ...checked.map(({ objective }) => objective),
        ...composites.map((composite) => ({ ...unasked(composite), groups: null })),
      ],
    };
  };
