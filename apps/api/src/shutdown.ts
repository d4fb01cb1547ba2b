import process from "node:process";

/** Ends what was started, in reverse order. */
export interface Shutdown {
  /** Aborted when the process is asked to stop. */
  readonly signal: AbortSignal;
  /** Resolves when the process is asked to stop. */
  readonly requested: Promise<void>;
  onClose(close: () => Promise<void>): void;
  /** Runs everything that was given to `onClose`; one that fails does not keep the others from being closed. */
  close(): Promise<void>;
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Catches SIGINT and SIGTERM. The first asks for an orderly end, the second ends the process at once. */
export function watchSignals(): Shutdown {
  const abort = new AbortController();
  const closers: (() => Promise<void>)[] = [];
  const requested = new Promise<void>((resolve) => abort.signal.addEventListener("abort", () => resolve(), { once: true }));
  const onSignal = () => {
    if (abort.signal.aborted) process.exit(1);
    abort.abort(new Error("the process was asked to stop"));
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    signal: abort.signal,
    requested,
    onClose: (close) => {
      closers.push(close);
    },
    close: async () => {
      const failures: unknown[] = [];
      for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
        await close().catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0) throw new AggregateError(failures, "not everything could be closed");
    },
  };
}
