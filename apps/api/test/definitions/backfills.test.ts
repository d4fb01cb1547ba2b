import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { days, objective, SOURCE } from "../support/examples.ts";
import { query, removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
let api: TestApp;
let id: string;
beforeAll(async () => {
  api = await makeTestApp(database);
});
beforeEach(async () => {
  await removeEverything(database.url);
  await api.call("POST", "/sources", { body: SOURCE });
  id = (await api.call("POST", "/objectives", { body: objective() })).json.backfill.id;
});
afterAll(() => api.close());

const control = (action: "cancel" | "resume", of = id) => api.call("POST", `/backfills/${of}/${action}`);
const set = (columns: string) => query(database.url, `UPDATE backfill SET ${columns}`);

test("a back-fill can be stopped and goes on from where it was", async () => {
  await set("state = 'running', cursor = to_minute - 1440, started_at = now()");
  const cancelled = await control("cancel");
  expect([cancelled.status, cancelled.json.state]).toEqual([200, "cancelled"]);
  const resumed = await control("resume");
  expect(resumed.json).toMatchObject({ state: "queued", readTo: cancelled.json.readTo });
  expect(resumed.json.readFraction).toBeCloseTo(1 / 31, 10);
});

test("asking twice is asking once", async () => {
  await control("cancel");
  expect((await control("cancel")).json.state).toBe("cancelled");
  await control("resume");
  expect((await control("resume")).json.state).toBe("queued");
});

test("one that failed can be tried again, with a clean slate", async () => {
  await set("state = 'failed', message = 'too many series', attempts = 8, ended_at = now()");
  expect((await control("resume")).json).toMatchObject({ state: "queued", message: null });
  const [row] = await query(database.url, "SELECT attempts, ended_at FROM backfill");
  expect(row).toEqual({ attempts: 0, ended_at: null });
});

test("one that is done stays done", async () => {
  await set("state = 'done', cursor = from_minute, ended_at = now()");
  expect((await control("cancel")).json).toMatchObject({ state: "done", readFraction: 1 });
  expect((await control("resume")).json.state).toBe("done");
});

test("a window that grows asks for its history even when somebody had stopped the back-fill, another change does not", async () => {
  await control("cancel");
  const changed = await api.call("PUT", "/objectives/checkout", { body: objective({ targetPercent: "99" }), revision: 1 });
  expect(changed.json.backfill.state).toBe("cancelled");
  const longer = await api.call("PUT", "/objectives/checkout", { body: objective({ targetPercent: "99", window: days(90) }), revision: 2 });
  expect(longer.json.backfill).toMatchObject({ id, state: "queued" });
});

test("one that is not there is 404, a number too large is refused", async () => {
  expect((await control("cancel", "999")).json).toMatchObject({ status: 404, code: "backfill.not-found" });
  expect((await control("resume", "9".repeat(18))).status).toBe(404);
  expect((await control("cancel", "9".repeat(19))).status).toBe(400);
});
