import { isoOfMinute } from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { objective, SOURCE } from "../support/examples.ts";
import { query, removeEverything } from "../support/rows.ts";
import { type Loose, makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
/** The whole hour that has begun; two days of minutes end here. */
const AT = Math.floor(Date.now() / 3_600_000) * 60;
const WINDOW = 2 * 1440;
const WEEK = 7 * 1440;
/** With seconds. */
const instant = (minute: number, seconds = 0): string => new Date(minute * 60_000 + seconds * 1000).toISOString();
let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp(database, { testImport: true });
});
beforeEach(async () => {
  await removeEverything(database.url);
  await query(database.url, "TRUNCATE adjustment_version");
  await api.call("POST", "/sources", { body: SOURCE });
  await define();
  await query(
    database.url,
    "WITH t AS (INSERT INTO team (name) VALUES ('storefront') RETURNING id) UPDATE service SET team_id = t.id FROM t",
  );
});
afterAll(() => api.close());

/** An objective of 99 % over two days at 100 events a minute; in two hours yesterday 10 of 100 were bad. */
async function define(fields: object = {}): Promise<void> {
  const body = objective({ targetPercent: "99", window: { kind: "rolling", minutes: WINDOW }, ...fields });
  expect((await api.call("POST", "/objectives", { body })).status).toBe(201);
  const runs = [
    { from: isoOfMinute(AT - WINDOW), minutes: WINDOW, good: "100", total: "100" },
    { from: isoOfMinute(AT - 1440), minutes: 120, good: "90", total: "100" },
  ];
  const stored = await api.call("PUT", `/test/objectives/${body.name}/minutes`, { body: { at: isoOfMinute(AT), runs } });
  expect(stored.status).toBe(204);
}

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
const create = (fields: object = {}) => api.call("POST", "/adjustments", { body: input(fields) });
const list = async (search = "") => (await api.call("GET", `/adjustments${search}`)).json.items;
const status = async (name = "checkout") => (await api.call("GET", `/objectives/${name}/status`)).json;

test("an adjustment says who recorded what, when and why, and is the first version of itself", async () => {
  const { status: code, json } = await create({ from: instant(AT - 1440, 1), to: instant(AT - 1321, 59) });
  expect([code, json]).toEqual([
    201,
    {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      scope: "objective",
      name: "checkout",
      mode: "exclude",
      from: isoOfMinute(AT - 1440),
      to: isoOfMinute(AT - 1320),
      recurrence: null,
      category: "maintenance",
      reason: "the database moved",
      author: "local",
      version: 1,
      createdAt: expect.any(String),
      removed: false,
      next: null,
      removable: true,
    },
  ]);
  expect(await list()).toEqual([json]);
  expect((await api.call("GET", `/adjustments/${json.id}`)).json.versions).toEqual([json]);
});

describe("what it does", () => {
  test("excluded minutes leave good and total, and the coverage says so", async () => {
    await create();
    const { good, total, summary, adjustments } = await status();
    expect([good, total]).toEqual([(WINDOW - 120) * 100, (WINDOW - 120) * 100]);
    expect(summary.coverage).toMatchObject({ minutes: WINDOW, counted: WINDOW - 120, excluded: 120, missing: 0 });
    expect(adjustments).toMatchObject({ excludedMinutes: 120, count: 1, excludedTooMuch: false });
  });

  test("the events of forgiven minutes stay and all count as good; an exclusion beats that", async () => {
    await create({ mode: "forgive" });
    expect(await status()).toMatchObject({ good: WINDOW * 100, total: WINDOW * 100 });
    await create({ to: instant(AT - 1380) });
    expect(await status()).toMatchObject({ good: (WINDOW - 60) * 100, total: (WINDOW - 60) * 100 });
  });

  test.each([
    ["all", null],
    ["team", "storefront"],
    ["service", "shop"],
    ["objective", "checkout"],
  ])("the scope %s reaches the objective", async (scope, name) => {
    const { json } = await create({ scope, name });
    expect(json).toMatchObject({ scope, name });
    expect((await status()).adjustments.excludedMinutes).toBe(120);
    expect(await list("?objective=checkout")).toEqual([json]);
  });

  test("it leaves alone what it does not reach", async () => {
    await define({ name: "search", service: "other" });
    await create({ scope: "service", name: "shop" });
    expect((await status("search")).adjustments).toMatchObject({ count: 0, without: null });
    expect(await list("?objective=search")).toEqual([]);
  });

  test("one that recurs takes every occurrence out", async () => {
    const from = AT - WEEK - 600;
    await create({ from: instant(from), to: instant(from + 15), recurrence: { rule: "freq=hourly;interval=12", zone: "UTC" } });
    expect((await status()).adjustments).toMatchObject({ excludedMinutes: 4 * 15, count: expect.any(Number) });
    expect((await list())[0].recurrence).toEqual({ rule: "FREQ=HOURLY;INTERVAL=12", zone: "UTC" });
  });
});

