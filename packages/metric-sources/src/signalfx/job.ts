import type { Outcome } from "../source.ts";
import type { StreamValue } from "./wire/message.ts";

/** One run of a program over a stretch of the past. Times in milliseconds, [startMs, stopMs). */
export interface Job {
  readonly program: string;
  readonly startMs: number;
  readonly stopMs: number;
  readonly resolutionMs: number;
}

/** A published time series and its values by time. */
export interface JobSeries {
  /** Null: published without a label. */
  readonly label: string | null;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly values: ReadonlyMap<number, StreamValue>;
}

/** A remark of the service. */
export interface Note {
  readonly code: string;
  readonly contents: Readonly<Record<string, unknown>>;
}

/** The whole answer of a job that has ended. */
export interface JobAnswer {
  readonly series: readonly JobSeries[];
  /** Messages with data by time, with and without values: as many for each time, unless something was lost. */
  readonly frames: ReadonlyMap<number, number>;
  readonly notes: readonly Note[];
  /** Largest number of time series that went in; null when the service did not say. */
  readonly inputSeries: number | null;
  /** At which the service computed; it may be coarser than asked. Null when nothing tells. */
  readonly resolutionMs: number | null;
}

/** Runs programs by one of the transports. One outcome per job; never throws for what the service does wrong. */
export interface JobRunner {
  run(job: Job, signal: AbortSignal): Promise<Outcome<JobAnswer>>;
  /** Whether the address answers and takes the token; what the service calls the organisation, where it says so. */
  greet(signal: AbortSignal): Promise<Outcome<{ readonly organisation: string | null }>>;
}
