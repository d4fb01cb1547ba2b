import type { FieldProblem } from "@solvent/api-contract";
import { COUNT_SCALE, type MeasuredIndicator, type Minute, minuteOfMs } from "@solvent/domain";
import { pushSource, type StreamQuery } from "@solvent/metric-sources";
import { type ContractWorld, describeSourceContract } from "@solvent/testing";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { makePool } from "../../src/infra/store/pool.ts";
import { makeInboxOf } from "../../src/infra/store/push/inbox.ts";
import { type Loose, makeTestApp, type TestApp } from "../support/test-app.ts";
import { BAD_REQUESTS, type BadRequest } from "./bad-requests.ts";
import { faultyInbox, forever } from "./faulty-inbox.ts";
import { makePushSource, type PushSource, type SentMinute } from "./push-source.ts";

/** `request`: somebody sends this instead of the last hour. `away`: the database does not answer, or (`hang`) says nothing at all. */
type Fault =
  | { readonly do: "request"; readonly request: BadRequest }
  | { readonly do: "away" }
  | { readonly do: "hang" }
  /** The sender was told to slow down, or has lost an answer: it sends its next request once more. */
  | { readonly do: "repeat" };

const DAY_MINUTES = 1440;
const PER_REQUEST = 500;
const database = useTestDatabase();
let api: TestApp;
let pool: pg.Pool;
let worlds = 0;
const unexpected: string[] = [];

beforeAll(async () => {
  api = await makeTestApp(database);
  pool = makePool({ connectionString: database.url, size: 4, applicationName: "test", onError: () => undefined });
});
afterEach(() => {
  expect(unexpected.splice(0)).toEqual([]);
});
afterAll(async () => {
  await pool.end();
  await api.close();
});

function queryOf(stream: string): StreamQuery {
  const side = { source: "jobs", spec: { stream } };
  const indicator: MeasuredIndicator = { kind: "ratio", counter: false, numerator: "good", part: side, total: side };
  const parsed = pushSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

/** What happened in a minute, in thousandths; null where the sender was down. */
function happened(minute: Minute): { readonly good: number; readonly total: number } | null {
  const ofDay = minute % DAY_MINUTES;
  if (minute % 97 === 0 || (ofDay >= 300 && ofDay < 320)) return null;
  const total = minute % 13 === 0 ? 0 : 40_000 + (minute % 60) * 500;
  return { good: Math.max(0, total - (minute % 7) * 1_001), total };
}

/** Counts as a number or as a text, both are allowed. */
const written = (units: number): number | string => (units % 2 === 0 ? units / COUNT_SCALE : String(units / COUNT_SCALE));

function sentOf(from: Minute, to: Minute): SentMinute[] {
  const minutes = Array.from({ length: to - from }, (_, i) => from + i);
  return minutes.flatMap((minute) => {
    const counts = happened(minute);
    return counts === null ? [] : [{ minute, good: written(counts.good), total: written(counts.total) }];
  });
}

async function send(source: PushSource, stream: string, minutes: readonly SentMinute[]): Promise<void> {
  for (let at = 0; at < minutes.length; at += PER_REQUEST) {
    const answer = await source.send(stream, minutes.slice(at, at + PER_REQUEST));
    if (answer.status !== 200) unexpected.push(answer.text);
  }
}

/** Refused with this status and code, naming this field. */
const isAsExpected = (status: number, said: Loose, expected: Omit<BadRequest, "name" | "make">): boolean =>
  status === expected.status &&
  (said.code ?? null) === expected.code &&
  (expected.path === undefined || said.errors.some(({ path }: FieldProblem) => path === expected.path));

async function sourceIdOf(name: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>("SELECT id FROM source WHERE name = $1", [name]);
  if (rows[0] === undefined) throw new Error("the source was not stored");
  return rows[0].id;
}

async function start(): Promise<ContractWorld<Fault>> {
  worlds += 1;
  const names = [`jobs-${worlds}`, `others-${worlds}`] as const;
  const [source, other] = [await makePushSource(api, names[0]), await makePushSource(api, names[1])];
  const sourceId = await sourceIdOf(names[0]);
  const to = minuteOfMs(Date.now()) - 2;
  const day = { from: to - DAY_MINUTES, to };
  await send(source, "checkout", sentOf(day.from, day.to));
  // The sender starts again and does not know how far it was.
  await send(source, "checkout", sentOf(day.from + 200, day.from + 700));
  await send(
    source,
    "idle",
    Array.from({ length: DAY_MINUTES }, (_, i) => ({ minute: day.from + i, good: 0, total: 0 })),
  );

  let pending: Promise<unknown> = Promise.resolve();
  const then = (work: () => Promise<unknown>): void => {
    pending = pending.then(work).catch((error: unknown) => unexpected.push(String(error)));
  };
  const forget = (from: Minute, until: Minute) =>
    pool.query("DELETE FROM push_minute WHERE source_id = $1 AND name = 'checkout' AND minute >= $2 AND minute < $3", [
      sourceId,
      from,
      until,
    ]);
  async function sendBad({ make, name, ...expected }: BadRequest): Promise<void> {
    await forget(day.to - 60, day.to);
    const around = { stream: "checkout", token: source.token, otherToken: other.token, from: day.to - 60, to: day.to };
    const answer = await api.app.inject(make(around));
    if (!isAsExpected(answer.statusCode, answer.json(), expected)) unexpected.push(`${name}: ${answer.statusCode} ${answer.payload}`);
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
    for (let time = 0; time < times; time += 1) await send(source, "checkout", sentOf(from, until));
  }

  return {
    source: pushSource.connect(pushSource.connection.parse({}), {}, { http: { send: forever }, now: Date.now, inbox }),
    busy: queryOf("checkout"),
    idle: queryOf("idle"),
    absent: queryOf("absent"),
    // Minutes have no labels, so there is one group.
    grouped: { by: ["code", "region"], groups: [{ code: "", region: "" }] },
    day,
    truth: (from, until) => Array.from({ length: until - from }, (_, i) => happened(from + i)),
    late(from, until) {
      then(() => forget(from, until));
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

describeSourceContract("push, minutes", {
  start,
  cannedAnswers: BAD_REQUESTS.map((request) => ({ name: request.name, fault: { do: "request" as const, request }, failure: null })),
  hang: { do: "hang" },
  passing: { do: "away" },
  throttled: { do: "repeat" },
});
