import { isoOfMinute } from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeRefillRequests } from "../../src/infra/store/corrections/refill-requests.ts";
import { makePool } from "../../src/infra/store/pool.ts";
import { makeRequestRefill } from "../../src/usecases/correction/request-refill.ts";
import { objective, SOURCE } from "../support/examples.ts";
import { query } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
const AT = Math.floor(Date.now() / 3_600_000) * 60;
const START = AT - 40 * 1440;

let api: TestApp;
let stream: number;
let pool: pg.Pool;

beforeAll(async () => {
  pool = makePool({ connectionString: database.url, size: 2, applicationName: "test", onError: () => undefined });
  api = await makeTestApp(database, { testImport: true });
  await api.call("POST", "/sources", { body: SOURCE });
  await api.call("POST", "/objectives", { body: objective() });
  const runs = [{ from: isoOfMinute(START), minutes: AT - START, good: "99", total: "100" }];
  const stored = await api.call("PUT", "/test/objectives/checkout/minutes", { body: { at: isoOfMinute(AT), runs } });
  expect(stored.status, stored.text).toBe(204);
  stream = (await api.call("GET", "/objectives/checkout")).json.measurement.stream;
});
afterAll(async () => {
  await api.close();
  await pool.end();
});

const path = (rest: string, id: number | string = stream) => `/streams/${id}/${rest}`;
const refill = (from: number, to: number, id: number | string = stream) =>
  api.call("POST", path("refill", id), { body: { from: isoOfMinute(from), to: isoOfMinute(to) } });