describe("a change", () => {
  test("is a new version, and the former one stays as it was", async () => {
    const first = (await create()).json;
    const changed = await api.call("PUT", `/adjustments/${first.id}`, {
      body: input({ mode: "forgive", reason: "our fault" }),
      revision: 1,
    });
    expect(changed.json).toMatchObject({ id: first.id, version: 2, mode: "forgive", reason: "our fault" });
    expect((await api.call("GET", `/adjustments/${first.id}`)).json.versions).toEqual([changed.json, { ...first, next: null }]);
    expect(await list()).toEqual([changed.json]);
    expect(await status()).toMatchObject({ good: WINDOW * 100, total: WINDOW * 100 });
  });

  test("may move it to another scope", async () => {
    const { id } = (await create()).json;
    const { json } = await api.call("PUT", `/adjustments/${id}`, { body: input({ scope: "all", name: null }), revision: 1 });
    expect(json).toMatchObject({ version: 2, scope: "all", name: null });
  });

  test("of another version than the newest is refused", async () => {
    const { id } = (await create()).json;
    await api.call("PUT", `/adjustments/${id}`, { body: input({ reason: "second" }), revision: 1 });
    const late = await api.call("PUT", `/adjustments/${id}`, { body: input({ reason: "third" }), revision: 1 });
    expect([late.status, late.json.code]).toEqual([412, "revision.conflict"]);
    expect((await api.call("PUT", `/adjustments/${id}`, { body: input() })).json.code).toBe("revision.required");
    expect((await list())[0].reason).toBe("second");
  });

  test("two at once: one of them wins, the other is told", async () => {
    const { id } = (await create()).json;
    const put = (reason: string) => api.call("PUT", `/adjustments/${id}`, { body: input({ reason }), revision: 1 });
    const answers = await Promise.all(["a", "b", "c"].map(put));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412, 412]);
    expect((await api.call("GET", `/adjustments/${id}`)).json.versions.map(({ version }: Loose) => version)).toEqual([2, 1]);
  });
});

describe("undo", () => {
  test("brings the former figures back exactly, and restore takes them away again", async () => {
    const before = await status();
    const { id } = (await create()).json;
    const during = await status();
    expect(during.summary.sli).not.toEqual(before.summary.sli);
    expect(during.adjustments.without).toMatchObject({ good: before.good, total: before.total, sli: before.summary.sli });
    const removed = await api.call("DELETE", `/adjustments/${id}`, { revision: 1 });
    expect(removed.json).toMatchObject({ id, version: 2, removed: true, next: null });
    expect(await status()).toEqual(before);
    const restored = await api.call("POST", `/adjustments/${id}/restore`, { revision: 2 });
    expect(restored.json).toMatchObject({ id, version: 3, removed: false });
    expect(await status()).toEqual(during);
  });

  test("asking twice is asking once", async () => {
    const { id } = (await create()).json;
    const removed = (await api.call("DELETE", `/adjustments/${id}`, { revision: 1 })).json;
    expect((await api.call("DELETE", `/adjustments/${id}`, { revision: 2 })).json).toEqual(removed);
    expect((await api.call("POST", `/adjustments/${id}/restore`, { revision: 2 })).json.version).toBe(3);
    expect((await api.call("POST", `/adjustments/${id}/restore`, { revision: 3 })).json.version).toBe(3);
  });

  test("a removed one is listed only when it is asked for, and must be restored before it is changed", async () => {
    const { id } = (await create()).json;
    await api.call("DELETE", `/adjustments/${id}`, { revision: 1 });
    expect(await list()).toEqual([]);
    expect(await list("?removed=true")).toMatchObject([{ id, removed: true }]);
    const change = await api.call("PUT", `/adjustments/${id}`, { body: input(), revision: 2 });
    expect([change.status, change.json.code]).toEqual([409, "adjustment.removed"]);
  });

  test("one that is not there is 404, and an id that is none is refused", async () => {
    const none = "00000000-0000-4000-8000-000000000000";
    expect((await api.call("DELETE", `/adjustments/${none}`, { revision: 1 })).json).toMatchObject({
      status: 404,
      code: "adjustment.not-found",
    });
    expect((await api.call("GET", `/adjustments/${none}`)).json.code).toBe("adjustment.not-found");
    expect((await api.call("GET", "/adjustments/7")).json.errors[0].path).toBe("id");
  });
});

