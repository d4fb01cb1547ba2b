import { findSourceKind } from "@solvent/metric-sources";
import { makeTestHttpClient, type PrometheusSimulator, startPrometheusSimulator } from "@solvent/testing";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makePool } from "../../infra/store/pool.ts";
import type { SourceHandle } from "../shared/source-handle.ts";
import { type JobBench, makeJobBench, START } from "./job-bench.ts";
import { addBackfill, addObjective, addSource, addStream } from "./seed.ts";

const HISTORY_MINUTES = 600;
const TOTAL = 'http_requests_total{job="shop"}';
const BAD = 'http_requests_total{job="shop",code=~"5.."}';
const indicator = {
  kind: "ratio",
  counter: true,
  numerator: "bad",
  part: { source: "prom", spec: { query: BAD } },
  total: { source: "prom", spec: { query: TOTAL } },
} as const;

const database = useTestDatabase("test");
let pool: pg.Pool;
let simulator: PrometheusSimulator;
let bench: JobBench;
let streamId: number;

/** The product's adapter on the simulator, without the limits of requests per second: their clock is not the test's. */
function connect(): SourceHandle {
  const kind = findSourceKind("prometheus");
  const prepared = kind?.prepare({ url: simulator.url });
  if (!kind || !prepared?.ok) throw new Error("the prometheus source refused the simulator's address");
  const now = () => bench.clock.wallMs();
  const source = prepared.value.connect({}, { http: makeTestHttpClient(), now });
  const { backfillChunkMinutes, parseIndicator } = kind;
  return { ...prepared.value.timing, backfillChunkMinutes, parseIndicator, source };
}

beforeEach(async () => {
  pool = makePool({ connectionString: database.url, size: 6, applicationName: "test", onError: () => undefined });
  simulator = await startPrometheusSimulator({
    seed: 3,
    startSeconds: (START - HISTORY_MINUTES) * 60,
    now: () => bench.clock.wallMs(),
    families: [
      {
        metric: "http_requests_total",
        labels: { job: "shop" },
        instances: 3,
        scrapeSeconds: 15,
        classes: [
          { code: "200", perScrape: 20 },
          {
            code: "500",
            perScrape: 0.1,
            lazy: true,
            bursts: [{ fromSeconds: (START + 10) * 60, toSeconds: (START + 14) * 60, perScrape: 5 }],
          },
        ],
        restarts: [{ instance: 0, atSeconds: (START + 7) * 60 + 20 }],
      },
    ],
  });
  const sourceId = await addSource(pool, "prom", { kind: "prometheus", connection: { url: simulator.url } });
  const parsed = findSourceKind("prometheus")?.parseIndicator(indicator);
  if (!parsed?.ok) throw new Error("the indicator was refused");
  streamId = await addStream(pool, { sourceId, query: parsed.value.canonical, firstMinute: START });
  await addObjective(pool, { streamId, indicator });
  let handle: SourceHandle | null = null;
  bench = makeJobBench(pool, {
    get: async () => {
      handle ??= connect();
      return { ok: true, value: handle };
    },
  });
});
afterEach(async () => {
  expect(bench.errors).toEqual([]);
  await pool.end();
  await simulator.stop();
});

async function wrongMinutes(from: number, to: number): Promise<string[]> {
  const block = await bench.stored(streamId, from, to);
  expect([block.from, block.good.length]).toEqual([from, to - from]);
  const [total, bad] = [simulator.truth(TOTAL, from, to), simulator.truth(BAD, from, to)];
  return block.good.flatMap((good, i) => {
    const events = (total.countable[i] ?? 0) * 1000;
    const expected = total.known[i] ? `${events - (bad.countable[i] ?? 0) * 1000}/${events}` : "missing";
    const stored = block.missing[i] === null ? `${good}/${block.total[i]}` : "missing";
    return stored === expected ? [] : [`${from + i - START}: ${stored} (${block.missing[i]}), not ${expected}`];
  });
}

test("minutes and history of a Prometheus are stored exactly, through a restart and series that are born late", async () => {
  await addBackfill(pool, streamId, { from: START - HISTORY_MINUTES, to: START });
  await bench.ticks(START, START + 16);
  await bench.background();
  expect(await wrongMinutes(START - HISTORY_MINUTES + 1, START + 16)).toEqual([]);
  expect((await pool.query("SELECT state FROM backfill")).rows).toEqual([{ state: "done" }]);
});

test("reading a Prometheus again finds what was stored minute by minute, and corrects nothing", async () => {
  await addBackfill(pool, streamId, { from: START - HISTORY_MINUTES, to: START });
  await bench.ticks(START, START + 16);
  await bench.background();
  await pool.query("UPDATE reconciliation SET day_read_at = $1, week_read_at = $1", [START - 1440]);
  for (let minute = 17; minute <= 19; minute++) {
    await bench.tickAt(START + minute);
    await bench.background();
  }
  expect((await pool.query("SELECT week_read_at >= $1 AS again FROM reconciliation", [START + 16])).rows).toEqual([{ again: true }]);
  expect((await pool.query("SELECT cause, minutes FROM correction")).rows).toEqual([]);
  expect(await wrongMinutes(START - HISTORY_MINUTES + 1, START + 19)).toEqual([]);
});

test.each([
  ["answers 503", { do: "status", status: 503 }, "source-down"],
  ["wants a password", { do: "status", status: 401 }, "source-refused"],
  ["shows a sign-in page", { do: "html" }, "query-failed"],
  ["says that its answer is partial", { do: "warnings", warnings: ["some store is not available"] }, "partial-answer"],
] as const)(
  "when a Prometheus %s for ten minutes they are missing with the reason, and exact when it is back",
  async (_name, fault, reason) => {
    await bench.ticks(START, START + 5);
    simulator.plan([{ fault }]);
    await bench.ticks(START + 5, START + 15);
    expect((await bench.stored(streamId, START + 5, START + 14)).missing).toEqual(new Array(9).fill(reason));
    expect((await bench.stored(streamId, START + 14, START + 15)).good).toEqual([]);
    simulator.plan([]);
    await bench.tickAt(START + 16);
    await bench.background();
    await bench.ticks(START + 16, START + 18);
    expect(await wrongMinutes(START, START + 18)).toEqual([]);
  },
);
