import { COUNT_SCALE, MINUTE_MS, type RatioIndicator } from "@solvent/domain";
import {
  type ContractWorld,
  type FakeTime,
  makeFakeTime,
  makeTestDialer,
  makeTestHttpClient,
  type ProbeFault,
  startProbeTarget,
  type TargetCertificates,
} from "@solvent/testing";
import {
  type Dialer,
  type Dialled,
  failed,
  type HttpAnswer,
  type HttpClient,
  type MetricSource,
  type Outcome,
  probeSource,
  type StreamQuery,
  succeeded,
} from "../src/index.ts";

export const WANTED = "all is well";
export const SECRET = 'T0k&n-"<7>/+x';
const AUTHORIZATION = `Bearer ${SECRET}`;
const INTERVAL_SECONDS = 30;
const DAY_MINUTES = 1440;
const DAY_MS = 86_400_000;
/** Of a fault that never answers, so that it does not hold the tests up. */
const SHORT_MS = 200;
const HANGING: ReadonlySet<string> = new Set(["hang", "silent", "slow"]);

/** Besides the faults of a target, Solvent's own policy. */
export type WorldFault = ProbeFault | { readonly do: "blocked" };

type State = "well" | "bad" | "refused" | "blocked";

/** What happens in the day, in minutes from its start, until an end that may lie within a minute. */
const EPISODES: readonly { readonly from: number; readonly to: number; readonly state: State }[] = [
  { from: 100, to: 110, state: "bad" },
  { from: 200, to: 205.5, state: "refused" },
  { from: 300, to: 320, state: "blocked" },
];
/** Nobody reads: the probes stop. */
const UNREAD = { from: 400, to: 440 };

const stateAt = (sinceMs: number): State =>
  EPISODES.find(({ from, to }) => sinceMs >= from * MINUTE_MS && sinceMs < to * MINUTE_MS)?.state ?? "well";

const scaled = (events: number): number => events * COUNT_SCALE;

/** Worked out from the episodes alone: a probe in each half of a minute. */
function truthOf(minute: number): { good: number; total: number } | null {
  if (minute >= UNREAD.from && minute < UNREAD.to) return null;
  const halves = [stateAt(minute * MINUTE_MS), stateAt((minute + 0.5) * MINUTE_MS)];
  if (halves.includes("blocked")) return null;
  return { good: scaled(halves.filter((state) => state === "well").length), total: scaled(2) };
}

