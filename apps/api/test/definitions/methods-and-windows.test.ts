import { calendarPeriod } from "@solvent/domain";
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

const MONTH = { kind: "calendar", unit: "month", zone: "Europe/Paris", weekStart: "monday" } as const;
const FIVE = { minutes: 5, targetPercent: "95", noTraffic: "good", missing: "exclude" };
const FIFTEEN = { ...FIVE, minutes: 15, targetPercent: "99" };
const RATIO = { minutes: 15, targetPercent: null, noTraffic: "exclude", missing: "observed" };

const create = (fields: object = {}) => api.call("POST", "/objectives", { body: objective(fields) });
const update = (revision: number, fields: object = {}) => api.call("PUT", "/objectives/checkout", { body: objective(fields), revision });
interface StreamRow {
  readonly id: number;
  readonly kind: string;
  readonly parent_id: number | null;
  readonly slice_key: string | null;
  readonly scale: string;
  readonly first_minute: number;
  readonly watermark: number;
}
const streams = () => query<StreamRow>(database.url, "SELECT * FROM stream ORDER BY id");
const slicesStreams = async () => (await streams()).filter(({ kind }) => kind === "slices");
const backfills = () => query<{ from_minute: number; to_minute: number }>(database.url, "SELECT * FROM backfill ORDER BY id");
const storedKey = async () => (await query<{ slice_key: string | null }>(database.url, "SELECT slice_key FROM objective"))[0]?.slice_key;

describe("an objective comes back with", () => {
  test.each([
    ["a calendar month", { window: MONTH }, { windowMinutes: 30 * 1440 }],
    ["a week from Sunday", { window: { ...MONTH, unit: "week", weekStart: "sunday" } }, { windowMinutes: 7 * 1440 }],
    ["time slices", { method: "timeslices", slices: FIVE }, { windowMinutes: 28 * 1440 }],
    ["the ratios of its slices", { method: "ratio_timeslices", slices: RATIO }, {}],
    ["a beginning", { sloStart: "2026-03-01T01:05Z" }, {}],
    ["all of it", { window: MONTH, method: "timeslices", slices: FIVE, sloStart: "2026-03-01T00:00Z" }, {}],
  ])("%s, and its text applies again without a difference", async (_name, fields, more) => {
    const { status, json } = await create(fields);
    expect(status).toBe(201);
    expect(json).toMatchObject({ ...fields, ...more });
    expect((await api.call("GET", "/objectives/checkout")).json).toEqual(json);
    const applied = await api.call("POST", "/apply", { body: { text: json.openslo } });
    expect(applied.json).toMatchObject({ diagnostics: [], changes: [{ action: "unchanged" }] });
  });

  test("defaults where nothing is said, and weeks from Monday where they do not matter", async () => {
    const slices = { minutes: 5, targetPercent: "95" };
    const { json } = await create({ method: "timeslices", slices, window: { ...MONTH, weekStart: "saturday" } });
    expect(json).toMatchObject({ slices: FIVE, window: MONTH });
  });
});

test("a revision from before there were slices and calendars is read as events from the beginning", async () => {
  await create();
  await query(database.url, "UPDATE objective_revision SET definition = definition - 'slices' - 'sloStart'");
  const { status, json } = await api.call("GET", "/objectives/checkout");
  expect([status, json.method, json.slices, json.sloStart]).toEqual([200, "occurrences", null, null]);
  expect((await update(1)).json.revision).toBe(1);
});

