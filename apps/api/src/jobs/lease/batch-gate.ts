export type BatchPriority = "live" | "background";

/**
 * Lets writing transactions start one after the other, live ones first, and none while it is closed.
 *
 * Postgres lets later share-lockers of the lease row pass a waiting UPDATE: overlapping batches can delay a renewal without
 * limit. So the gate is closed when a renewal is due, and open again when it is through; batches that run are short.
 */
export interface BatchGate {
  run<T>(priority: BatchPriority, batch: () => Promise<T>): Promise<T>;
  close(): void;
  open(): void;
}

const LIVE_AT_ONCE = 2;

export function makeBatchGate(): BatchGate {
  const waiting: Record<BatchPriority, (() => void)[]> = { live: [], background: [] };
  const running: Record<BatchPriority, number> = { live: 0, background: 0 };
  let closed = false;

  function next(): (() => void) | undefined {
    if (closed) return undefined;
    if (running.live < LIVE_AT_ONCE && waiting.live.length > 0) return waiting.live.shift();
    // A background batch holds locks on streams, which the next live batch would wait for.
    const mayRunBackground = waiting.live.length === 0 && running.background === 0;
    return mayRunBackground ? waiting.background.shift() : undefined;
  }

  function pump(): void {
    for (let start = next(); start !== undefined; start = next()) start();
  }

  async function run<T>(priority: BatchPriority, batch: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => {
      waiting[priority].push(() => {
        running[priority]++;
        resolve();
      });
      pump();
    });
    try {
      return await batch();
    } finally {
      running[priority]--;
      pump();
    }
  }

  return {
    run,
    close() {
      closed = true;
    },
    open() {
      closed = false;
      pump();
    },
  };
}
