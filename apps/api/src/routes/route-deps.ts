import type { DefinitionUseCases } from "../usecases/use-cases.ts";

/** What a route may use: the use cases it calls, and the time where a response says how long something takes. */
export interface RouteDeps<K extends keyof DefinitionUseCases> {
  readonly usecases: Pick<DefinitionUseCases, K>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
