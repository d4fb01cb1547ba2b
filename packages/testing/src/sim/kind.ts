/** A simulator that runs. Data lives: what it answers is a function of the time, and goes on. */
export interface RunningSimulation {
  readonly address: string;
  /** What a data source is connected with, line by line. */
  readonly connect: readonly string[];
  /** A query that has an answer. */
  readonly example: string;
  stop(): Promise<void>;
}

/** One kind of data source that can be simulated. */
export interface Simulation {
  readonly kind: string;
  start(port: number): Promise<RunningSimulation>;
}
