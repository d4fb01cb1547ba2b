import type { AppliedAdjustments } from "../../usecases/adjustment/applied-adjustments.ts";
import type { MinuteTransaction } from "../../usecases/minutes/minute-store.ts";
import type { AlertStore } from "./alert-store.ts";
import { makeBurnThreads } from "./burn-threads.ts";
import { makeConditionThreads } from "./condition-threads.ts";
import type { Evaluation } from "./rule-moves.ts";
import { makeSilenceThreads } from "./silence.ts";

/** What an evaluation changes besides the rules' own state. */
export interface AlertThreads {
  /**
   * Objectives of an evaluation that still are what was judged: only these may be written. Asks nothing when nothing moved. Returns
   * the ids.
   */
  apply(tx: MinuteTransaction, evaluation: Evaluation): Promise<ReadonlySet<string>>;
}

/** Alerts of one evaluation: burn threads, conditions beyond them, silences, and what is blind. */
export function makeAlertThreads(deps: { readonly alerts: AlertStore; readonly adjustments: AppliedAdjustments }): AlertThreads {
  const burnThreads = makeBurnThreads(deps);
  const conditionThreads = makeConditionThreads(deps);
  const silenceThreads = makeSilenceThreads(deps);
  return {
    async apply(tx, { minute, burns, conditions, silences, watched }) {
      if (watched.length > 0) {
        await deps.alerts.noteSilence(
          tx.scope,
          watched.map(({ objectiveId, blindSince }) => ({ objectiveId, since: blindSince })),
        );
      }
      const judged = [...burns, ...conditions, ...silences].map(({ objective }) => objective);
      if (judged.length === 0) return new Set();
      const subjects = await deps.alerts.presentSubjects(tx.scope, judged);
      await burnThreads(tx, { minute, moved: burns, subjects });
      await conditionThreads(tx, { minute, moves: conditions, subjects });
      await silenceThreads(tx, { minute, moves: silences, subjects });
      return new Set(subjects.keys());
    },
  };
}
