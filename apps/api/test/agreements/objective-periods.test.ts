import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { days, objective, SOURCE } from "../support/examples.ts";
import { query, removeEverything } from "../support/rows.ts";
import { type Loose, makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp(database, { testImport: true, retentionDays: 762 });
});
afterAll(() => api.close());

const month = (zone: string) => ({ kind: "calendar", unit: "month", zone, weekStart: "monday" });
const STOCKHOLM = { window: month("Europe/Stockholm") };
const AT = "2026-03-10T12:00Z";
const minutesUntil = (to: string) => (Date.parse(to) - Date.parse("2026-01-11T00:00Z")) / 60_000;

async function store(outageOf: string, at = AT): Promise<void> {
  const runs = [
    { from: "2026-01-11T00:00Z", minutes: minutesUntil(at), good: "100", total: "100" },
    { from: outageOf, minutes: 60, good: "0", total: "100" },
  ];
  const { statusCode, body } = await api.app.inject({
    method: "PUT",
    url: "/api/v1/test/objectives/checkout/minutes",
    payload: { at, runs },
  });
  expect(statusCode, body).toBe(204);
}
const freeze = () => api.composition.freezePeriods();
const periods = async (): Promise<Loose[]> => {
  const { status, json, text } = await api.call("GET", "/objectives/checkout/periods");
  expect(status, text).toBe(200);
  return json.items;
};
const change = async (fields: object) => {
  const { json } = await api.call("GET", "/objectives/checkout");
  const { status, text } = await api.call("PUT", "/objectives/checkout", { body: objective(fields), revision: json.revision });
  expect(status, text).toBe(200);
};

beforeEach(async () => {
  await removeEverything(database.url);
  await api.call("POST", "/sources", { body: SOURCE });
  await api.call("POST", "/objectives", { body: objective(STOCKHOLM) });
  await store("2026-02-10T10:00Z");
});

test("periods are listed from the one that runs back to where the data begins", async () => {
  const listed = await periods();
  expect(listed.map(({ from, to, countedTo, state }) => [from, to, countedTo, state])).toEqual([
    ["2026-02-28T23:00Z", "2026-03-31T22:00Z", AT, "running"],
    ["2026-01-31T23:00Z", "2026-02-28T23:00Z", "2026-02-28T23:00Z", "closed"],
    ["2025-12-31T23:00Z", "2026-01-31T23:00Z", "2026-01-31T23:00Z", "closed"],
  ]);
  expect(listed[1]).toMatchObject({ met: false, bad: { value: 6000 }, targetPercent: "99.9", frozenAt: null });
  expect(listed[2].coverage.missing).toBe(10 * 1440 + 60);
  const status = (await api.call("GET", "/objectives/checkout/status")).json;
  expect(listed[0]).toMatchObject({ met: status.met, mass: status.sliMass, coverage: status.summary.coverage });
});

test("those that are over for eight days are recorded, once, and stay as they were", async () => {
  await freeze();
  const recorded = await periods();
  expect(recorded.map(({ state }) => state)).toEqual(["running", "frozen", "frozen"]);
  const { status } = await api.call("POST", "/adjustments", {
    body: {
      scope: "objective",
      name: "checkout",
      mode: "exclude",
      from: "2026-02-10T10:00:00Z",
      to: "2026-02-10T11:00:00Z",
      category: "other",
      reason: "decided later",
    },
  });
  expect(status).toBe(201);
  await change({ ...STOCKHOLM, targetPercent: "99" });
  await freeze();
  expect((await periods()).slice(1)).toEqual(recorded.slice(1));
});

test("another calendar does not settle again what is settled", async () => {
  await freeze();
  const recorded = await periods();
  await change({ window: month("Asia/Kathmandu") });
  await freeze();
  const now = await periods();
  expect(now.slice(1)).toEqual(recorded.slice(1));
  expect(now[0]).toMatchObject({ from: "2026-02-28T18:15Z", state: "running" });
});

test("nothing is recorded while history is being read, and too early", async () => {
  await query(
    database.url,
    "INSERT INTO backfill (stream_id, from_minute, to_minute, cursor) SELECT id, first_minute - 60, first_minute, first_minute FROM stream WHERE kind = 'measured'",
  );
  await freeze();
  expect((await periods()).map(({ state }) => state)).toEqual(["running", "closed", "closed"]);
  await store("2026-02-10T10:00Z", "2026-03-08T22:59Z");
  await freeze();
  expect((await periods()).map(({ state }) => state)).toEqual(["running", "closed", "frozen"]);
});

test("an objective has periods from its own start on, and one with a rolling window has none", async () => {
  await change({ ...STOCKHOLM, sloStart: "2026-02-05T00:00Z" });
  expect((await periods()).map(({ from, partial }) => [from, partial])).toEqual([
    ["2026-02-28T23:00Z", false],
    ["2026-02-05T00:00Z", true],
  ]);
  await change({ window: days(28) });
  expect(await periods()).toEqual([]);
  expect((await api.call("GET", "/objectives/nothing/periods")).json.code).toBe("objective.not-found");
});
