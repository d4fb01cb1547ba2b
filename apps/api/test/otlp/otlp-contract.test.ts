import { type MeasuredIndicator, MINUTE_MS, type Minute, minuteOfMs } from "@solvent/domain";
import { pushSource } from "@solvent/metric-sources";
import { type ContractWorld, describeSourceContract } from "@solvent/testing";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { makePool } from "../../src/infra/store/pool.ts";
import { makeInboxOf } from "../../src/infra/store/push/inbox.ts";
import { faultyInbox, forever } from "../push/faulty-inbox.ts";
import { makePushSource, type PushSource } from "../push/push-source.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";
import { BAD_REQUESTS, type BadRequest } from "./bad-requests.ts";
import { attribute, type Json, sendMetrics, sumMetric, toPoint } from "./otlp-sender.ts";
import { sourceIdOf, toQuery } from "./read-minutes.ts";

/** `request`: somebody sends this instead of the last hour. `away`: the database does not answer, or (`hang`) says nothing at all. */
type Fault =
  | { readonly do: "request"; readonly request: BadRequest }
  | { readonly do: "away" }
  | { readonly do: "hang" }
  /** The sender was told to slow down, or has lost an answer: it sends its next request once more. */
  | { readonly do: "repeat" };

const DAY_MINUTES = 1440;
/** Exports before the day, so that its first minute has something to take a difference from. */
const LEAD_MINUTES = 10;
const PER_REQUEST = 500;
const REACH_MINUTES = 5;
const database = useTestDatabase();
let api: TestApp;
let pool: pg.Pool;
let day: { readonly from: Minute; readonly to: Minute };
let seed: PushSource;
let worlds = 0;
const unexpected: string[] = [];

const ratioOf = (good: string, total: string): MeasuredIndicator => ({
  kind: "ratio",
  counter: true,
  numerator: "good",
  part: { source: "sdk", spec: { query: good } },
  total: { source: "sdk", spec: { query: total } },
});

/** Events that are counted between the export before and that of the minute. */
const happened = (minute: Minute) => ({ good: 40 + (minute % 60), bad: minute % 7 === 0 ? 3 : 0 });

/** Since when the process that exports in a minute runs: it starts anew each day at minute 700 and 1100. */
function startOf(minute: Minute): Minute {
  const ofDay = minute % DAY_MINUTES;
  const began = ofDay >= 1100 ? 1100 : ofDay >= 700 ? 700 : 1100 - DAY_MINUTES;
  return minute - ofDay + began;
}

/** One export in 97 is lost, and those of twenty minutes of the day. */
const isLost = (minute: Minute): boolean => minute % 97 === 0 || (minute % DAY_MINUTES >= 300 && minute % DAY_MINUTES < 320);

/** What was counted since the start of the process, up to the export of the minute. */
function readingsOf(minute: Minute): { readonly good: number; readonly bad: number } {
  let [good, bad] = [0, 0];
  for (let at = startOf(minute); at <= minute; at += 1) {
    good += happened(at).good;
    bad += happened(at).bad;
  }
  return { good, bad };
}

/** Exports are made in the middle of a minute; a process starts ten seconds after its beginning. */
const exportMs = (minute: Minute): number => minute * MINUTE_MS + 30_000;
const startMs = (minute: Minute): number => startOf(minute) * MINUTE_MS + 10_000;

function truthOf(from: Minute, to: Minute): ({ good: number; total: number } | null)[] {
  return Array.from({ length: to - from }, (_, index) => {
    const minute = from + index;
    if (isLost(minute)) return null;
    let [good, total] = [0, 0];
    for (let at = minute; ; at -= 1) {
      const { good: fine, bad } = happened(at);
      [good, total] = [good + fine, total + fine + bad];
      // What was lost with a process that ended is not told by the next one.
      if (at === startOf(minute) || !isLost(at - 1)) return { good: good * 1000, total: total * 1000 };
      if (minute - at >= REACH_MINUTES) return null;
    }
  });
}

function exportsOf(from: Minute, to: Minute): Json[] {
  const minutes = Array.from({ length: to - from }, (_, index) => from + index).filter((minute) => !isLost(minute));
  const pointsOf = (code: string, of: "good" | "bad") =>
    minutes.map((minute) =>
      toPoint({
        atMs: exportMs(minute),
        startMs: startMs(minute),
        value: readingsOf(minute)[of],
        attributes: [attribute("code", code)],
      }),
    );
  return minutes.length === 0 ? [] : [sumMetric("http.server.requests", [...pointsOf("200", "good"), ...pointsOf("503", "bad")])];
}

async function send(token: string, metrics: readonly Json[]): Promise<void> {
  const answer = await sendMetrics(api, token, metrics);
  if (answer.status !== 200 || answer.rejected > 0) unexpected.push(JSON.stringify(answer));
}

async function sendMinutes(token: string, from: Minute, to: Minute): Promise<void> {
  for (let at = from; at < to; at += PER_REQUEST) await send(token, exportsOf(at, Math.min(at + PER_REQUEST, to)));
}

