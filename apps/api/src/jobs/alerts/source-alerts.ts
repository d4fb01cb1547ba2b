import { MINUTE_MS, type Minute } from "@solvent/domain";
import type { SourceFailure } from "@solvent/metric-sources";
import { openKeyOf } from "../../usecases/alert/alert-record.ts";
import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { AlertStore } from "./alert-store.ts";

/** A source that fails for so long is down. A restart of a metrics server takes less. */
export const SOURCE_DOWN_AFTER_MINUTES = 5;
const SOURCE_DOWN_RULE = "source-down";

export interface FailingSource {
  readonly name: string;
  readonly failingSinceMs: number;
  /** Objectives that read from it. */
  readonly objectiveIds: readonly string[];
}

export interface FailingSourceReader {
  /** Null when it is gone, or does not fail. */
  failingSource(scope: TransactionScope, sourceId: string): Promise<FailingSource | null>;
}

export interface SourceAlertDeps {
  readonly alerts: AlertStore;
  readonly failing: FailingSourceReader;
}

const toMinute = (ms: number): Minute => Math.floor(ms / MINUTE_MS);

/**
 * One alert for a source that is down, whatever number of objectives read from it; it names the burn alerts that are blind meanwhile.
 * Call it in the transaction that noted the source's health. Objectives' own alerts hold, and say nothing of it.
 */
export function makeSourceAlerts({ alerts, failing }: SourceAlertDeps) {
  async function openIfDown(scope: TransactionScope, seen: { sourceId: string; failure: SourceFailure; atMs: number }): Promise<void> {
    const { sourceId, failure, atMs } = seen;
    const source = await failing.failingSource(scope, sourceId);
    if (source === null || source.objectiveIds.length === 0) return;
    if (atMs - source.failingSinceMs < SOURCE_DOWN_AFTER_MINUTES * MINUTE_MS) return;
    const openKey = openKeyOf.sourceDown(sourceId);
    if ((await alerts.findOpen(scope, [openKey])).has(openKey)) return;
    const blind = [...(await alerts.openBurns(scope, source.objectiveIds)).values()].flat();
    const objectives = source.objectiveIds.length;
    const evidence = { kind: "source-down" as const, sinceMs: source.failingSinceMs, reason: failure.message, objectives, blind };
    const minute = toMinute(atMs);
    await alerts.open(scope, [
      {
        kind: "source-down",
        severity: "page",
        openKey,
        objectiveId: null,
        sourceId,
        subject: { objective: null, source: source.name },
        onset: Math.min(toMinute(source.failingSinceMs), minute),
        openedAt: minute,
        evidence,
      },
    ]);
    await alerts.record(scope, [{ openKey, subject: `source/${sourceId}`, rule: SOURCE_DOWN_RULE, to: "firing", minute, evidence }]);
  }

  async function closeIfOpen(scope: TransactionScope, { sourceId, atMs }: { sourceId: string; atMs: number }): Promise<void> {
    const openKey = openKeyOf.sourceDown(sourceId);
    const open = (await alerts.findOpen(scope, [openKey])).get(openKey);
    if (open === undefined) return;
    const minute = Math.max(open.openedAt, toMinute(atMs));
    await alerts.record(scope, [
      { openKey, subject: `source/${sourceId}`, rule: SOURCE_DOWN_RULE, to: "resolved", minute, evidence: null },
    ]);
    const fromMs = (open.onset ?? open.openedAt) * MINUTE_MS;
    await alerts.close(scope, [{ id: open.id, closedAt: minute, reason: "resolved", bill: { kind: "plain", fromMs, toMs: atMs } }]);
  }

  return async (
    scope: TransactionScope,
    seen: { readonly sourceId: string; readonly failure: SourceFailure | null; readonly atMs: number; readonly alerted: boolean },
  ): Promise<void> => {
    const { sourceId, failure, atMs } = seen;
    if (failure !== null) await openIfDown(scope, { sourceId, failure, atMs });
    else if (seen.alerted) await closeIfOpen(scope, { sourceId, atMs });
  };
}
export type SourceAlerts = ReturnType<typeof makeSourceAlerts>;
