import { AlertDetail, AlertList } from "@solvent/api-contract";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AlertFields, addAlert, addDelivery, addNotification, BILL, EVIDENCE } from "../support/alert-rows.ts";
import { objective, SOURCE } from "../support/examples.ts";
import { WEBHOOK } from "../support/notification-examples.ts";
import { query, removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const OPENED = 29_600_010;
const iso = (minute: number) => `${new Date(minute * 60_000).toISOString().slice(0, 16)}Z`;

const database = useTestDatabase();
let api: TestApp;
let objectiveId: string;
beforeAll(async () => {
  api = await makeTestApp(database);
});
beforeEach(async () => {
  await removeEverything(database.url);
  await api.call("POST", "/sources", { body: SOURCE });
  await api.call("POST", "/objectives", { body: objective() });
  const [row] = await query<{ id: string }>(database.url, "SELECT id FROM objective");
  objectiveId = row?.id ?? "";
});
afterAll(() => api.close());

const add = (fields: AlertFields = {}) => addAlert(database.url, { objectiveId, ...fields });
const list = async (search = "") => AlertList.parse((await api.call("GET", `/alerts${search}`)).json);
const idsOf = ({ items }: { items: readonly { id: string }[] }) => items.map(({ id }) => id);

describe("an alert", () => {
  test("carries the figures it was judged by, exactly", async () => {
    const id = await add({ onset: 29_600_000 });
    const [alert] = (await list()).items;
    expect(alert).toEqual({
      id,
      kind: "burn",
      severity: "page",
      state: "firing",
      origin: "live",
      subject: {
        objective: {
          name: "checkout",
          displayName: "Checkout",
          service: "shop",
          team: null,
          targetPercent: "99.9",
          windowMinutes: 40_320,
          window: { kind: "rolling", minutes: 40_320 },
          unit: "events",
          deleted: false,
        },
        source: "prom",
      },
      onset: iso(29_600_000),
      openedAt: iso(OPENED),
      closedAt: null,
      closeReason: null,
      blindSince: null,
      condition: null,
      reason: null,
      evidence: {
        rule: "page-1h",
        longMinutes: 60,
        shortMinutes: 5,
        factor: { exact: "72/5", value: 14.4 },
        burnLong: { exact: "15/1", value: 15 },
        burnShort: { exact: "20/1", value: 20 },
        badLong: 90,
        totalLong: 6000,
        badShort: "9.5",
        totalShort: 500,
        budgetLeft: { exact: "3/8", value: 0.375 },
        budgetLeftMinutes: { exact: "378/25", value: 15.12 },
        budgetReason: null,
        budgetCoverage: { minutes: 40_320, counted: 40_320, excluded: 0 },
        revision: 3,
      },
      bill: null,
      told: { sent: 0, pending: 0, suppressed: 0, dead: 0 },
      mutedUntil: null,
    });
  });

  test("has a bill when it is over", async () => {
    await add({ closedAt: 29_600_090, closeReason: "revised", bill: BILL });
    const [alert] = (await list()).items;
    expect([alert?.state, alert?.closedAt, alert?.closeReason]).toEqual(["resolved", iso(29_600_090), "revised"]);
    expect(alert?.bill).toMatchObject({
      from: iso(29_600_000),
      to: iso(29_600_090),
      bad: 90,
      total: 9000,
      spent: { exact: "5/8", value: 0.625 },
      budgetLeft: { exact: "3/8" },
      missingMinutes: 2,
    });
  });

  test("knows no budget while not one event of the window is known", async () => {
    const nothing = { good: "0", total: "0", counted: 0 };
    await add({ evidence: { ...EVIDENCE, window: nothing }, closedAt: 29_600_090, bill: { ...BILL, window: nothing } });
    const [alert] = (await list()).items;
    expect([alert?.evidence?.budgetLeft, alert?.evidence?.budgetLeftMinutes]).toEqual([null, null]);
    expect(alert?.bill).toMatchObject({ bad: 90, spent: null, budgetLeft: null, budgetLeftMinutes: null });
  });

  test("states no budget of which less than half is known, and says how much is", async () => {
    const window = { ...EVIDENCE.window, counted: 20_100 };
    await add({ evidence: { ...EVIDENCE, window: { ...window, counted: 52 } }, closedAt: 29_600_090, bill: { ...BILL, window } });
    const [young] = (await list()).items;
    expect(young?.evidence).toMatchObject({
      budgetLeft: null,
      budgetLeftMinutes: null,
      budgetReason: "52\u202Fmin of 28\u202Fd are known",
      budgetCoverage: { minutes: 40_320, counted: 52, excluded: 0 },
    });
    expect(young?.bill).toMatchObject({
      bad: 90,
      spent: null,
      budgetLeft: null,
      budgetReason: "13\u202Fd 23\u202Fh of 28\u202Fd are known",
    });
    // With what is excluded it is half.
    const id = await add({ evidence: { ...EVIDENCE, window: { ...window, excluded: 60 } } });
    const half = (await list("?state=firing")).items.find((alert) => alert.id === id);
    expect(half?.evidence).toMatchObject({ budgetLeft: { exact: "3/8" }, budgetReason: null, budgetCoverage: { excluded: 60 } });
  });

  test.each([
    ["no-data", { kind: "no-data", since: OPENED, reason: "no-series", blind: [] }, "the query matches no series"],
    ["no-data", { kind: "no-data", since: OPENED, reason: "of tomorrow", blind: [] }, "of tomorrow"],
    ["source-down", { kind: "source-down", sinceMs: 1, reason: "connection refused", objectives: 2, blind: [] }, "connection refused"],
    ["evaluator-behind", { kind: "evaluator-behind", sinceMs: 1, objectives: 1 }, "the newest minute of 1 objective is too old"],
    ["evaluator-behind", { kind: "evaluator-behind", sinceMs: 1, objectives: 7 }, "the newest minute of 7 objectives is too old"],
  ])("of another kind says what happened in words: %s", async (kind, evidence, reason) => {
    const bill = { kind: "plain", fromMs: OPENED * 60_000, toMs: OPENED * 60_000 + 90_000 };
    await add({ kind, severity: "ticket", evidence, closedAt: OPENED + 1, bill, ...(kind === "no-data" ? {} : { objective: null }) });
    const [alert] = (await list()).items;
    expect([alert?.reason, alert?.evidence]).toEqual([reason, null]);
    expect(alert?.bill).toMatchObject({ from: iso(OPENED), to: iso(OPENED + 1), bad: null, spent: null, missingMinutes: 0 });
  });

  test("stays when its objective is deleted, and says so", async () => {
    const id = await add();
    await api.call("DELETE", "/objectives/checkout", { revision: 1 });
    const { json } = await api.call("GET", `/alerts/${id}`);
    expect(json.subject.objective).toMatchObject({ name: "checkout", deleted: true });
    expect(idsOf(await list("?objective=checkout"))).toEqual([id]);
  });

  test("says since when nothing is known, and where it was found only later", async () => {
    await add({ blindSince: OPENED + 5 });
    await add({ origin: "refill", closedAt: OPENED + 9 });
    expect((await list()).items).toMatchObject([{ blindSince: iso(OPENED + 5) }, { origin: "refill" }]);
  });
});

describe("muted alerts", () => {
  const mute = async (fields: object) => (await api.call("POST", "/mutes", { body: { reason: "x", minutes: 60, ...fields } })).json.endsAt;

  test("say until when, as long as they are open", async () => {
    await add();
    await add({ severity: "ticket", closedAt: OPENED + 1 });
    const until = await mute({ scope: "service", name: "shop" });
    expect((await list()).items.map(({ mutedUntil }) => mutedUntil)).toEqual([until, null]);
  });

  test("stay muted with their service when the objective is deleted", async () => {
    await add();
    const until = await mute({ scope: "service", name: "shop" });
    await api.call("DELETE", "/objectives/checkout", { revision: 1 });
    expect((await list()).items[0]?.mutedUntil).toBe(until);
  });

  test("without an objective are muted only together with everything", async () => {
    await add({
      kind: "evaluator-behind",
      objectiveId: null,
      objective: null,
      source: null,
      evidence: { kind: "evaluator-behind", sinceMs: 1, objectives: 1 },
    });
    await mute({ scope: "service", name: "shop" });
    expect((await list()).items[0]?.mutedUntil).toBeNull();
    const until = await mute({ scope: "all", name: null });
    expect((await list()).items[0]?.mutedUntil).toBe(until);
  });
});

describe("the list", () => {
  test("has firing alerts first, then past ones, newest first in both, and turns its pages without a gap or a double", async () => {
    const at = (openedAt: number, closedAt: number | null) => add({ openedAt, closedAt });
    const [old, newer, past, pastNewer, twin] = [
      await at(10, null),
      await at(20, null),
      await at(30, 40),
      await at(50, 60),
      await at(50, 55),
    ];
    const wanted = [newer, old, twin, pastNewer, past];
    expect(idsOf(await list())).toEqual(wanted);
    for (const limit of [1, 2, 3, 4]) {
      const seen: string[] = [];
      for (let cursor: string | null = ""; cursor !== null; ) {
        const page = await list(`?limit=${limit}${cursor === "" ? "" : `&cursor=${cursor}`}`);
        expect(page.items.length).toBeLessThanOrEqual(limit);
        seen.push(...idsOf(page));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual(wanted);
    }
  });

  test("leaves no alert out that ends while the pages are turned", async () => {
    const ids = [await add({ openedAt: 10 }), await add({ openedAt: 20 }), await add({ openedAt: 30 })];
    const first = await list("?limit=1");
    await query(database.url, "UPDATE alert SET closed_at = 99, close_reason = 'resolved', open_key = NULL WHERE id = $1", [ids[0]]);
    const second = await list(`?limit=10&cursor=${first.nextCursor}`);
    expect([...idsOf(first), ...idsOf(second)]).toEqual([ids[2], ids[1], ids[0]]);
  });

  test("counts all open alerts before filters, and those of which nobody is told", async () => {
    await api.call("POST", "/notification-targets", { body: WEBHOOK });
    const told = await add();
    await addNotification(database.url, told, { targetOf: "hook", state: "suppressed" });
    await add({ severity: "ticket" });
    await add({ kind: "no-data", severity: "ticket", evidence: { kind: "no-data", since: 1, reason: "no-sample", blind: [] } });
    await add({ closedAt: OPENED + 1 });
    const { firing, unrouted, items } = await list("?severity=page&state=resolved");
    expect([firing, unrouted, items.length]).toEqual([{ page: 1, ticket: 1, other: 1 }, 2, 1]);
  });

  test("counts what was told, what waits, what was kept back and what was given up", async () => {
    for (const name of ["a", "b", "c"]) await api.call("POST", "/notification-targets", { body: { ...WEBHOOK, name } });
    const id = await add();
    await addNotification(database.url, id, { targetOf: "a", state: "sent" });
    await addNotification(database.url, id, { targetOf: "b", state: "dead" });
    await addNotification(database.url, id, { targetOf: "c", state: "pending" });
    await addNotification(database.url, id, { targetOf: "a", event: "resolved", state: "sending" });
    await addNotification(database.url, id, { targetOf: "b", event: "resolved", state: "suppressed" });
    expect((await list()).items[0]?.told).toEqual({ sent: 1, pending: 2, suppressed: 1, dead: 1 });
  });

  test("can be narrowed by each of its filters, and by all together", async () => {
    const page = await add({ openedAt: 100, closedAt: 200, objective: { team: "storefront" } });
    const ticket = await add({ severity: "ticket", openedAt: 150, source: "other" });
    const foreign = await add({ objectiveId: null, objective: { name: "search", service: "find" }, openedAt: 300 });
    const down = await add({
      kind: "source-down",
      objectiveId: null,
      objective: null,
      openedAt: 400,
      evidence: { kind: "source-down", sinceMs: 1, reason: "x", objectives: 1, blind: [] },
    });
    const cases: readonly (readonly [string, readonly string[]])[] = [
      ["state=firing", [down, foreign, ticket]],
      ["state=resolved", [page]],
      ["kind=source-down", [down]],
      ["severity=ticket", [ticket]],
      ["objective=checkout", [ticket, page]],
      ["objective=search", [foreign]],
      ["objective=nobody", []],
      ["service=find", [foreign]],
      ["team=storefront", [page]],
      ["source=prom", [down, foreign, page]],
      [`from=${iso(199)}`, [down, foreign, ticket, page]],
      [`from=${iso(200)}`, [down, foreign, ticket]],
      [`to=${iso(150)}`, [page]],
      [`from=${iso(100)}&to=${iso(301)}&kind=burn&severity=page&service=shop&source=prom&state=resolved`, [page]],
      ["to=9999-12-31T23:59Z", [down, foreign, ticket, page]],
    ];
    for (const [search, ids] of cases) expect([search, idsOf(await list(`?${search}`))]).toEqual([search, ids]);
  });

  test.each([
    ["state=open", "state"],
    ["kind=fire", "kind"],
    ["severity=info", "severity"],
    ["objective=A", "objective"],
    ["from=yesterday", "from"],
    [`from=${iso(5)}&to=${iso(5)}`, "to"],
    ["limit=0", "limit"],
    ["cursor=YWZ0ZXI6", "cursor"],
    [`cursor=${Buffer.from("after:f.9999999999.1").toString("base64url")}`, "cursor"],
  ])("refuses ?%s by its parameter", async (search, path) => {
    const { status, json } = await api.call("GET", `/alerts?${search}`);
    const paths = new Set(json.errors.map((error: { path: string }) => error.path));
    expect([status, json.code, [...paths]]).toEqual([400, "request.invalid", [path]]);
  });
});

describe("the page of one alert", () => {
  test("has its transitions in their order and what became of each notification", async () => {
    await api.call("POST", "/notification-targets", { body: WEBHOOK });
    const id = await add({ closedAt: OPENED + 80 });
    const transition = (rule: string, sequence: number, to: string, minute: number, evidence: object | null) =>
      query(
        database.url,
        `INSERT INTO alert_transition (alert_id, subject, rule, sequence, "to", minute, evidence) VALUES ($1, 'objective/x', $2, $3, $4, $5, $6)`,
        [id, rule, sequence, to, minute, JSON.stringify(evidence)],
      );
    await transition("page-1h", 2, "resolved", OPENED + 80, null);
    await transition("page-1h", 1, "firing", OPENED, EVIDENCE);
    const deliveryId = await addDelivery(database.url, { accepted: false, answer: "channel_not_found" });
    await addNotification(database.url, id, {
      targetOf: "hook",
      state: "dead",
      reason: "channel_not_found",
      deliveryId,
      settledAt: "2026-11-28T10:00:01Z",
    });
    await addNotification(database.url, id, { event: "resolved" });
    const detail = AlertDetail.parse((await api.call("GET", `/alerts/${id}`)).json);
    expect(detail.transitions).toMatchObject([
      { rule: "page-1h", sequence: 1, to: "firing", at: iso(OPENED), evidence: { badLong: 90, budgetLeft: { exact: "3/8" } } },
      { rule: "page-1h", sequence: 2, to: "resolved", at: iso(OPENED + 80), evidence: null },
    ]);
    expect(detail.notifications).toMatchObject([
      {
        target: "hook",
        targetDeleted: false,
        event: "fired",
        state: "dead",
        reason: "channel_not_found",
        settledAt: "2026-11-28T10:00:01.000Z",
        delivery: {
          form: "single",
          carried: 1,
          attempt: 2,
          startedAt: "2026-11-28T10:00:00.000Z",
          endedAt: "2026-11-28T10:00:01.000Z",
          accepted: false,
          failureClass: "refused",
          status: 404,
          answer: "channel_not_found",
        },
      },
      { target: "gone", targetDeleted: true, event: "resolved", state: "pending", delivery: null },
    ]);
  });

  test("is 404 for one that is not there, and refused for what is no number", async () => {
    expect((await api.call("GET", "/alerts/999999999999999999")).json).toMatchObject({ status: 404, code: "alert.not-found" });
    expect((await api.call("GET", "/alerts/x")).json.errors[0].path).toBe("id");
  });
});

describe("sending a notification once more", () => {
  const retry = (id: string) => api.call("POST", `/notifications/${id}/retry`);

  test("queues one that was given up, with the delivery it had", async () => {
    await api.call("POST", "/notification-targets", { body: WEBHOOK });
    const deliveryId = await addDelivery(database.url, { accepted: null, answer: "timeout" });
    const id = await addNotification(database.url, await add(), {
      targetOf: "hook",
      state: "dead",
      reason: "not delivered within 24 h",
      deliveryId,
      settledAt: "2026-11-28T10:00:01Z",
    });
    const { status, json } = await retry(id);
    expect([status, json.id, json.state, json.reason, json.settledAt, json.delivery.attempt]).toEqual([200, id, "pending", null, null, 2]);
    expect((await retry(id)).json).toMatchObject({
      status: 409,
      code: "notification.not-dead",
      detail: expect.stringContaining("pending"),
    });
  });

  test.each(["pending", "sending", "sent", "suppressed"])("refuses one that is %s", async (state) => {
    await api.call("POST", "/notification-targets", { body: WEBHOOK });
    const id = await addNotification(database.url, await add(), { targetOf: "hook", state });
    expect((await retry(id)).json).toMatchObject({ status: 409, code: "notification.not-dead", detail: expect.stringContaining(state) });
  });

  test("refuses one whose target was deleted, one that is not there, and what is no number", async () => {
    const id = await addNotification(database.url, await add(), { target: "hook", state: "dead" });
    expect((await retry(id)).json).toMatchObject({ status: 404, code: "target.not-found", detail: expect.stringContaining('"hook"') });
    expect((await retry("99999")).json).toMatchObject({ status: 404, code: "notification.not-found" });
    expect((await retry("x")).json.errors[0].path).toBe("id");
  });
});

test("generated minutes show on the board only while they reach into the window", async () => {
  const afterSetting = async (minutesInWindow: number) => {
    await query(database.url, "UPDATE stream SET generated_until = watermark - 28 * 1440 + $1", [minutesInWindow]);
    const [summary] = (await api.call("GET", "/objectives")).json.items;
    return summary.generatedUntil === null ? null : (Date.parse(summary.generatedUntil) - Date.parse(summary.watermark)) / 60_000;
  };
  expect(await afterSetting(1)).toBe(1 - 28 * 1440);
  expect(await afterSetting(0)).toBeNull();
});
