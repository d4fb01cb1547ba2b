import { isoOfMinute, MINUTES_PER_DAY, minuteOfMs } from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { query, removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";
import { makePushSource, type PushSource } from "./push-source.ts";

const database = useTestDatabase();
const RETENTION_DAYS = 20;
let api: TestApp;
let source: PushSource;
let other: PushSource;
let NOW: number;

beforeAll(async () => {
  api = await makeTestApp(database, { retentionDays: RETENTION_DAYS });
});
beforeEach(async () => {
  await removeEverything(database.url);
  source = await makePushSource(api);
  other = await makePushSource(api, "others");
  NOW = minuteOfMs(Date.now());
});
afterAll(() => api.close());

const stored = () =>
  query<{ name: string; minute: number; good: string; total: string }>(
    database.url,
    "SELECT name, minute, good, total FROM push_minute ORDER BY name, minute",
  );
const one = (minute: number, good: number | string = 1, total: number | string = 2) => ({ minute, good, total });

test("minutes are kept to the thousandth, and the receipt says how many were new", async () => {
  const answer = await source.send("checkout", [
    one(NOW - 1, "117.5", 118.125),
    one(NOW - 2, 0, 0),
    one(NOW - 3, "0.001", "9007199254740.991"),
  ]);
  expect([answer.status, answer.json]).toEqual([200, { received: 3, changed: 3 }]);
  expect(await stored()).toEqual([
    { name: "checkout", minute: NOW - 3, good: "1", total: "9007199254740991" },
    { name: "checkout", minute: NOW - 2, good: "0", total: "0" },
    { name: "checkout", minute: NOW - 1, good: "117500", total: "118125" },
  ]);
});

test("a request may be repeated: the same changes nothing, what is different takes its place", async () => {
  const minutes = [one(NOW - 1), one(NOW - 2), one(NOW - 3)];
  await source.send("checkout", minutes);
  const [before] = await query<{ at: Date }>(database.url, "SELECT max(received_at) AS at FROM push_minute");
  expect((await source.send("checkout", minutes)).json).toEqual({ received: 3, changed: 0 });
  expect((await query<{ at: Date }>(database.url, "SELECT max(received_at) AS at FROM push_minute"))[0]).toEqual(before);
  expect((await source.send("checkout", [one(NOW - 1), one(NOW - 2, 2), one(NOW - 4)])).json).toEqual({ received: 3, changed: 2 });
  expect((await stored()).map(({ minute, good }) => [minute - NOW, good])).toEqual([
    [-4, "1000"],
    [-3, "1000"],
    [-2, "2000"],
    [-1, "1000"],
  ]);
});

test("names and sources are kept apart", async () => {
  await source.send("checkout", [one(NOW - 1, 1)]);
  await source.send("checkout.eu_1-b", [one(NOW - 1, 2)]);
  await other.send("checkout", [one(NOW - 1, 0)]);
  const rows = await query(
    database.url,
    "SELECT s.name AS source, m.name, m.good FROM push_minute m JOIN source s ON s.id = m.source_id ORDER BY 1, 2",
  );
  expect(rows).toEqual([
    { source: "jobs", name: "checkout", good: "1000" },
    { source: "jobs", name: "checkout.eu_1-b", good: "2000" },
    { source: "others", name: "checkout", good: "0" },
  ]);
});

test("a clock that is five minutes ahead is allowed for, and everything that is kept may be sent", async () => {
  const first = (Math.floor(NOW / MINUTES_PER_DAY) - RETENTION_DAYS) * MINUTES_PER_DAY;
  expect((await source.send("checkout", [one(NOW + 5), one(NOW), one(first)])).status).toBe(200);
  const late = await source.send("checkout", [one(first - 1)]);
  expect(late.json.errors).toEqual([{ path: "minutes[0].minute", message: expect.stringContaining(`before ${isoOfMinute(first)}`) }]);
});

test("every minute that is wrong is named, up to a hundred of them", async () => {
  const some = await source.send("checkout", [one(NOW - 1, 3), one(NOW - 2), one(NOW - 3, "0.5", "0.25"), one(NOW + 60)]);
  expect(some.json.errors).toEqual([
    { path: "minutes[0].good", message: "must not be more than total" },
    { path: "minutes[2].good", message: "must not be more than total" },
    { path: "minutes[3].minute", message: expect.stringContaining("a few minutes from now") },
  ]);
  const all = await source.send(
    "checkout",
    Array.from({ length: 1000 }, (_, i) => one(NOW - 1 - i, 3)),
  );
  expect(all.json.errors).toHaveLength(100);
});

test("a thousand minutes fit into one request", async () => {
  const minutes = Array.from({ length: 1000 }, (_, i) => one(NOW - 1 - i, "1234567890123.123", "9007199254740.991"));
  expect((await source.send("checkout", minutes)).json).toEqual({ received: 1000, changed: 1000 });
});

test("senders that send the same minutes at the same time do not block each other", async () => {
  const minutes = Array.from({ length: 300 }, (_, i) => NOW - 1 - i);
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, sender) =>
      source.send(
        "checkout",
        (sender % 2 === 0 ? minutes : minutes.toReversed()).map((minute) => one(minute, sender, 10)),
      ),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(new Array(8).fill(200));
  expect(new Set((await stored()).map(({ good }) => good)).size).toBe(1);
});

test("a source has at most a thousand names, and those that it has stay open", async () => {
  await query(
    database.url,
    `INSERT INTO push_minute (source_id, name, minute, good, total, received_at)
     SELECT s.id, 'n' || n, $1::int - m, 0, 0, now() FROM source s, generate_series(1, 1000) n, generate_series(1, 3) m WHERE s.name = 'jobs'`,
    [NOW],
  );
  const refused = await source.send("one-more", [one(NOW - 1)]);
  expect(refused.json).toMatchObject({ status: 400, errors: [{ path: "name", message: expect.stringContaining("1000") }] });
  expect((await source.send("n7", [one(NOW - 1)])).json).toEqual({ received: 1, changed: 1 });
  expect((await other.send("one-more", [one(NOW - 1)])).status).toBe(200);
});

test("a source says what it has received, and how to send while it has received nothing", async () => {
  const empty = await api.call("POST", "/sources/jobs/test");
  expect(empty.json).toMatchObject({ ok: true, failure: null, notes: [expect.stringContaining("/api/v1/streams/NAME/minutes")] });
  await source.send("checkout", [one(NOW - 1)]);
  await source.send("returns", [one(NOW - 1)]);
  const full = await api.call("POST", "/sources/jobs/test");
  expect(full.json).toMatchObject({ ok: true, notes: ["Last received less than a minute ago; 2 streams, 0 series"] });
  const unsaved = await api.call("POST", "/sources/test", { body: { kind: "push", connection: { delaySeconds: 5 } } });
  expect(unsaved.json).toMatchObject({ ok: true, notes: [expect.stringContaining("Nothing was sent yet")] });
});

test("the description of the API says that a token is needed", async () => {
  const { json } = await api.call("GET", "/openapi.json");
  const operation = json.paths["/streams/{name}/minutes"].post;
  expect(operation).toMatchObject({ operationId: "pushMinutes", "x-role": "sender", security: [{ sender: [] }] });
  expect(json.components.securitySchemes.sender).toMatchObject({ type: "http", scheme: "bearer" });
  expect(json.paths["/sources/{name}/token"].post).toMatchObject({ "x-role": "admin" });
});
