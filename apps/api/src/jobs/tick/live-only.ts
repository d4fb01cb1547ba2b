import type { Adjustment, CompiledRule, Minute, MinuteInterval, Verdict } from "@solvent/domain";
import { readCounts } from "../../usecases/counts/read-counts.ts";
import type { MinuteTransaction, TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { Judged } from "./judged-windows.ts";

/** Minutes that were not judged as they are now: they were missing and have been filled in, or were adjusted and are not any more. */
export interface LaterStretch {
  readonly from: Minute;
  readonly to: Minute;
}

export interface RefilledReader {
  /** Refilled stretches of one stream that reach beyond `from`. */
  refilledSince(scope: TransactionScope, streamId: number, from: Minute): Promise<readonly LaterStretch[]>;
}

export interface EndedAdjustments {
  /** Minutes within or around `range` that an adjustment of the objective covered until it was removed or changed, up to that moment. */
  endedWithin(objectiveId: string, range: MinuteInterval): Promise<readonly LaterStretch[]>;
}

/** Whether a rule that is about to fire would do so without what was only found out later. */
export type LiveOnly = (
  tx: MinuteTransaction,
) => (judged: Omit<Judged, "at"> & { readonly at: Minute }, compiled: CompiledRule) => Promise<Verdict>;

/** What nobody knew at the time says nothing: neither of events nor of the slices around them. */
const toExclusion = ({ from, to }: LaterStretch): Adjustment => ({ from, to, mode: "exclude" });

/**
 * Minutes that were filled in after the fact, or that somebody had excluded, are history: a page is about what burns now. So a page begins to fire only when its
 * condition also holds without those minutes. Tickets are about the budget, and lost budget is lost whenever it is found out. A rule
 * that fires already is judged with everything that is known.
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

    return async ({ objective, policy, adjustments, at }, { rule, condition }) => {
      if (rule.severity !== "page") return true;
      const long = { start: at - rule.longMinutes, end: at };
      const refilled = await stretchesOf(objective.streamId, long.start);
      const later = [...refilled, ...(await deps.ended.endedWithin(objective.objectiveId, long))];
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
    };
  };
}
