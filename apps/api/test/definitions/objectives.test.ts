import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { days, indicator, objective, SOURCE } from "../support/examples.ts";
import { query, removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp(database);
});
beforeEach(async () => {
  await removeEverything(database.url);
  await api.call("POST", "/sources", { body: SOURCE });
});
afterAll(() => api.close());

const MONTH = { kind: "calendar", unit: "month", zone: "Europe/Paris", weekStart: "monday" };
const SLICES = { minutes: 5, targetPercent: "95", noTraffic: "good", missing: "exclude" };

const create = (fields: object = {}) => api.call("POST", "/objectives", { body: objective(fields) });
const update = (revision: number, fields: object = {}) => api.call("PUT", "/objectives/checkout", { body: objective(fields), revision });
const streams = () =>
  query<{ id: number; first_minute: number; watermark: number; scale: string; spec_hash: string }>(
    database.url,
    "SELECT * FROM stream ORDER BY id",
  );
const backfills = () =>
  query<{ stream_id: number; from_minute: number; to_minute: number; cursor: number; state: string }>(
    database.url,
    "SELECT * FROM backfill ORDER BY id",
  );
const bound = async () => (await query<{ stream_id: number; next_stream_id: number | null }>(database.url, "SELECT * FROM objective"))[0];
/** As if the tick and the back-fill had run: the stream knows [first, watermark). */
const pretendRead = (id: number, days: number) =>
  query(database.url, "UPDATE stream SET first_minute = first_minute - $2, watermark = watermark + 120 WHERE id = $1", [id, days * 1440]);

test("a new objective comes back whole, with its service, its OpenSLO text and what it reads", async () => {
  const { status, json, headers } = await create({
    displayName: "Checkout",
    description: "Pays",
    labels: { tier: "1" },
    annotations: { wiki: "x" },
  });
  expect(status).toBe(201);
  expect(headers.etag).toBe('"1"');
  expect(json).toMatchObject({
    name: "checkout",
    displayName: "Checkout",
    description: "Pays",
    service: "shop",
    team: null,
    indicator: indicator(),
    targetPercent: "99.9",
    window: days(28),
    windowMinutes: 28 * 1440,
    method: "occurrences",
    slices: null,
    sloStart: null,
    alertPolicies: [],
    labels: { tier: "1" },
    annotations: { wiki: "x" },
    revision: 1,
    author: "local",
    measurement: { source: "prom", sourceKind: "prometheus", strategy: null, seriesFound: null, clampedMinutes: 0 },
    backfill: { state: "queued", readFraction: 0 },
  });
  expect((await api.call("GET", "/objectives/checkout")).json).toEqual(json);
  expect((await api.call("GET", "/services/shop")).json).toMatchObject({ name: "shop", objectives: 1, revision: 1 });
});

test("the text that comes with an objective applies again without a difference", async () => {
  const { json } = await create({ displayName: "Ch: 'eck' #out", description: "Two\nlines\n", labels: { tier: "1" } });
  const applied = await api.call("POST", "/apply", { body: { text: json.openslo, dryRun: true } });
  expect(applied.json.diagnostics).toEqual([]);
  expect(applied.json.changes).toEqual([
    { kind: "SLO", name: "checkout", action: "unchanged", changes: [], newStream: false, group: false },
  ]);
});