const addCorrection = (hour: number, cause: string, changes: readonly (readonly [number, number, number, number, number])[]) =>
  query(
    database.url,
    `INSERT INTO correction (stream_id, hour, cause, minutes, old_good, old_total, new_good, new_total) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [stream, hour, cause, ...[0, 1, 2, 3, 4].map((column) => changes.map((change) => change[column]))],
  );

test("corrections are listed newest first, page by page, with what every minute was and is", async () => {
  const hour = AT / 60 - 5;
  await addCorrection(hour, "settle", [[3, 1_000, 2_000, -1, -1]]);
  await addCorrection(hour, "reconcile", [
    [7, -1, -1, 1_500, 9_007_199_254_740_993_000],
    [8, 2_000, 2_000, 1_000, 2_000],
  ]);
  const first = await api.call("GET", path("corrections?limit=1"));
  expect(first.status, first.text).toBe(200);
  expect(first.json.items).toMatchObject([
    {
      stream,
      cause: "reconcile",
      changes: [
        { minute: isoOfMinute(hour * 60 + 7), old: null, new: { good: "1.5", total: "9007199254740993" } },
        { minute: isoOfMinute(hour * 60 + 8), old: { good: 2, total: 2 }, new: { good: 1, total: 2 } },
      ],
      goodDelta: "0.5",
      totalDelta: "9007199254740993",
    },
  ]);
  const second = await api.call("GET", path(`corrections?limit=1&cursor=${first.json.nextCursor}`));
  expect(second.json).toMatchObject({
    items: [{ cause: "settle", changes: [{ old: { good: 1, total: 2 }, new: null }], goodDelta: -1 }],
    nextCursor: null,
  });
});

test("corrections can be asked for by cause and by minutes", async () => {
  const hour = AT / 60 - 50;
  await addCorrection(hour, "request", [
    [0, 0, 1_000, 1_000, 1_000],
    [59, 0, 1_000, 1_000, 1_000],
  ]);
  const ask = async (rest: string) => (await api.call("GET", path(`corrections?${rest}`))).json.items;
  const minutes = (from: number, to: number) => `from=${isoOfMinute(from)}&to=${isoOfMinute(to)}`;
  expect(await ask("cause=request")).toHaveLength(1);
  expect(await ask("cause=import")).toEqual([]);
  expect(await ask(minutes(hour * 60, hour * 60 + 59))).toMatchObject([{ changes: [{ minute: isoOfMinute(hour * 60) }], goodDelta: 1 }]);
  expect(await ask(minutes(hour * 60 + 1, hour * 60 + 59))).toEqual([]);
  expect((await api.call("GET", path("corrections?cursor=nonsense"))).json.code).toBe("request.invalid");
});

test("a refill outside of what is kept, of nothing, or of too much is refused with the field that is wrong", async () => {
  const refused = async (from: number, to: number) => {
    const answer = await refill(from, to);
    expect(answer.json).toMatchObject({ status: 400, code: "request.invalid" });
    return answer.json.errors[0];
  };
  expect(await refused(START - 1, START + 10)).toMatchObject({ path: "from", message: expect.stringContaining(isoOfMinute(START)) });
  expect(await refused(AT - 10, AT + 1)).toMatchObject({ path: "to", message: expect.stringContaining(isoOfMinute(AT)) });
  expect(await refused(AT - 10, AT - 10)).toMatchObject({ path: "to" });
  expect(await refused(AT - 31 * 1440 - 1, AT)).toMatchObject({ path: "to", message: expect.stringContaining("31 days") });
  const odd = await api.call("POST", path("refill"), { body: { from: "2026-02-30T00:00Z", to: isoOfMinute(AT) } });
  expect(odd.json).toMatchObject({ code: "request.invalid", errors: [{ path: "from" }] });
});

test("there is nothing to read again of a stream that is not, or that is worked out from another", async () => {
  const [{ id: slices } = { id: 0 }] = await query<{ id: number }>(
    database.url,
    `INSERT INTO stream (source_id, spec_hash, kind, parent_id, slice_key, query, first_minute, watermark)
     SELECT source_id, 'slices', 'slices', id, 'k', 'k', $2, $2 FROM stream WHERE id = $1 RETURNING id`,
    [stream, AT],
  );
  for (const id of [slices, 2_147_483_647, "99999999999999"]) {
    for (const answer of [
      await refill(AT - 10, AT, id),
      await api.call("GET", path("corrections", id)),
      await api.call("GET", path("refills", id)),
    ])
      expect(answer.json).toMatchObject({ status: 404, code: "stream.not-found" });
  }
  expect((await api.call("GET", "/refills/7f2c1df4-9c0e-4d0e-8a44-2f5a3b5c9d11")).json).toMatchObject({
    status: 404,
    code: "refill.not-found",
  });
});

test("the receipt comes back in whatever state it is when nobody reads for long, and is found again", async () => {
  const refills = makeRefillRequests(pool);
  let [nowMs, slept, nudged] = [0, 0, 0];
  const request = makeRequestRefill({
    refills,
    nudge: () => void nudged++,
    monotonicMs: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
      slept++;
    },
  });
  const asked = { id: String(stream), from: isoOfMinute(AT - 60), to: isoOfMinute(AT - 30), author: "ada" };
  const receipt = await request(asked, new AbortController().signal);
  expect(receipt).toMatchObject({
    stream,
    source: "prom",
    state: "queued",
    readTo: asked.from,
    before: null,
    after: null,
    objectives: [],
    author: "ada",
  });
  expect([nowMs, slept, nudged]).toEqual([20_000, 80, 1]);
  expect((await api.call("GET", `/refills/${receipt.id}`)).json).toEqual(receipt);
  expect((await api.call("GET", path("refills"))).json).toEqual({ items: [receipt], nextCursor: null });

  const again = await refill(AT - 31, AT - 20);
  expect(again.json).toMatchObject({ status: 409, code: "refill.overlaps", detail: expect.stringContaining(receipt.id) });
  await query(database.url, "DELETE FROM refill_request");
});

test("whoever goes away while it is read does not leave a request hanging", async () => {
  const refills = makeRefillRequests(pool);
  const gone = new AbortController();
  const sleep = async () => gone.abort();
  const request = makeRequestRefill({ refills, nudge: () => undefined, monotonicMs: () => 0, sleep });
  const receipt = await request({ id: String(stream), from: isoOfMinute(AT - 60), to: isoOfMinute(AT), author: "ada" }, gone.signal);
  expect(receipt.state).toBe("queued");
  await query(database.url, "DELETE FROM refill_request");
});

test("the evaluator ends a request with why the source could not be read", async () => {
  await query(database.url, "UPDATE stream SET probe = $2 WHERE id = $1", [
    stream,
    JSON.stringify({ seriesFound: 1, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] }),
  ]);
  api.composition.evaluator.start();
  try {
    const answer = await refill(AT - 60, AT - 30);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json).toMatchObject({
      state: "failed",
      message: expect.stringMatching(/refused|failed 5 times/i),
      before: { good: 2970, total: 3000, known: 30, minutes: 30 },
      after: null,
      minutesChanged: 0,
    });
    expect(answer.json.objectives).toMatchObject([
      { name: "checkout", remainingBefore: { exact: "-9/1" }, remainingAfter: null, difference: null },
    ]);
    expect(answer.json.endedAt).not.toBeNull();
  } finally {
    await api.composition.evaluator.stop();
  }
});
