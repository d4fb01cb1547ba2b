import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { objective, SOURCE } from "../support/examples.ts";
import { type Loose, makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
const AT = Math.floor(Date.now() / 3_600_000) * 60;
const instant = (minute: number): string => new Date(minute * 60_000).toISOString();
let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp(database);
  await api.call("POST", "/sources", { body: SOURCE });
  await api.call("POST", "/objectives", { body: objective() });
});
afterAll(() => api.close());

const input = (fields: object = {}) => ({
  scope: "objective",
  name: "checkout",
  mode: "exclude",
  from: instant(AT - 1440),
  to: instant(AT - 1320),
  category: "maintenance",
  reason: "the database moved",
  ...fields,
});

test.each([
  ["an unknown objective", { name: "nobody" }, 422, "adjustment.subject-unknown", "name"],
  ["an unknown team", { scope: "team", name: "shop" }, 422, "adjustment.subject-unknown", "name"],
  ["a name for everything", { scope: "all" }, 400, "request.invalid", "name"],
  ["no name for something", { name: null }, 400, "request.invalid", "name"],
  ["an end at its start", { to: instant(AT - 1440) }, 400, "request.invalid", "to"],
  ["an end before its start", { to: instant(AT - 1441) }, 400, "request.invalid", "to"],
  ["more than 366 days", { from: "2025-01-01T00:00:00Z", to: "2026-01-02T00:01:00Z" }, 400, "request.invalid", "to"],
  ["a time before 1970", { from: "1969-12-31T23:59:59Z" }, 400, "request.invalid", "from"],
  ["a time after 2200", { to: "2200-01-01T00:00:01Z" }, 400, "request.invalid", "to"],
  ["no reason", { reason: " " }, 400, "request.invalid", "reason"],
  ["another category", { category: "holiday" }, 400, "request.invalid", "category"],
  ["another mode", { mode: "delete" }, 400, "request.invalid", "mode"],
  ["a rule that is none", { recurrence: { rule: "weekly", zone: "UTC" } }, 400, "request.invalid", "recurrence.rule"],
  ["a rule of every minute", { recurrence: { rule: "FREQ=MINUTELY", zone: "UTC" } }, 400, "request.invalid", "recurrence.rule"],
  ["a rule without an end in sight", { recurrence: { rule: "FREQ=HOURLY", zone: "UTC" } }, 400, "request.invalid", "recurrence.rule"],
  ["a zone that is none", { recurrence: { rule: "FREQ=DAILY", zone: "Paris" } }, 400, "request.invalid", "recurrence.zone"],
])("%s is refused by its field", async (_name, fields, code, error, path) => {
  const { status: answered, json } = await api.call("POST", "/adjustments", { body: input(fields) });
  expect([answered, json.code, json.errors.map((one: Loose) => one.path)]).toEqual([code, error, [path]]);
  expect((await api.call("GET", "/adjustments")).json.items).toEqual([]);
  const previewed = await api.call("POST", "/adjustments/preview", { body: input(fields) });
  expect(previewed.json).toMatchObject({ code: error, errors: [{ path }] });
});
