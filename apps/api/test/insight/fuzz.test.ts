import { useTestDatabase } from "@solvent/testing/postgres";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { objective, SOURCE } from "../support/examples.ts";
import { nearly } from "../support/mutations.ts";
import { type Answer, makeTestApp, type TestApp } from "../support/test-app.ts";

const RUNS = 60;
const TIMEOUT_MS = 120_000;
const database = useTestDatabase();
let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp(database);
  await api.call("POST", "/sources", { body: SOURCE });
  await api.call("POST", "/objectives", { body: objective() });
});
afterAll(() => api.close());

/** Refused with fields or done, never a failure of the service. */
const run = <T>(arbitrary: fc.Arbitrary<T>, ask: (value: T) => Promise<Answer>): Promise<void> =>
  fc.assert(
    fc.asyncProperty(arbitrary, async (value) => {
      const { status, json } = await ask(value);
      expect(status, JSON.stringify(json)).toBeLessThan(500);
      if (status >= 400) expect(json).toMatchObject({ status, code: expect.stringMatching(/\./) });
    }),
    { numRuns: RUNS },
  );

const adjustment = {
  scope: "objective",
  name: "checkout",
  mode: "exclude",
  from: "2026-11-01T10:00:00Z",
  to: "2026-11-01T11:00:00Z",
  recurrence: { rule: "FREQ=WEEKLY;BYDAY=SU", zone: "Europe/Paris" },
  category: "maintenance",
  reason: "patches",
};

test("an adjustment is refused or kept, whatever is sent, and the board can be read after it", { timeout: TIMEOUT_MS }, async () => {
  await run(nearly(adjustment), (body) => api.call("POST", "/adjustments/preview", { body }));
  await run(nearly(adjustment), (body) => api.call("POST", "/adjustments", { body }));
  expect((await api.call("GET", "/objectives/checkout/status")).status).toBe(200);
});

const part = fc.oneof(
  fc.constantFrom("FREQ=DAILY", "FREQ=HOURLY", "FREQ=YEARLY", "FREQ=MONTHLY", "INTERVAL=3", "COUNT=5", "BYDAY=MO,TU", "BYDAY=-1SU"),
  fc.constantFrom("BYMONTHDAY=31", "BYMONTHDAY=-1", "BYSETPOS=-1", "BYYEARDAY=366", "BYWEEKNO=53", "BYHOUR=2,3", "BYMINUTE=30", "WKST=SU"),
  fc.constantFrom("BYMONTH=2", "UNTIL=20270101T000000Z", "UNTIL=19700101T000000Z", "FREQ=SECONDLY", "BYDAY=5MO", "X=1", "", "="),
);

test("a rule of any parts is refused or followed", { timeout: TIMEOUT_MS }, async () => {
  const rules = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(";"));
  await run(rules, (rule) =>
    api.call("POST", "/adjustments/preview", { body: { ...adjustment, recurrence: { rule, zone: "Europe/Paris" } } }),
  );
});

test("no question about episodes, forecasts or targets makes the service fail", { timeout: TIMEOUT_MS }, async () => {
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("2026-11-01T10:00Z", "1970-01-01T00:00Z", "9999-12-31T23:59Z", "0", "-1", "1e9", "all", "service", "checkout"),
  );
  const query = fc.dictionary(fc.constantFrom("from", "to", "scope", "name", "limit", "lookbackMinutes", "removed", "objective"), value);
  const paths = fc.constantFrom(
    "/episodes",
    "/adjustments",
    "/objectives/checkout/episodes",
    "/objectives/checkout/forecast",
    "/objectives/checkout/target-suggestion",
  );
  await run(fc.tuple(paths, query), ([path, search]) => api.call("GET", `${path}?${new URLSearchParams(search)}`));
});

test("a note is refused or kept, whatever is sent", { timeout: TIMEOUT_MS }, async () => {
  const note = { cause: "a deploy", owner: "storefront" };
  await run(nearly(note), (body) => api.call("PUT", "/objectives/checkout/episodes/0000000000000/note", { body }));
});
