import type { TransactionScope } from "../../usecases/minutes/minute-store.ts";
import type { FencedWriter } from "../shared/fenced-writer.ts";
import type { PlannedObjective } from "./plan.ts";

export interface SwitchStore {
  /**
   * Lets objectives read their next stream where it has been read live and either covers what the present one covers or has no
   * back-fill under way. Returns how many switched.
   */
  switchStreams(scope: TransactionScope): Promise<number>;
}

/** Lets objectives whose query changed read the new stream as soon as it can stand in for the old one. Returns how many switched. */
export const makeSwitchStreams =
  (deps: { readonly writer: FencedWriter; readonly store: SwitchStore }) =>
  async (objectives: readonly PlannedObjective[]): Promise<number> =>
    objectives.some(({ nextStreamId }) => nextStreamId !== null)
      ? deps.writer.write("live", (tx) => deps.store.switchStreams(tx.scope))
      : 0;
export type SwitchStreams = ReturnType<typeof makeSwitchStreams>;