export function probeQuery(spec: RatioIndicator["part"]["spec"]): StreamQuery {
  const [part, total] = [
    { source: "p", spec },
    { source: "p", spec: {} },
  ];
  const parsed = probeSource.parseIndicator({ kind: "ratio", counter: false, numerator: "good", part, total });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

interface Doors {
  readonly http: HttpClient;
  readonly dialer: Dialer;
}

/** The past of the target, without a network: a day of probes is played in a moment. */
function makePlayedDoors(time: FakeTime, fromMs: number): Doors {
  const answer = <T>(value: T): Outcome<T> => {
    const state = stateAt(time.now() - fromMs);
    if (state === "blocked") return failed("blocked", "10.0.0.1 is a private address");
    return state === "refused" ? failed("unreachable", "the connection was refused") : succeeded(value);
  };
  const page = (): HttpAnswer => ({ status: stateAt(time.now() - fromMs) === "bad" ? 503 : 200, headers: {}, body: WANTED });
  const dialled = (): Dialled => ({ connectMs: 1, tls: { validUntilMs: time.now() + 30 * DAY_MS, protocol: "TLSv1.3" } });
  return {
    http: { send: async () => answer(page()) },
    dialer: { dial: async () => answer(dialled()) },
  };
}

/** The real doors, and Solvent's policy where it is the fault. */
function makeRealDoors(fault: () => WorldFault | null) {
  let blockedRequests = 0;
  const [http, dialer] = [makeTestHttpClient(), makeTestDialer()];
  const isBlocked = (): boolean => {
    blockedRequests -= 1;
    return fault()?.do === "blocked" || blockedRequests === 0;
  };
  const timeoutMs = (usual: number | undefined): number => (HANGING.has(fault()?.do ?? "") ? SHORT_MS : (usual ?? 10_000));
  const blocked = (): Outcome<never> => failed("blocked", "127.0.0.1 is a loopback address; add it to SOLVENT_ALLOWED_TARGETS");
  const doors: Doors = {
    http: { send: async (request) => (isBlocked() ? blocked() : http.send({ ...request, timeoutMs: timeoutMs(request.timeoutMs) })) },
    dialer: { dial: (request) => dialer.dial({ ...request, timeoutMs: timeoutMs(request.timeoutMs) }) },
  };
  const blockOnce = (request: number): void => {
    blockedRequests = request;
  };
  return { doors, blockOnce };
}

interface Played {
  readonly time: FakeTime;
  /** Reads what everybody reads, up to this minute. */
  readonly readTo: (minute: number) => Promise<void>;
  readonly day: { readonly from: number; readonly to: number };
}

async function playDay({ time, readTo, day }: Played): Promise<void> {
  await readTo(day.from - 1);
  for (let minute = day.from; minute <= day.to; minute += 1) {
    const since = minute - day.from;
    if (since > UNREAD.from && since < UNREAD.to) continue;
    if (since === UNREAD.to) {
      await time.moveTo(minute * MINUTE_MS - 1);
      await readTo(minute - 1);
    }
    await time.moveTo(minute * MINUTE_MS);
    await readTo(minute);
  }
}

export interface ProbeWorld extends ContractWorld<WorldFault> {
  readonly source: MetricSource;
  readonly pass: () => Promise<{ readonly from: number; readonly to: number }>;
}

/** A day that was probed, and a real target that goes on from there. */
export async function startProbeWorld(certificates: TargetCertificates): Promise<ProbeWorld> {
  const to = Math.floor(Date.now() / MINUTE_MS);
  const day = { from: to - DAY_MINUTES, to };
  const time = makeFakeTime((day.from - 1) * MINUTE_MS);
  const target = await startProbeTarget({ certificates, answer: () => ({ status: 200, body: WANTED }) });
  let fault: WorldFault | null = null;
  let settled: Promise<void> = Promise.resolve();
  const { doors: real, blockOnce } = makeRealDoors(() => fault);
  let doors = makePlayedDoors(time, day.from * MINUTE_MS);
  const connection = probeSource.connection.parse({
    intervalSeconds: INTERVAL_SECONDS,
    headerOrigins: [new URL(target.url).origin],
    caCertificate: certificates.authority,
  });
  const source = probeSource.connect(
    connection,
    { headerValue: AUTHORIZATION },
    {
      http: time.watch({ send: (request) => doors.http.send(request) }),
      dialer: { dial: (request) => time.track(doors.dialer.dial(request)) },
      now: time.now,
      schedule: time.schedule,
    },
  );
  const busy = probeQuery({ http: target.url, expectBody: WANTED, minCertificateDays: 7 });
  const idle = probeQuery({ http: target.url, expectBody: "what nobody says" });
  const probe = { seriesFound: 1, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: INTERVAL_SECONDS, warnings: [] } as const;
  const items = [busy, idle].map((query) => ({ query, probe }));
  const readTo = async (minute: number): Promise<void> => {
    await source.read({ items, from: minute - 1, to: minute, purpose: "live" }, new AbortController().signal);
  };
  await playDay({ time, readTo, day });
  doors = real;
  let reached = day.to;

  return {
    source,
    busy,
    idle,
    idleTotal: scaled(2),
    absent: null,
    grouped: null,
    day,
    truth: (from, end) => Array.from({ length: end - from }, (_, index) => truthOf(from + index - day.from)),
    late: null,
    async pass() {
      await settled;
      const span = { from: reached, to: reached + 2 };
      for (reached += 1; reached <= span.to; reached += 1) {
        await time.moveTo(reached * MINUTE_MS);
        await readTo(reached);
      }
      reached = span.to;
      return span;
    },
    failWith(next) {
      fault = next;
      settled = target.failWith(next?.do === "blocked" ? null : next);
    },
    failOnce: (request, next) => (next.do === "blocked" ? blockOnce(request) : target.failOnce(request, next)),
    secrets: [SECRET, AUTHORIZATION],
    stop: () => target.stop(),
  };
}