test("its stream starts empty at a whole hour, and a month of history is queued newest first", async () => {
  await create();
  const [stream] = await streams();
  expect(stream).toMatchObject({ scale: "1000", spec_hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect((stream?.first_minute ?? 1) % 60).toBe(0);
  expect(stream?.watermark).toBe(stream?.first_minute);
  const first = stream?.first_minute ?? 0;
  expect(await backfills()).toMatchObject([{ from_minute: first - 31 * 1440, to_minute: first, cursor: first, state: "queued" }]);
});

test("two objectives that count the same thing share one stream, however the query is laid out", async () => {
  await create();
  const part = { source: "prom", spec: { query: 'http_requests_total { code =~ "5.." }' } };
  await create({ name: "checkout-strict", targetPercent: "99.99", indicator: { ...indicator(), part } });
  expect(await streams()).toHaveLength(1);
  expect(await backfills()).toHaveLength(1);
});

test("a longer window makes the back-fill that is under way go further back, a shorter one changes nothing", async () => {
  await create();
  const [before] = await backfills();
  await update(1, { window: days(90) });
  await update(2, { window: days(7) });
  expect(await backfills()).toMatchObject([{ from_minute: (before?.to_minute ?? 0) - 91 * 1440, state: "queued" }]);
});

test("a longer window queues the missing days when the history before is read", async () => {
  await create();
  const [stream] = await streams();
  await pretendRead(stream?.id ?? 0, 31);
  await query(database.url, "UPDATE backfill SET state = 'done', cursor = from_minute");
  await update(1, { window: days(90) });
  const first = (stream?.first_minute ?? 0) - 31 * 1440;
  expect((await backfills())[1]).toMatchObject({ to_minute: first, from_minute: (stream?.first_minute ?? 0) - 91 * 1440, state: "queued" });
});

test("a change of target keeps the stream, a change of query reads the new one first", async () => {
  await create();
  const [old] = await streams();
  await pretendRead(old?.id ?? 0, 31);
  await update(1, { targetPercent: "99.5" });
  expect(await streams()).toHaveLength(1);
  const changed = await update(2, { targetPercent: "99.5", indicator: indicator("grpc_requests_total") });
  const [, next] = await streams();
  expect(await bound()).toMatchObject({ stream_id: old?.id, next_stream_id: next?.id });
  expect(changed.json.indicator).toEqual(indicator("grpc_requests_total"));
  expect(changed.json.backfill).toMatchObject({ state: "queued" });
  expect((await update(3, { targetPercent: "99.5" })).status).toBe(200);
  expect(await bound()).toMatchObject({ stream_id: old?.id, next_stream_id: null });
});

test("a query that is changed before anything was read is simply replaced", async () => {
  await create();
  await update(1, { indicator: indicator("grpc_requests_total") });
  const [, next] = await streams();
  expect(await bound()).toMatchObject({ stream_id: next?.id, next_stream_id: null });
});

describe("revisions", () => {
  test("are all kept, newest first, each with author and differences", async () => {
    await create();
    await update(1, { targetPercent: "99.95", labels: { tier: "1" } });
    await update(2, { targetPercent: "99.95", labels: {}, displayName: "Pay" });
    const { json } = await api.call("GET", "/objectives/checkout/revisions");
    expect(json.items.map(({ createdAt: _, ...rest }: { createdAt: string }) => rest)).toEqual([
      {
        revision: 3,
        author: "local",
        changes: [
          { path: "displayName", before: null, after: "Pay" },
          { path: "labels.tier", before: "1" },
        ],
      },
      {
        revision: 2,
        author: "local",
        changes: [
          { path: "labels.tier", after: "1" },
          { path: "targetPercent", before: "99.9", after: "99.95" },
        ],
      },
      { revision: 1, author: "local", changes: [] },
    ]);
    expect(json.nextCursor).toBeNull();
  });

  test("come in pages", async () => {
    await create();
    for (let revision = 1; revision <= 4; revision += 1) await update(revision, { description: `version ${revision}` });
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const { json } = await api.call("GET", `/objectives/checkout/revisions?limit=2${cursor === null ? "" : `&cursor=${cursor}`}`);
      seen.push(...json.items.map((item: { revision: number }) => item.revision));
      cursor = json.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([5, 4, 3, 2, 1]);
  });

  test("a change without a difference makes none", async () => {
    await create();
    const { status, json } = await update(1);
    expect([status, json.revision]).toEqual([200, 1]);
  });

  test("a change made to an older revision is refused and changes nothing", async () => {
    await create();
    await update(1, { targetPercent: "99.5" });
    const late = await update(1, { targetPercent: "90" });
    expect([late.status, late.json.code]).toEqual([412, "revision.conflict"]);
    expect((await api.call("GET", "/objectives/checkout")).json).toMatchObject({ targetPercent: "99.5", revision: 2 });
    expect((await api.call("DELETE", "/objectives/checkout", { revision: 1 })).status).toBe(412);
  });

  test("of two changes to the same revision at the same time exactly one wins", async () => {
    await create();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => update(1, { description: `writer ${i}` })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412, 412, 412, 412]);
    expect((await api.call("GET", "/objectives/checkout")).json.revision).toBe(2);
  });
});

test("of many creators of one name exactly one wins, and they leave one stream and one service", async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => create()));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409, 409, 409]);
  expect(answers.filter(({ status }) => status === 409).every(({ json }) => json.code === "objective.name-taken")).toBe(true);
  expect(await streams()).toHaveLength(1);
  expect((await api.call("GET", "/services")).json.items).toHaveLength(1);
});

