import { type CompiledRule, type Minute, totalsBetween, type Verdict, type WindowCounts, windowCounts, ZERO_TOTALS } from "@solvent/domain";
import type { MinuteTransaction, TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { CountsOf } from "../alerts/rule-moves.ts";
import type { PlannedObjective } from "./plan.ts";

/** A stretch that was missing when its minutes were judged, and was filled in later. */
export interface RefilledStretch {
  readonly from: Minute;
  readonly to: Minute;
}

export interface RefilledReader {
  /** Refilled stretches of one stream that reach beyond `from`. */
  refilledSince(scope: TransactionScope, streamId: number, from: Minute): Promise<readonly RefilledStretch[]>;
}

interface Judged {
  readonly objective: PlannedObjective;
  readonly minute: Minute;
  readonly countsOf: CountsOf;
}

/** Whether a rule that is about to fire would do so without what was only found out later. */
export type LiveOnly = (tx: MinuteTransaction) => (judged: Judged, compiled: CompiledRule) => Promise<Verdict>;

/** The part of a stretch inside the last `minutes` before `end`; null when there is none. */
function within(stretch: RefilledStretch, end: Minute, minutes: number): RefilledStretch | null {
  const from = Math.max(stretch.from, end - minutes);
  const to = Math.min(stretch.to, end);
  return from < to ? { from, to } : null;
}

/**
 * Minutes that were filled in after the fact are history: a page is about what burns now. So a page begins to fire only when its
 * condition also holds with those minutes taken as unknown. Tickets are about the budget, and lost budget is lost whenever it is
 * found out. A rule that fires already is judged with everything that is known.
 */
export function makeLiveOnly(deps: { readonly refilled: RefilledReader }): LiveOnly {
  return (tx) => {
    const stretches = new Map<string, readonly RefilledStretch[]>();

    async function stretchesOf(streamId: number, from: Minute): Promise<readonly RefilledStretch[]> {
      const key = `${streamId}/${from}`;
      const known = stretches.get(key) ?? (await deps.refilled.refilledSince(tx.scope, streamId, from));
      stretches.set(key, known);
      return known;
    }

    async function withoutRefilled(
      { objective, minute, countsOf }: Judged,
      { length, refilled }: { length: number; refilled: readonly RefilledStretch[] },
    ): Promise<WindowCounts> {
      const all = countsOf(length) ?? windowCounts(ZERO_TOTALS, length);
      const inside = refilled.flatMap((stretch) => within(stretch, minute, length) ?? []);
      if (inside.length === 0) return all;
      const table = await tx.totalsAt(
        [objective.streamId],
        inside.flatMap(({ from, to }) => [from, to]),
      );
      const found = inside.map((_, i) => totalsBetween(table.at(0, 2 * i) ?? ZERO_TOTALS, table.at(0, 2 * i + 1) ?? ZERO_TOTALS));
      const live = found.reduce((rest, part) => totalsBetween(part, rest), {
        good: all.good,
        total: all.total,
        known: all.counted,
        active: all.counted - all.noTraffic,
      });
      return windowCounts(live, length, all.excluded);
    }

    return async (judged, compiled) => {
      const { rule } = compiled;
      if (rule.severity !== "page") return true;
      const refilled = await stretchesOf(judged.objective.streamId, judged.minute - rule.longMinutes);
      if (refilled.length === 0) return true;
      const long = await withoutRefilled(judged, { length: rule.longMinutes, refilled });
      const short = await withoutRefilled(judged, { length: rule.shortMinutes, refilled });
      return compiled.condition(long, short) === true;
    };
  };
}
