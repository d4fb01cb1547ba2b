import { type Fence, type MinuteTransaction, type MinuteWriter, StaleFenceError } from "../../usecases/minutes/minute-store.ts";
import type { BatchGate, BatchPriority } from "../lease/batch-gate.ts";

/** Thrown when this process does not hold the lease: nothing was written, somebody else does the work. */
export class NotLeaderError extends Error {
  override readonly name = "NotLeaderError";
}

/** One short writing transaction of the leader, started only when the gate lets it. */
export interface FencedWriter {
  write<T>(priority: BatchPriority, work: (tx: MinuteTransaction) => Promise<T>): Promise<T>;
  /**
   * For work that reads now and writes later: throws NotLeaderError also when the lease was lost in between and has come back, because
   * another leader may have stored something better meanwhile.
   */
  inThisTerm(): FencedWriter;
}

export interface FencedWriterDeps {
  readonly minutes: MinuteWriter;
  readonly gate: BatchGate;
  /** The present fence, null when this process does not lead. */
  readonly fence: () => Fence | null;
  /** Called when the database refused the fence. */
  readonly onStale: () => void;
}

export function makeFencedWriter(deps: FencedWriterDeps): FencedWriter {
  async function once<T>(fence: Fence | null, work: (tx: MinuteTransaction) => Promise<T>): Promise<T> {
    if (fence === null) throw new NotLeaderError("this process does not hold the lease");
    try {
      return await deps.minutes.inFence(fence, work);
    } catch (error) {
      if (error instanceof StaleFenceError) deps.onStale();
      throw error;
    }
  }
  const writerOf = (fenceNow: () => Fence | null): FencedWriter => ({
    write: (priority, work) => deps.gate.run(priority, () => once(fenceNow(), work)),
    inThisTerm() {
      const term = fenceNow()?.token;
      return writerOf(() => (fenceNow()?.token === term ? fenceNow() : null));
    },
  });
  return writerOf(deps.fence);
}