describe("what is wrong is refused by its field", () => {
  test.each([
    ["an unknown source", { indicator: { ...indicator(), total: { source: "nobody", spec: { query: "x" } } } }, "indicator.total.source"],
    [
      "a query that is no PromQL",
      { indicator: { ...indicator(), total: { source: "prom", spec: { query: "sum(" } } } },
      "indicator.total.spec.query",
    ],
    [
      "an unknown field of a query",
      { indicator: { ...indicator(), total: { source: "prom", spec: { query: "x", quary: "y" } } } },
      "indicator.total.spec.quary",
    ],
    ["a target of 100 %", { targetPercent: "100" }, "targetPercent"],
    ["a target of 0 %", { targetPercent: "0.0" }, "targetPercent"],
    ["a target that is no number", { targetPercent: "high" }, "targetPercent"],
    ["a window of no days", { window: days(0) }, "window.minutes"],
    ["a window of more than a year", { window: days(367) }, "window.minutes"],
    ["a window of a day and a half", { window: days(1.5) }, "window.minutes"],
    ["an unknown zone", { window: { ...MONTH, zone: "Europe/Pari" } }, "window.zone"],
    ["an unknown unit of the calendar", { window: { ...MONTH, unit: "fortnight" } }, "window.unit"],
    ["an unknown kind of window", { window: { kind: "lunar" } }, "window.kind"],
    ["slices of a method that counts events", { slices: SLICES }, "slices"],
    ["a method that lacks its slices", { method: "timeslices" }, "slices"],
    ["slices that lack their target", { method: "timeslices", slices: { ...SLICES, targetPercent: null } }, "slices.targetPercent"],
    ["a target of slices that are not compared", { method: "ratio_timeslices", slices: SLICES }, "slices.targetPercent"],
    ["a slice target over 100 %", { method: "timeslices", slices: { ...SLICES, targetPercent: "100.1" } }, "slices.targetPercent"],
    ["a slice target that is no number", { method: "timeslices", slices: { ...SLICES, targetPercent: "high" } }, "slices.targetPercent"],
    ["slices of 7 minutes", { method: "timeslices", slices: { ...SLICES, minutes: 7 } }, "slices.minutes"],
    ["an unknown policy", { method: "timeslices", slices: { ...SLICES, missing: "ignore" } }, "slices.missing"],
    ["a beginning that is no instant", { sloStart: "2026-03-01 00:00" }, "sloStart"],
    ["a beginning on a day that does not exist", { sloStart: "2026-02-30T00:00Z" }, "sloStart"],
    ["a beginning in another millennium", { sloStart: "1026-02-03T00:00Z" }, "sloStart"],
    ["a name with capitals", { name: "Checkout" }, "name"],
    ["a label key that OpenSLO does not know", { labels: { "a b": "x" } }, 'labels["a b"]'],
  ])("%s", async (_name, fields, path) => {
    const { status, json } = await create(fields);
    expect([status, json.code]).toEqual([400, "request.invalid"]);
    expect(json.errors.map((error: { path: string }) => error.path)).toEqual([path]);
    expect((await api.call("GET", "/services")).json.items).toEqual([]);
  });

  test("a new name for an old objective", async () => {
    await create();
    const { status, json } = await update(1, { name: "other" });
    expect([status, json.errors[0].path]).toEqual([400, "name"]);
  });
});

test("deleting takes the revisions along and leaves the stream to the upkeep job", async () => {
  await create();
  expect((await api.call("DELETE", "/objectives/checkout", { revision: 1 })).status).toBe(204);
  expect((await api.call("GET", "/objectives/checkout")).status).toBe(404);
  expect((await api.call("GET", "/objectives/checkout/revisions")).status).toBe(404);
  expect((await api.call("DELETE", "/objectives/checkout", { revision: 1 })).status).toBe(404);
  expect(await query(database.url, "SELECT * FROM objective_revision")).toEqual([]);
  expect(await streams()).toHaveLength(1);
  expect((await create()).json.revision).toBe(1);
});

test("a change of service moves the objective", async () => {
  await create();
  await update(1, { service: "payments" });
  expect((await api.call("GET", "/services/payments")).json.objectives).toBe(1);
  expect((await api.call("GET", "/services/shop")).json.objectives).toBe(0);
});
