/** One kind of work per source, done in small steps by one worker per source. */
export interface SourceJob {
  readonly name: string;
  /** Sources that have work now. */
  sources(): Promise<readonly string[]>;
  /** Does one step; true when there may be more at once. */
  step(sourceId: string, signal: AbortSignal): Promise<boolean>;
  /** Begins at a source only while no other job is at work there: everything else comes first. */
  readonly whenIdle?: boolean;
}

export interface BackgroundDeps {
  /** At most one request of each job is under way per source, so that the source's guard leaves room for the tick. */
  readonly jobs: readonly SourceJob[];
  readonly onError: (error: unknown) => void;
}

export interface Background {
  /** Starts a worker for every source with work and no worker. Returns the workers it started. */
  pump(signal: AbortSignal): Promise<readonly Promise<void>[]>;
  /** Resolves when no worker is left. */
  idle(): Promise<void>;
}

export function makeBackground(deps: BackgroundDeps): Background {
  const workers = new Map<string, Promise<void>>();

  async function work(job: SourceJob, sourceId: string, signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted && (await job.step(sourceId, signal)));
    } catch (error) {
      if (!signal.aborted) deps.onError(error);
    }
  }

  const busyAt = (sourceId: string): boolean => [...workers.keys()].some((key) => key.endsWith(` ${sourceId}`));

  function start(job: SourceJob, sourceId: string, signal: AbortSignal): Promise<void> | null {
    const key = `${job.name} ${sourceId}`;
    if (workers.has(key) || (job.whenIdle === true && busyAt(sourceId))) return null;
    const worker = work(job, sourceId, signal).finally(() => workers.delete(key));
    workers.set(key, worker);
    return worker;
  }

  return {
    async pump(signal) {
      const started: Promise<void>[] = [];
      for (const job of deps.jobs) {
        for (const sourceId of await job.sources()) {
          const worker = signal.aborted ? null : start(job, sourceId, signal);
          if (worker !== null) started.push(worker);
        }
      }
      return started;
    },
    async idle() {
      await Promise.all(workers.values());
    },
  };
}
