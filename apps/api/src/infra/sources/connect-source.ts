import { type GuardDeps, type HttpClient, type MetricSource, makeGuardedClient, type Schedule } from "@solvent/metric-sources";
import type { Secret } from "../../secret.ts";
import type { AnySourceKind } from "../../usecases/source/source-kinds.ts";

/** Connects a source of any kind. Secrets are revealed here and nowhere else. Throws when the connection is not valid. */
export type ConnectSource = (kind: AnySourceKind, connection: unknown, secrets: ReadonlyMap<string, Secret>) => MetricSource;

export interface ConnectSourceDeps {
  readonly http: HttpClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly guard: GuardDeps;
  readonly schedule: Schedule;
}

/** By the machine's timers. What a source does by itself never keeps the process from ending. */
export const unhurriedSchedule: Schedule = (delayMs, work) => {
  const timer = setTimeout(work, Math.max(0, delayMs));
  timer.unref();
  return () => clearTimeout(timer);
};

/** Every connection has a guard of its own, so that one slow source costs the others nothing. */
export const makeConnectSource =
  ({ http, now, guard, schedule }: ConnectSourceDeps): ConnectSource =>
  (kind, connection, secrets) => {
    const prepared = kind.prepare(connection);
    if (!prepared.ok) throw new Error(`the connection of a data source is not valid: ${prepared.problems[0]?.message ?? kind.kind}`);
    const revealed = Object.fromEntries([...secrets].map(([field, secret]) => [field, secret.reveal()]));
    return prepared.value.connect(revealed, { http: makeGuardedClient(http, guard), plainHttp: http, now, schedule });
  };