test("the list can be narrowed to what occurs in an interval", async () => {
  const past = (await create()).json;
  const weekly = (await create({ recurrence: { rule: "FREQ=WEEKLY", zone: "UTC" } })).json;
  const ids = async (from: number | null, to: number | null) => {
    const search = new URLSearchParams({
      ...(from === null ? {} : { from: isoOfMinute(from) }),
      ...(to === null ? {} : { to: isoOfMinute(to) }),
    });
    return (await list(`?${search}`)).map(({ id }: Loose) => id);
  };
  const [start, end] = [AT - 1440, AT - 1320];
  expect(weekly.next).toEqual({ from: isoOfMinute(start + WEEK), to: isoOfMinute(end + WEEK) });
  expect(await ids(end - 1, AT)).toEqual([weekly.id, past.id]);
  expect(await ids(end, null)).toEqual([weekly.id]);
  expect(await ids(end, start + WEEK)).toEqual([]);
  expect(await ids(end, start + WEEK + 1)).toEqual([weekly.id]);
  expect(await ids(null, start)).toEqual([]);
  expect((await api.call("GET", `/adjustments?from=${isoOfMinute(AT)}&to=${isoOfMinute(AT)}`)).json.errors[0].path).toBe("to");
});

test("an adjustment goes with what it is for", async () => {
  await create();
  await api.call("DELETE", "/objectives/checkout", { revision: 1 });
  expect(await list()).toEqual([]);
});

test("the board notices every change", async () => {
  const excluded = async () => (await api.call("GET", "/objectives")).json.items[0].coverage.excluded;
  expect(await excluded()).toBe(0);
  const { id } = (await create()).json;
  expect(await excluded()).toBe(120);
  await api.call("PUT", `/adjustments/${id}`, { body: input({ to: instant(AT - 1380) }), revision: 1 });
  expect(await excluded()).toBe(60);
  await api.call("DELETE", `/adjustments/${id}`, { revision: 2 });
  expect(await excluded()).toBe(0);
});

describe("a preview", () => {
  const preview = async (fields: object = {}) => (await api.call("POST", "/adjustments/preview", { body: input(fields) })).json;

  test("says what it would do to every objective that it touches, and records nothing", async () => {
    await define({ name: "search", service: "shop" });
    const before = await status();
    const { occurrences, effects, objectives } = await preview({ scope: "service", name: "shop" });
    expect(occurrences).toEqual([{ from: isoOfMinute(AT - 1440), to: isoOfMinute(AT - 1320) }]);
    expect(objectives).toBe(2);
    // 1200 of the 2880 that two days allow were bad; without those two hours nothing was.
    const effect = {
      displayName: null,
      before: { exact: "7/12", value: 7 / 12 },
      after: { exact: "1/1", value: 1 },
      excludedFraction: { exact: "1/24", value: 1 / 24 },
      excludedTooMuch: false,
    };
    expect(effects).toEqual([
      { ...effect, objective: "checkout" },
      { ...effect, objective: "search" },
    ]);
    expect(before.budget.remainingFraction).toEqual(effect.before);
    expect(await list()).toEqual([]);
    expect(await status()).toEqual(before);
  });

  test("says the same as what comes of recording it, on top of what is recorded", async () => {
    await create({ mode: "forgive", from: instant(AT - 1440), to: instant(AT - 1400) });
    const body = { from: instant(AT - 1420), to: instant(AT - 900) };
    const [effect] = (await preview(body)).effects;
    expect(effect.before).toEqual((await status()).budget.remainingFraction);
    await create(body);
    const after = await status();
    expect(effect).toMatchObject({
      after: after.budget.remainingFraction,
      excludedFraction: after.adjustments.excludedFraction,
      excludedTooMuch: true,
    });
    expect(after.adjustments.excludedTooMuch).toBe(true);
  });

  test("lists the first ten occurrences of a rule, and only objectives whose window they touch", async () => {
    const from = AT + 1440;
    const weekly = { from: instant(from), to: instant(from + 60), recurrence: { rule: "FREQ=WEEKLY", zone: "UTC" } };
    const { occurrences, effects, objectives } = await preview(weekly);
    expect(occurrences.map((one: Loose) => one.from)).toEqual(Array.from({ length: 10 }, (_, week) => isoOfMinute(from + week * WEEK)));
    expect([effects, objectives]).toEqual([[], 1]);
  });
});
