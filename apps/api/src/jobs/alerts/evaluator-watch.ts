import { MINUTE_MS, type Minute } from "@solvent/domain";
import { openKeyOf } from "../../usecases/alert/alert-record.ts";
import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { Clock } from "../shared/clock.ts";
import type { AlertStore } from "./alert-store.ts";

/** No source's minutes take so long: five minutes of ingest delay, one until they are overdue, and two to spare. */
export const BEHIND_AFTER_MINUTES = 8;
/** After its start Solvent first has to catch up. */
const GRACE_MS = 3 * MINUTE_MS;
export const WATCH_EVERY_MS = 30_000;
const EVALUATOR_RULE = "evaluator-behind";

/** Streams that are read, but not to where they should be. */
export interface Lag {
  readonly objectives: number;
  readonly leastWatermark: Minute;
}

export interface WatchStore {
  /** By the database's clock. */
  nowMs(): Promise<number>;
  /** Null when every stream that an objective reads has a watermark of at least `minute`. Streams that hold nothing yet do not count. */
  lagBehind(minute: Minute): Promise<Lag | null>;
  hasOpenAlert(openKey: string): Promise<boolean>;
  /** One process at a time; the others wait. No fence: who holds the lease may be the one who is stuck. */
  exclusively(work: (scope: TransactionScope) => Promise<void>): Promise<void>;
}

/** Notices that minutes are not being evaluated, and that they are again. Runs in every process, leader or not. */
export function makeEvaluatorWatch(deps: { readonly store: WatchStore; readonly alerts: AlertStore; readonly clock: Clock }) {
  const startedMs = deps.clock.monotonicMs();
  const openKey = openKeyOf.evaluatorBehind;

  async function open(lag: Lag, nowMs: number): Promise<void> {
    const minute = Math.floor(nowMs / MINUTE_MS);
    const onset = Math.min(lag.leastWatermark, minute);
    const evidence = { kind: "evaluator-behind" as const, sinceMs: onset * MINUTE_MS, objectives: lag.objectives };
    await deps.store.exclusively(async (scope) => {
      if ((await deps.alerts.findOpen(scope, [openKey])).has(openKey)) return;
      const subject = { objective: null, source: null };
      const severity = "page" as const;
      const alert = { kind: "evaluator-behind" as const, severity, openKey, objectiveId: null, sourceId: null, subject, onset, evidence };
      await deps.alerts.open(scope, [{ ...alert, openedAt: minute }]);
      await deps.alerts.record(scope, [{ openKey, subject: "evaluator", rule: EVALUATOR_RULE, to: "firing", minute, evidence }]);
    });
  }

  async function close(nowMs: number): Promise<void> {
    await deps.store.exclusively(async (scope) => {
      const alert = (await deps.alerts.findOpen(scope, [openKey])).get(openKey);
      if (alert === undefined) return;
      const minute = Math.max(alert.openedAt, Math.floor(nowMs / MINUTE_MS));
      await deps.alerts.record(scope, [{ openKey, subject: "evaluator", rule: EVALUATOR_RULE, to: "resolved", minute, evidence: null }]);
      const bill = { kind: "plain" as const, fromMs: (alert.onset ?? alert.openedAt) * MINUTE_MS, toMs: nowMs };
      await deps.alerts.close(scope, [{ id: alert.id, closedAt: minute, reason: "resolved", bill }]);
    });
  }

  return async (): Promise<void> => {
    if (deps.clock.monotonicMs() - startedMs < GRACE_MS) return;
    const nowMs = await deps.store.nowMs();
    const lag = await deps.store.lagBehind(Math.floor(nowMs / MINUTE_MS) - BEHIND_AFTER_MINUTES);
    const isOpen = await deps.store.hasOpenAlert(openKey);
    if (lag !== null && !isOpen) await open(lag, nowMs);
    if (lag === null && isOpen) await close(nowMs);
  };
}
