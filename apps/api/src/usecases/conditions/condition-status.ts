import type { ConditionStatus } from "@solvent/api-contract";
import { type ConditionReading, conditionReach, describeCondition, isoOfMinute } from "@solvent/domain";
import type { AppliedAdjustments } from "../adjustment/applied-adjustments.ts";
import type { CountedMinutes } from "../counts/count-reader.ts";
import { toFigure } from "../status/figures.ts";
import type { Judgement } from "../status/judge-objective.ts";
import { toConditionValue } from "./condition-value.ts";
import { firingConditions } from "./firing-conditions.ts";
import { readConditions } from "./read-conditions.ts";

export interface ConditionSources {
  readonly minutes: CountedMinutes;
  readonly adjustments: AppliedAdjustments;
}

/** What the conditions of an objective say now, in the order of its policies. They may look further back than its figures do. */
export async function readObjectiveConditions(
  { minutes, adjustments }: ConditionSources,
  { entry, plan, windows }: Pick<Judgement, "entry" | "plan" | "windows">,
): Promise<readonly ConditionReading[]> {
  const conditions = plan.conditions.map(({ condition }) => condition);
  if (conditions.length === 0) return [];
  const at = windows.evaluatedAt;
  const period = at - windows.period.periodStart;
  const reach = Math.max(...conditions.map((condition) => conditionReach(condition, period)));
  const applied = await adjustments.within({ start: at - reach, end: windows.range.end }, [entry.id]);
  const question = {
    streamId: entry.streamId,
    slicesStreamId: entry.slicesStream?.streamId ?? null,
    terms: plan.terms,
    adjustments: applied.get(entry.id) ?? [],
    at,
    conditions,
  };
  const [readings = []] = await readConditions(minutes, [question]);
  return readings;
}

export function toConditionStatuses(
  { entry, plan }: Pick<Judgement, "entry" | "plan">,
  readings: readonly ConditionReading[],
): ConditionStatus[] {
  const firing = firingConditions(entry.firing, plan.conditions);
  return plan.conditions.flatMap(({ name, condition }, index): ConditionStatus[] => {
    const reading = readings[index];
    if (reading === undefined) return [];
    const state = firing.find((one) => one.name === name);
    return [
      {
        name,
        kind: condition.kind,
        severity: condition.severity,
        sentence: describeCondition(condition, plan.terms),
        value: toConditionValue(condition.kind, reading.value),
        limit: toFigure(reading.limit),
        firingSince: state === undefined ? null : isoOfMinute(state.firingSince),
      },
    ];
  });
}