describe("slices", () => {
  test("are a stream below the measured one, empty from a whole hour on, once for all who judge in the same way", async () => {
    await create({ method: "timeslices", slices: FIVE });
    await create({ name: "strict", method: "timeslices", slices: FIVE, targetPercent: "99.99" });
    await create({ name: "mean", method: "ratio_timeslices", slices: RATIO });
    await create({ name: "events" });
    const [measured, ...slices] = await streams();
    const hour = measured?.watermark;
    const common = { kind: "slices", parent_id: measured?.id, first_minute: hour, watermark: hour };
    expect(measured).toMatchObject({ kind: "measured", parent_id: null, slice_key: null });
    expect(slices).toMatchObject([
      { ...common, slice_key: "timeslices/5/95/good/exclude", scale: "1000" },
      { ...common, slice_key: "ratio_timeslices/15/-/exclude/observed", scale: "1000000000000" },
    ]);
  });

  test("begin at the last whole hour that their parent covers", async () => {
    await create();
    await query(database.url, "UPDATE stream SET first_minute = first_minute - 600, watermark = watermark - 60 + 17");
    await update(1, { method: "timeslices", slices: FIVE });
    const [measured, slices] = await streams();
    expect(slices?.watermark).toBe((measured?.watermark ?? 0) - 17);
    expect(slices?.first_minute).toBe(slices?.watermark);
  });

  test("of another kind are another stream, and the measured one stays", async () => {
    await create({ method: "timeslices", slices: FIVE });
    const { json } = await update(1, { method: "timeslices", slices: { ...FIVE, minutes: 10 } });
    expect(await storedKey()).toBe("timeslices/10/95/good/exclude");
    expect(json.revision).toBe(2);
    expect((await slicesStreams()).map(({ slice_key }) => slice_key)).toEqual([
      "timeslices/5/95/good/exclude",
      "timeslices/10/95/good/exclude",
    ]);
    expect(await backfills()).toHaveLength(1);
    await update(2);
    expect(await storedKey()).toBeNull();
  });

  test("of a query that is changed are made for the present stream and for the next", async () => {
    await create({ method: "timeslices", slices: FIVE });
    await query(database.url, "UPDATE stream SET first_minute = first_minute - 600 WHERE kind = 'measured'");
    await update(1, { method: "timeslices", slices: FIFTEEN, indicator: indicator("grpc_requests_total") });
    const measured = (await streams()).filter(({ kind }) => kind === "measured").map(({ id }) => id);
    const parents = (await slicesStreams()).filter(({ slice_key }) => slice_key === "timeslices/15/99/good/exclude");
    expect(measured).toHaveLength(2);
    expect(parents.map(({ parent_id }) => parent_id)).toEqual(measured);
  });

  test("are not made in a dry run", async () => {
    const { json } = await create({ method: "timeslices", slices: FIVE });
    const text = String(json.openslo).replace("timeSliceWindow: 5m", "timeSliceWindow: 30m");
    const dry = await api.call("POST", "/apply", { body: { text, dryRun: true } });
    expect(dry.json.changes).toMatchObject([{ action: "update", changes: [{ path: "slices.minutes", before: 5, after: 30 }] }]);
    expect(await slicesStreams()).toHaveLength(1);
  });
});
describe("history", () => {
  test("of a calendar window reaches back to the beginning of its period and a day more", async () => {
    const quarter = { ...MONTH, unit: "quarter" } as const;
    await create({ window: quarter });
    const [first] = await backfills();
    const hour = first?.to_minute ?? 0;
    const start = calendarPeriod(quarter, hour - 1).start;
    expect(first?.from_minute).toBe(Math.min(start - 1440, hour - 31 * 1440));
  });

  test("is read again only for a window that asks for more", async () => {
    await create({ window: days(60) });
    await query(database.url, "UPDATE backfill SET state = 'cancelled'");
    await update(1, { window: MONTH });
    await update(2, { window: days(60), method: "timeslices", slices: FIVE });
    expect(await query(database.url, "SELECT state FROM backfill")).toEqual([{ state: "queued" }]);
  });
});

test("a revision says what changed in the words of the API", async () => {
  await create();
  await update(1, { window: MONTH, method: "timeslices", slices: FIVE, sloStart: "2026-03-01T00:00Z" });
  const { json } = await api.call("GET", "/objectives/checkout/revisions");
  expect(json.items[0].changes).toEqual([
    { path: "method", before: "occurrences", after: "timeslices" },
    { path: "slices", before: null, after: FIVE },
    { path: "sloStart", before: null, after: "2026-03-01T00:00Z" },
    { path: "window.kind", before: "rolling", after: "calendar" },
    { path: "window.minutes", before: 28 * 1440 },
    { path: "window.unit", after: "month" },
    { path: "window.weekStart", after: "monday" },
    { path: "window.zone", after: "Europe/Paris" },
  ]);
});

test("what is wrong with a text is told at its place", async () => {
  const { json } = await create({ window: MONTH });
  const text = String(json.openslo).replace("  service:", "  alertPolicies: [{ alertPolicyRef: nobody }]\n  service:");
  const { status, json: refused } = await api.call("POST", "/apply", { body: { text } });
  const line = text.split("\n").findIndex((one) => one.includes("nobody")) + 1;
  expect([status, refused.code]).toEqual([422, "definition.invalid"]);
  expect(refused.errors).toMatchObject([{ line, message: expect.stringContaining('"nobody"') }]);
});

test("tests of the arithmetic may have windows of any number of minutes, from both doors", async () => {
  const lax = await makeTestApp(database, { testImport: true });
  const made = await lax.call("POST", "/objectives", { body: objective({ window: { kind: "rolling", minutes: 90 } }) });
  expect([made.status, made.json.window]).toEqual([201, { kind: "rolling", minutes: 90 }]);
  const applied = await lax.call("POST", "/apply", { body: { text: made.json.openslo } });
  expect(applied.json.changes).toMatchObject([{ action: "unchanged" }]);
  await lax.close();
  const strict = await api.call("POST", "/apply", { body: { text: made.json.openslo, dryRun: true } });
  expect(strict.json.diagnostics).toMatchObject([{ message: expect.stringContaining("must be 1 to 366 days") }]);
});
