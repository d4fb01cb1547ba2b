import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { objective, SOURCE } from "../support/examples.ts";
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
  await api.call("POST", "/objectives", { body: objective() });
  await query(
    database.url,
    "WITH t AS (INSERT INTO team (name) VALUES ('storefront') RETURNING id) UPDATE service SET team_id = t.id FROM t",
  );
});
afterAll(() => api.close());

const mute = (fields: object = {}) =>
  api.call("POST", "/mutes", { body: { scope: "objective", name: "checkout", reason: "planned work", minutes: 60, ...fields } });
const list = async () => (await api.call("GET", "/mutes")).json.items;

test("a mute lasts as long as it says by the clock of the database, and says who and why", async () => {
  const { status, json } = await mute();
  expect([status, json]).toEqual([
    201,
    {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      scope: "objective",
      name: "checkout",
      reason: "planned work",
      author: "local",
      createdAt: expect.any(String),
      endsAt: expect.any(String),
      endedBy: null,
      active: true,
    },
  ]);
  expect(Date.parse(json.endsAt) - Date.parse(json.createdAt)).toBe(3_600_000);
  const [row] = await query<{ near: boolean }>(database.url, "SELECT abs(extract(epoch FROM now() - created_at)) < 60 AS near FROM mute");
  expect(row?.near).toBe(true);
  expect(await list()).toEqual([json]);
});

test.each([
  ["all", null],
  ["team", "storefront"],
  ["service", "shop"],
  ["objective", "checkout"],
])("the scope %s covers the objective on the board and on its page", async (scope, name) => {
  const { json } = await mute({ scope, name });
  expect(json).toMatchObject({ scope, name });
  expect((await api.call("GET", "/objectives")).json.items).toMatchObject([{ mutedUntil: json.endsAt, generatedUntil: null }]);
  expect((await api.call("GET", "/objectives/checkout/status")).json.summary.mutedUntil).toBe(json.endsAt);
});

test("of several mutes the latest end counts, and of none nothing", async () => {
  const mutedUntil = async () => (await api.call("GET", "/objectives")).json.items[0].mutedUntil;
  expect(await mutedUntil()).toBeNull();
  await mute({ minutes: 10 });
  const longest = (await mute({ scope: "all", name: null, minutes: 90 })).json;
  expect(await mutedUntil()).toBe(longest.endsAt);
  await query(database.url, "UPDATE mute SET created_at = created_at - interval '1 day', ends_at = ends_at - interval '1 day'");
  expect(await mutedUntil()).toBeNull();
});

describe("ending", () => {
  test("takes effect now and says who did it; asking twice is asking once", async () => {
    const { id } = (await mute()).json;
    const ended = await api.call("POST", `/mutes/${id}/end`);
    expect([ended.status, ended.json.active, ended.json.endedBy]).toEqual([200, false, "local"]);
    expect((await api.call("POST", `/mutes/${id}/end`)).json).toEqual(ended.json);
    expect((await api.call("GET", "/objectives")).json.items[0].mutedUntil).toBeNull();
  });

  test("one that is not there is 404, and an id that is none is refused", async () => {
    const none = await api.call("POST", "/mutes/00000000-0000-4000-8000-000000000000/end");
    expect(none.json).toMatchObject({ status: 404, code: "mute.not-found" });
    expect((await api.call("POST", "/mutes/7/end")).json.errors[0].path).toBe("id");
  });
});

test("present mutes come first, then those of the last 30 days, and older ones not at all", async () => {
  for (const reason of ["old", "past", "present", "newest"]) await mute({ reason });
  const shift = (reason: string, days: number) =>
    query(
      database.url,
      "UPDATE mute SET created_at = created_at - make_interval(days => $2), ends_at = ends_at - make_interval(days => $2) WHERE reason = $1",
      [reason, days],
    );
  await shift("old", 31);
  await shift("past", 29);
  expect((await list()).map((one: { reason: string; active: boolean }) => [one.reason, one.active])).toEqual([
    ["newest", true],
    ["present", true],
    ["past", false],
  ]);
});

test("a mute goes with what it covers", async () => {
  await mute();
  await api.call("DELETE", "/objectives/checkout", { revision: 1 });
  expect(await list()).toEqual([]);
});

test.each([
  ["an unknown objective", { name: "nobody" }, 422, "mute.subject-unknown", "name"],
  ["an unknown service", { scope: "service" }, 422, "mute.subject-unknown", "name"],
  ["an unknown team", { scope: "team", name: "shop" }, 422, "mute.subject-unknown", "name"],
  ["a name for everything", { scope: "all" }, 400, "request.invalid", "name"],
  ["no name for something", { name: null }, 400, "request.invalid", "name"],
  ["no reason", { reason: "  " }, 400, "request.invalid", "reason"],
  ["no end", { minutes: undefined }, 400, "request.invalid", "minutes"],
  ["no time at all", { minutes: 0 }, 400, "request.invalid", "minutes"],
  ["more than 30 days", { minutes: 43_201 }, 400, "request.invalid", "minutes"],
  ["another scope", { scope: "source" }, 400, "request.invalid", "scope"],
])("%s is refused by its field", async (_name, fields, status, code, path) => {
  const { json, ...answer } = await mute(fields);
  expect([answer.status, json.code, json.errors.map((error: { path: string }) => error.path)]).toEqual([status, code, [path]]);
  expect(await list()).toEqual([]);
});
