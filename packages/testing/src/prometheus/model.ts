/** One value of the label that tells the classes apart, with its events. */
export interface SimulatedClass {
  readonly code: string;
  /** Mean events per scrape and instance; may be below one. */
  readonly perScrape: number;
  /** The series exists only once its process has counted something, as client libraries do for label values never seen. */
  readonly lazy?: boolean;
  /** Extra events per scrape within [fromSeconds, toSeconds). */
  readonly bursts?: readonly { readonly fromSeconds: number; readonly toSeconds: number; readonly perScrape: number }[];
}

/**
 * The process behind an instance is replaced: its counters begin again at zero. With `renamed` the new process is scraped under
 * another value of `instance`, as a new pod is.
 */
export interface SimulatedRestart {
  readonly instance: number;
  readonly atSeconds: number;
  readonly renamed?: boolean;
}

/**
 * Scrapes that fail in [fromSeconds, toSeconds). A failed scrape leaves staleness markers; a stopped server leaves nothing.
 */
export interface SimulatedGap {
  readonly instance: number | "all";
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly cause: "scrape-failed" | "server-stopped";
}

/** The counters of one metric with the same constant labels: instances × classes series. */
export interface SimulatedFamily {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly instances: number;
  readonly classes: readonly SimulatedClass[];
  /** Label that holds the class; `code` unless given, `le` for the buckets of a histogram. */
  readonly classLabel?: string;
  /**
   * One native histogram per instance in place of the series: each class is the bucket of that index, which holds the observations of
   * (2^((index - 1) / 2^schema), 2^(index / 2^schema)]. The truth knows the buckets as if each were a counter.
   */
  readonly native?: { readonly schema: number };
  readonly scrapeSeconds: number;
  /** Seconds after a whole multiple of the interval, the same for every instance; by default each instance has its own. */
  readonly phaseSeconds?: number;
  readonly restarts?: readonly SimulatedRestart[];
  readonly gaps?: readonly SimulatedGap[];
}

/** A value that comes and goes: one series for each instance. */
export interface SimulatedGauge {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly instances: number;
  readonly scrapeSeconds: number;
  readonly phaseSeconds?: number;
  readonly gaps?: readonly SimulatedGap[];
  /** What the instance shows at a time; null: the series is not exposed then. */
  readonly valueAt: (seconds: number, instance: number) => number | null;
}

export interface SimulatedHistory {
  readonly seed: number;
  /** The first scrape is at or after this time; nothing exists before. */
  readonly startSeconds: number;
  readonly families: readonly SimulatedFamily[];
  readonly gauges?: readonly SimulatedGauge[];
}
