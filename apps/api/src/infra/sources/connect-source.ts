import {
  type Dialer,
  type GuardDeps,
  type GuardedClient,
  type HttpClient,
  type MetricSource,
  makeGuardedClient,
  type PushInbox,
  type Schedule,
  type SocketClient,
} from "@solvent/metric-sources";
import type { Secret } from "../../secret.ts";
import type { AnySourceKind } from "../../usecases/source/source-kinds.ts";
import type { RequestMeter } from "./request-meter.ts";

/** What a connection is made with besides its readable part. */
export interface ConnectWith {
  readonly secrets: ReadonlyMap<string, Secret>;
  /** Null for a source that is not saved. */
  readonly sourceId: string | null;
}

/** Connects a source of any kind. Secrets are revealed here and nowhere else. Throws when the connection is not valid. */
export type ConnectSource = (kind: AnySourceKind, connection: unknown, given: ConnectWith) => MetricSource;

export interface ConnectSourceDeps {
  readonly http: HttpClient;
  readonly sockets: SocketClient;
  readonly dialer: Dialer;
  readonly inboxOf: (sourceId: string) => PushInbox;
  readonly meter: RequestMeter;
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

/** Somebody waits for names at a screen, nobody for a read: a back-fill may have hundreds of requests in the queue. */
function lookingUpFirst(source: MetricSource, { promptly }: GuardedClient): MetricSource {
  const { lookUp } = source;
  return lookUp === undefined ? source : { ...source, lookUp: (ask, signal) => lookUp(ask, promptly(signal)) };
}

/** Every connection has a guard of its own, so that one slow source costs the others nothing. */
export const makeConnectSource =
  ({ http, sockets, dialer, inboxOf, meter, now, guard, schedule }: ConnectSourceDeps): ConnectSource =>
  (kind, connection, { secrets, sourceId }) => {
    const prepared = kind.prepare(connection);
    if (!prepared.ok) throw new Error(`the connection of a data source is not valid: ${prepared.problems[0]?.message ?? kind.kind}`);
    const revealed = Object.fromEntries([...secrets].map(([field, secret]) => [field, secret.reveal()]));
    const metered = sourceId === null ? { http, sockets, dialer } : meter.watch(sourceId, { http, sockets, dialer });
    const guarded = makeGuardedClient(metered.http, guard);
    const source = prepared.value.connect(revealed, {
      ...metered,
      http: guarded,
      plainHttp: metered.http,
      now,
      schedule,
      ...(sourceId === null ? {} : { inbox: inboxOf(sourceId) }),
    });
    return lookingUpFirst(source, guarded);
  };
