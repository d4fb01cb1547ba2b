import {
  type Adjustment,
  type BudgetCondition,
  type CompiledRule,
  conditionStretch,
  leavesOf,
  type Minute,
  type MinuteInterval,
  type Verdict,
} from "@solvent/domain";
import { readConditions } from "../../usecases/conditions/read-conditions.ts";
import { readCounts } from "../../usecases/counts/read-counts.ts";
import type { MinuteTransaction, TransactionScope } from "../../usecases/minutes/minute-store.ts";
import { type Evaluated, toQuestion } from "./judged-conditions.ts";
import { isComposite, type PlannedObjective } from "./plan.ts";

/** Minutes that were not judged as they are now: they were missing, or counted otherwise, until a later look, or were adjusted until then. */
export interface LaterStretch {
  readonly from: Minute;
  readonly to: Minute;
}

export interface RefilledReader {
  /** Stretches of one stream that reach beyond `from` and that a refill, a reconciliation or somebody's request has changed. */
  refilledSince(scope: TransactionScope, streamId: number, from: Minute): Promise<readonly LaterStretch[]>;
}

export interface EndedAdjustments {
  /** Minutes within or around `range` that an adjustment of the objective covered until it was removed or changed, up to that moment. */
  endedWithin(objectiveId: string, range: MinuteInterval): Promise<readonly LaterStretch[]>;
}

/** Whether what is about to fire would do so without what was only found out later. */
export interface LiveChecks {
  rule(judged: Evaluated, compiled: CompiledRule): Promise<Verdict>;
  condition(judged: Evaluated, condition: BudgetCondition): Promise<Verdict>;
}

export type LiveOnly = (tx: MinuteTransaction) => LiveChecks;

/** What nobody knew at the time says nothing: neither of events nor of the slices around them. */
const toExclusion = ({ from, to }: LaterStretch): Adjustment => ({ from, to, mode: "exclude" });

/**
 * Minutes that were filled in or corrected after the fact, or that somebody had excluded, are history: a page is about what burns now. So a page begins to fire only when its
 * condition also holds without those minutes. Tickets are about the budget, and lost budget is lost whenever it is found out. What
 * fires already is judged with everything that is known.
 */
export function makeLiveOnly(deps: { readonly refilled: RefilledReader; readonly ended: EndedAdjustments }): LiveOnly {
  return (tx) => {
    const stretches = new Map<string, readonly LaterStretch[]>();

    async function stretchesOf(streamId: number, from: Minute): Promise<readonly LaterStretch[]> {
      const key = `${streamId}/${from}`;
      const known = stretches.get(key) ?? (await deps.refilled.refilledSince(tx.scope, streamId, from));
      stretches.set(key, known);
      return known;
    }

    /** Of a composite, what its parts are measured by. */
    async function measuredOf(objective: PlannedObjective): Promise<readonly number[]> {
      if (!isComposite(objective)) return [objective.streamId];
      const tree = (await tx.compositeTrees([objective.streamId])).get(objective.streamId);
      return tree === undefined ? [] : leavesOf(tree);
    }

    async function laterWithin({ objective }: Evaluated, range: MinuteInterval): Promise<readonly LaterStretch[]> {
      const refilled: LaterStretch[] = [];
      for (const streamId of await measuredOf(objective)) refilled.push(...(await stretchesOf(streamId, range.start)));
      return [...refilled, ...(await deps.ended.endedWithin(objective.objectiveId, range))];
    }

    return {
      async rule(judged, { rule, condition }) {
        if (rule.severity !== "page") return true;
        const { objective, policy, adjustments, at } = judged;
        const long = { start: at - rule.longMinutes, end: at };
        const later = await laterWithin(judged, long);
        if (later.length === 0) return true;
        const short = { start: at - rule.shortMinutes, end: at };
        const [countsIn] = await readCounts(tx, [
          {
            streamId: objective.streamId,
            slicesStreamId: objective.slices?.streamId ?? null,
            terms: policy.terms,
            adjustments: [...adjustments, ...later.map(toExclusion)],
            intervals: [long, short],
          },
        ]);
        return countsIn !== undefined && condition(countsIn(long), countsIn(short)) === true;
      },
      async condition(judged, condition) {
        if (condition.severity !== "page") return true;
        const { policy, adjustments, at } = judged;
        const stretch = conditionStretch(condition, { terms: policy.terms, adjustments, at });
        const later = stretch === null ? [] : await laterWithin(judged, stretch);
        if (later.length === 0) return true;
        const question = { ...toQuestion(judged, later.map(toExclusion)), conditions: [condition] };
        const [readings] = await readConditions(tx, [question]);
        return readings?.[0]?.verdict === true;
      },
    };
  };
}
