import { useTestDatabase } from "@solvent/testing/postgres";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { makeRecurrences } from "../../src/infra/recurrence/recurrences.ts";
import { makeAppliedAdjustments } from "../../src/infra/store/adjustments/applied-adjustments.ts";
import { makeChangeReader } from "../../src/infra/store/alerts/change-reader.ts";
import { makeEpisodeNoteStore } from "../../src/infra/store/insight/episode-notes.ts";
import { makePool } from "../../src/infra/store/pool.ts";
import type { AppliedAdjustments } from "../../src/usecases/adjustment/applied-adjustments.ts";
import { objective, SOURCE } from "../support/examples.ts";
import { query } from "../support/rows.ts";
import { type Loose, makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
const DAY = 1440;
const FROM = 29_600_640;
let api: TestApp;
let pool: pg.Pool;
let applied: AppliedAdjustments;
/** By name. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  api = await makeTestApp(database);
  pool = makePool({ connectionString: database.url, size: 2, applicationName: "applied-test", onError: () => undefined });
  applied = makeAppliedAdjustments(pool, makeRecurrences());
  await api.call("POST", "/sources", { body: SOURCE });
  for (const [name, service] of [
    ["checkout", "shop"],
    ["search", "shop"],
    ["invoices", "office"],
  ]) {
    await api.call("POST", "/objectives", { body: objective({ name, service }) });
  }
  await query(
    database.url,
    "WITH t AS (INSERT INTO team (name) VALUES ('storefront') RETURNING id) UPDATE service SET team_id = t.id FROM t WHERE service.name = 'shop'",
  );
  for (const { id, name } of await query<{ id: string; name: string }>(database.url, "SELECT id, name FROM objective")) ids[name] = id;
});
beforeEach(() => query(database.url, "TRUNCATE adjustment_version"));
afterAll(async () => {
  await api.close();
  await pool.end();
});

const instant = (minute: number): string => new Date(minute * 60_000).toISOString();
const body = (from: number, to: number, fields: object = {}) => ({
  scope: "objective",
  name: "checkout",
  mode: "exclude",
  from: instant(from),
  to: instant(to),
  category: "other",
  reason: "because",
  ...fields,
});
async function record(from: number, to: number, fields: object = {}): Promise<Loose> {
  const { status, json, text } = await api.call("POST", "/adjustments", { body: body(from, to, fields) });
  expect(status, text).toBe(201);
  return json;
}
/** [from, to] of the occurrences by name of the objective. */
async function within(start: number, end: number, only?: readonly string[]) {
  const found = await applied.within({ start, end }, only);
  const named = Object.entries(ids).filter(([, id]) => found.has(id));
  return Object.fromEntries(named.map(([name, id]) => [name, found.get(id)?.map(({ from, to }) => [from, to])]));
}

test("nothing is recorded: nothing applies", async () => {
  expect(await within(FROM, FROM + DAY)).toEqual({});
});

test("each objective gets what is for it, its service, its team and everything, sorted by start", async () => {
  await record(FROM + 300, FROM + 400);
  await record(FROM + 200, FROM + 210, { scope: "service", name: "shop" });
  await record(FROM + 100, FROM + 110, { scope: "team", name: "storefront" });
  await record(FROM + 150, FROM + 160, { scope: "all", name: null });
  const shared = [
    [FROM + 100, FROM + 110],
    [FROM + 150, FROM + 160],
    [FROM + 200, FROM + 210],
  ];
  expect(await within(FROM, FROM + DAY)).toEqual({
    checkout: [...shared, [FROM + 300, FROM + 400]],
    search: shared,
    invoices: [[FROM + 150, FROM + 160]],
  });
  expect(await within(FROM, FROM + DAY, [String(ids["search"])])).toEqual({ search: shared });
  expect(await within(FROM, FROM + DAY, [])).toEqual({});
});

test("only what overlaps the range, whole", async () => {
  await record(FROM + 10, FROM + 20);
  expect(await within(FROM + 19, FROM + 30)).toEqual({ checkout: [[FROM + 10, FROM + 20]] });
  expect(await within(FROM, FROM + 11)).toEqual({ checkout: [[FROM + 10, FROM + 20]] });
  expect(await within(FROM + 20, FROM + 30)).toEqual({});
  expect(await within(FROM, FROM + 10)).toEqual({});
  expect(await within(FROM + 15, FROM + 15)).toEqual({});
});

test("the newest version counts, with what a person must know of it, and a removed one not at all", async () => {
  const { id } = await record(FROM, FROM + 10);
  await api.call("PUT", `/adjustments/${id}`, { body: body(FROM + 5, FROM + 30, { mode: "forgive", reason: "second" }), revision: 1 });
  const found = await applied.within({ start: FROM, end: FROM + DAY });
  expect(found.get(String(ids["checkout"]))).toEqual([
    { id, version: 2, mode: "forgive", from: FROM + 5, to: FROM + 30, category: "other", reason: "second", author: "local" },
  ]);
  await api.call("DELETE", `/adjustments/${id}`, { revision: 2 });
  expect(await within(FROM, FROM + DAY)).toEqual({});
});

test("every occurrence of a rule, in a range long after its first", async () => {
  await record(FROM, FROM + 10, { recurrence: { rule: "FREQ=DAILY", zone: "UTC" } });
  expect(await within(FROM + 700 * DAY + 5, FROM + 702 * DAY + 1)).toEqual({
    checkout: [700, 701, 702].map((day) => [FROM + day * DAY, FROM + day * DAY + 10]),
  });
  expect(await within(FROM - DAY, FROM)).toEqual({});
});

test("pages are told of every change, also of a note about an episode", async () => {
  const reader = makeChangeReader(pool);
  const seen = [await reader.fingerprints()];
  const { id } = await record(FROM, FROM + 10);
  seen.push(await reader.fingerprints());
  await api.call("DELETE", `/adjustments/${id}`, { revision: 1 });
  seen.push(await reader.fingerprints());
  const note = {
    objectiveId: String(ids["checkout"]),
    id: "0000000000000",
    from: FROM,
    to: FROM + 1,
    cause: "x",
    owner: null,
    author: "local",
  };
  await makeEpisodeNoteStore(pool).put(note);
  seen.push(await reader.fingerprints());
  for (const [index, after] of seen.slice(1).entries()) {
    const before = seen[index];
    const changed = Object.keys(after).filter((topic) => after[topic as keyof typeof after] !== before?.[topic as keyof typeof after]);
    expect(changed).toEqual(["minutes"]);
  }
});
