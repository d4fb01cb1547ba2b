import { MINUTE_MS, type Minute } from "@solvent/domain";
import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { FencedWriter } from "../shared/fenced-writer.ts";
import type { AlertStore } from "./alert-store.ts";

export interface OrphanedAlert {
  readonly id: bigint;
  readonly openedAt: Minute;
  /** `revised`: its objective was archived. */
  readonly reason: "deleted" | "revised";
}

export interface OrphanReader {
  /** Open alerts whose objective or source was deleted, or whose objective is archived. Cheap to ask. */
  orphanedAlerts(): Promise<readonly OrphanedAlert[]>;
  /** The same inside a transaction. */
  stillOrphaned(scope: TransactionScope): Promise<readonly OrphanedAlert[]>;
}

/** Closes alerts of what was deleted or archived: nobody would ever judge them again. */
export const makeCloseOrphans =
  (deps: {
    readonly writer: FencedWriter;
    readonly orphans: OrphanReader;
    readonly alerts: AlertStore;
    readonly databaseNowMs: () => number;
  }) =>
  async (): Promise<void> => {
    if ((await deps.orphans.orphanedAlerts()).length === 0) return;
    await deps.writer.write("live", async (tx) => {
      const minute = Math.floor(deps.databaseNowMs() / MINUTE_MS);
      const orphans = await deps.orphans.stillOrphaned(tx.scope);
      await deps.alerts.close(
        tx.scope,
        orphans.map(({ id, openedAt, reason }) => ({ id, closedAt: Math.max(openedAt, minute), reason, bill: null })),
      );
    });
  };
export type CloseOrphans = ReturnType<typeof makeCloseOrphans>;