beforeAll(async () => {
  api = await makeTestApp(database);
  pool = makePool({ connectionString: database.url, size: 4, applicationName: "test", onError: () => undefined });
  const to = minuteOfMs(Date.now()) - 2;
  day = { from: to - DAY_MINUTES, to };
  seed = await makePushSource(api, "seed");
  await sendMinutes(seed.token, day.from - LEAD_MINUTES, day.to);
  // The collector repeats what it is not sure of.
  await sendMinutes(seed.token, day.from + 200, day.from + 700);
  const idle = Array.from({ length: DAY_MINUTES + LEAD_MINUTES }, (_, index) => day.from - LEAD_MINUTES + index);
  const points = idle.map((minute) => toPoint({ atMs: exportMs(minute), startMs: exportMs(day.from - 600), value: 0 }));
  await send(seed.token, [sumMetric("idle", points)]);
});
afterEach(() => {
  expect(unexpected.splice(0)).toEqual([]);
});
afterAll(async () => {
  await pool.end();
  await api.close();
});

/** Everything that was sent to one source as if it had been sent to another. */
async function copySeries(from: string, to: string): Promise<void> {
  await pool.query(
    `INSERT INTO push_series (source_id, fingerprint, metric, kind, labels, first_at_ms, last_at_ms)
     SELECT $2, fingerprint, metric, kind, labels, first_at_ms, last_at_ms FROM push_series WHERE source_id = $1`,
    [from, to],
  );
  await pool.query(
    `INSERT INTO push_sample (series_id, at_ms, start_ms, value) SELECT n.id, s.at_ms, s.start_ms, s.value
     FROM push_series o JOIN push_sample s ON s.series_id = o.id JOIN push_series n ON n.source_id = $2 AND n.fingerprint = o.fingerprint
     WHERE o.source_id = $1`,
    [from, to],
  );
}

const BETWEEN = `p.id = s.series_id AND p.source_id = $1 AND p.metric NOT LIKE 'idle%' AND s.at_ms > $2::float8 AND s.at_ms <= $3::float8`;
const FORGET = `DELETE FROM push_sample s USING push_series p WHERE ${BETWEEN}`;
const STORED = `SELECT count(*)::int AS stored FROM push_sample s, push_series p WHERE ${BETWEEN}`;

const forget = (sourceId: string, from: Minute, to: Minute) => pool.query(FORGET, [sourceId, from * MINUTE_MS, to * MINUTE_MS]);

async function countStored(sourceId: string, from: Minute, to: Minute): Promise<number> {
  const { rows } = await pool.query<{ stored: number }>(STORED, [sourceId, from * MINUTE_MS, to * MINUTE_MS]);
  return rows[0]?.stored ?? -1;
}

async function start(): Promise<ContractWorld<Fault>> {
  worlds += 1;
  const names = [`sdk-${worlds}`, `others-${worlds}`] as const;
  const [source, other] = [await makePushSource(api, names[0]), await makePushSource(api, names[1])];
  const sourceId = await sourceIdOf(pool, names[0]);
  await copySeries(await sourceIdOf(pool, "seed"), sourceId);

  let pending: Promise<unknown> = Promise.resolve();
  const then = (work: () => Promise<unknown>): void => {
    pending = pending.then(work).catch((error: unknown) => unexpected.push(String(error)));
  };
  async function sendBad({ make, name, status, words }: BadRequest): Promise<void> {
    await forget(sourceId, day.to - 60, day.to);
    const around = { token: source.token, otherToken: other.token, atMs: exportMs(day.to - 31) };
    const answer = await api.app.inject(make(around));
    if (answer.statusCode !== status || !answer.payload.includes(JSON.stringify(words).slice(1, -1)))
      unexpected.push(`${name}: ${answer.statusCode} ${answer.payload.slice(0, 300)}`);
    const stored = await countStored(sourceId, day.to - 60, day.to);
    if (stored !== 0) unexpected.push(`${name}: ${stored} samples were stored`);
  }

  let [fault, calls]: [Fault | null, number] = [null, 0];
  let once: { readonly call: number; readonly fault: Fault } | null = null;
  let repeats = false;
  const inbox = faultyInbox(makeInboxOf(pool)(sourceId), async () => {
    await pending;
    calls += 1;
    return once?.call === calls ? once.fault : fault;
  });
  async function arrive(from: Minute, until: Minute): Promise<void> {
    const times = repeats ? 2 : 1;
    repeats = false;
    for (let time = 0; time < times; time += 1) await sendMinutes(source.token, from, until);
  }

  return {
    source: pushSource.connect(pushSource.connection.parse({}), {}, { http: { send: forever }, now: Date.now, inbox }),
    busy: toQuery(ratioOf('http_server_requests_total{code!~"5.."}', "http_server_requests_total")),
    idle: toQuery(ratioOf("idle_total", "idle_total")),
    absent: toQuery(ratioOf("absent_total", "absent_total")),
    grouped: {
      by: ["code", "region"],
      groups: [
        { code: "200", region: "" },
        { code: "503", region: "" },
      ],
    },
    day,
    truth: truthOf,
    late(from, until) {
      then(() => forget(sourceId, from, until));
      return () => then(() => arrive(from, until));
    },
    failWith(next) {
      fault = next;
      if (next?.do === "request") then(() => sendBad(next.request));
    },
    failOnce(request, next) {
      if (next.do === "repeat") repeats = true;
      else once = { call: calls + request, fault: next };
    },
    secrets: [source.token, other.token],
    async stop() {
      await pending;
      for (const name of names) await api.call("DELETE", `/sources/${name}`, { revision: 1 });
    },
  };
}

describeSourceContract<Fault>("push, series of OpenTelemetry", {
  start,
  cannedAnswers: BAD_REQUESTS.map((request) => ({ name: request.name, fault: { do: "request", request }, failure: null })),
  hang: { do: "hang" },
  passing: { do: "away" },
  throttled: { do: "repeat" },
});
