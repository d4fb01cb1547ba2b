import { addFractions, type Fraction, fraction, isoOfMinute } from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAlert } from "../support/alert-rows.ts";
import { objective, SOURCE } from "../support/examples.ts";
import { query } from "../support/rows.ts";
import { type Loose, makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
const AT = Math.floor(Date.now() / 3_600_000) * 60;
const DAY = 1440;
const WINDOW = 7 * DAY;
let api: TestApp;

/** Minutes of a stream of its own: 100 events each, good but for the bursts [minutes before the end, minutes, bad]. */
async function define(name: string, bursts: readonly (readonly [ago: number, minutes: number, bad: number])[], fields: object = {}) {
  const indicator = {
    kind: "ratio",
    counter: true,
    numerator: "bad",
    part: { source: "prom", spec: { query: `http_requests_total{code=~"5..",of="${name}"}` } },
    total: { source: "prom", spec: { query: `http_requests_total{of="${name}"}` } },
  };
  const body = objective({ name, indicator, targetPercent: "99", window: { kind: "rolling", minutes: WINDOW }, ...fields });
  const created = await api.call("POST", "/objectives", { body });
  expect(created.status, created.text).toBe(201);
  await store(name, bursts);
}

async function store(name: string, bursts: readonly (readonly [ago: number, minutes: number, bad: number])[]) {
  const calm = { from: isoOfMinute(AT - 9 * DAY), minutes: 9 * DAY, good: "100", total: "100" };
  const runs = [
    calm,
    ...bursts.map(([ago, minutes, bad]) => ({ from: isoOfMinute(AT - ago), minutes, good: String(100 - bad), total: "100" })),
  ];
  const stored = await api.call("PUT", `/test/objectives/${name}/minutes`, { body: { at: isoOfMinute(AT), runs } });
  expect(stored.status, stored.text).toBe(204);
}

const episodes = async (name: string, search = "") => (await api.call("GET", `/objectives/${name}/episodes${search}`)).json;
const exact = (figure: Loose): Fraction => {
  const [num = "0", den = "1"] = String(figure.exact).split("/");
  return fraction(BigInt(num), BigInt(den));
};
const idOf = async (name: string): Promise<string> =>
  String((await query<{ id: string }>(database.url, "SELECT id FROM objective WHERE name = $1", [name]))[0]?.id);

beforeAll(async () => {
  api = await makeTestApp(database, { testImport: true });
  await api.call("POST", "/sources", { body: SOURCE });
  // Of 10,080 that may be bad: 3,000, 1,200, and 60 that are no episode of their own.
  await define("checkout", [
    [5 * DAY, 30, 100],
    [2 * DAY, 120, 10],
    [DAY, 60, 1],
  ]);
});
afterAll(() => api.close());

describe("the ledger of an objective", () => {
  test("says where the budget went, the newest episode first, and adds up exactly", async () => {
    const ledger = await episodes("checkout");
    expect(ledger).toMatchObject({
      objective: "checkout",
      from: isoOfMinute(AT - WINDOW),
      to: isoOfMinute(AT),
      unit: "events",
      allowed: { exact: "10080/1" },
      totalBad: { exact: "4260/1" },
      backgroundBad: { exact: "60/1" },
      spentShare: { exact: "71/168" },
      coverage: { minutes: WINDOW, counted: WINDOW },
    });
    expect(ledger.episodes).toMatchObject([
      {
        from: isoOfMinute(AT - 2 * DAY),
        to: isoOfMinute(AT - 2 * DAY + 120),
        open: false,
        bad: { exact: "1200/1" },
        total: { exact: "12000/1" },
        share: { exact: "5/42" },
        peakBurn: { burn: { exact: "10/1" }, minutes: 5 },
        alerts: [],
        note: null,
      },
      {
        from: isoOfMinute(AT - 5 * DAY),
        to: isoOfMinute(AT - 5 * DAY + 30),
        bad: { exact: "3000/1" },
        peakBurn: { burn: { exact: "100/1" } },
      },
    ]);
    const sum = [ledger.backgroundBad, ...ledger.episodes.map(({ bad }: Loose) => bad)].map(exact).reduce(addFractions);
    expect(sum).toEqual(exact(ledger.totalBad));
    const { budget } = (await api.call("GET", "/objectives/checkout/status")).json;
    expect([ledger.allowed, ledger.totalBad, ledger.spentShare]).toEqual([budget.allowed, budget.consumed, budget.consumedFraction]);
  });

  test("is read for any interval; shares stay parts of the budget of the window that ends there", async () => {
    const ledger = await episodes("checkout", `?from=${isoOfMinute(AT - 2 * DAY + 60)}&to=${isoOfMinute(AT - DAY)}`);
    expect(ledger).toMatchObject({ totalBad: { exact: "600/1" }, allowed: { exact: "10080/1" }, spentShare: { exact: "5/84" } });
    expect(ledger.episodes).toMatchObject([{ from: isoOfMinute(AT - 2 * DAY + 60), bad: { exact: "600/1" } }]);
  });

  test("an episode keeps its id where an interval cuts it", async () => {
    const [whole] = (await episodes("checkout")).episodes;
    const [cut] = (await episodes("checkout", `?from=${isoOfMinute(AT - 2 * DAY + 60)}`)).episodes;
    expect(cut.id).toBe(whole.id);
    expect(whole.id).toMatch(/^[0-9a-v]{13}$/);
  });

  test("what burns at the end may go on", async () => {
    await define("burning", [[40, 40, 30]]);
    expect((await episodes("burning")).episodes).toMatchObject([{ open: true, to: isoOfMinute(AT) }]);
    const past = await episodes("burning", `?from=${isoOfMinute(AT - 40)}&to=${isoOfMinute(AT - 10)}`);
    expect(past.episodes).toMatchObject([{ open: false, to: isoOfMinute(AT - 10) }]);
  });

  test("slices are counted as slices", async () => {
    const slices = { minutes: 5, targetPercent: "95", noTraffic: "good", missing: "exclude" };
    await define("sliced", [[2 * DAY, 120, 10]], { method: "timeslices", slices });
    const ledger = await episodes("sliced");
    expect(ledger).toMatchObject({
      unit: "slices",
      totalBad: { exact: "24/1" },
      backgroundBad: { exact: "0/1" },
      allowed: { exact: "504/25" },
    });
    expect(ledger.episodes).toMatchObject([{ bad: { exact: "24/1" }, total: { exact: "24/1" }, from: isoOfMinute(AT - 2 * DAY) }]);
    const { budget } = (await api.call("GET", "/objectives/sliced/status")).json;
    expect([ledger.allowed, ledger.totalBad]).toEqual([budget.allowed, budget.consumed]);
  });

  test("what is excluded is in no episode", async () => {
    await define("adjusted", [[2 * DAY, 120, 10]]);
    const [from, to] = [AT - 2 * DAY, AT - 2 * DAY + 60].map((minute) => new Date(minute * 60_000).toISOString());
    const body = { scope: "objective", name: "adjusted", mode: "exclude", from, to, category: "agreed", reason: "as agreed" };
    await api.call("POST", "/adjustments", { body });
    const ledger = await episodes("adjusted");
    expect(ledger).toMatchObject({ totalBad: { exact: "600/1" }, coverage: { excluded: 60, counted: WINDOW - 60 } });
    expect(ledger.episodes).toMatchObject([{ from: isoOfMinute(AT - 2 * DAY + 60), bad: { exact: "600/1" } }]);
  });

  test("shows the alerts that were open while it burnt", async () => {
    const objectiveId = await idOf("checkout");
    const start = AT - 2 * DAY;
    const inside = await addAlert(database.url, { objectiveId, openedAt: start + 10, closedAt: start + 40 });
    const atItsEnd = await addAlert(database.url, { objectiveId, severity: "ticket", openedAt: start + 120, closedAt: start + 500 });
    await addAlert(database.url, { objectiveId, openedAt: start - 60, closedAt: start });
    await addAlert(database.url, { objectiveId, openedAt: start + 121, closedAt: start + 140 });
    const [episode] = (await episodes("checkout")).episodes;
    expect(episode.alerts).toEqual([
      { id: inside, kind: "burn", severity: "page", openedAt: isoOfMinute(start + 10) },
      { id: atItsEnd, kind: "burn", severity: "ticket", openedAt: isoOfMinute(start + 120) },
    ]);
  });

  test.each([
    ["an end at its start", `?from=${isoOfMinute(AT - 10)}&to=${isoOfMinute(AT - 10)}`, "to"],
    ["more than 100 days", `?from=${isoOfMinute(AT - 100 * DAY - 1)}&to=${isoOfMinute(AT)}`, "from"],
    ["more than 100 days up to the watermark", `?from=${isoOfMinute(AT - 100 * DAY - 1)}`, "from"],
    ["a time that has not come", `?from=${isoOfMinute(AT)}`, "from"],
  ])("%s is refused by its field", async (_name, search, path) => {
    const { status, json } = await api.call("GET", `/objectives/checkout/episodes${search}`);
    expect([status, json.code, json.errors.map((one: Loose) => one.path)]).toEqual([400, "request.invalid", [path]]);
  });

  test("an objective that is not there is 404", async () => {
    expect((await episodes("nobody")).code).toBe("objective.not-found");
  });
});

describe("a note", () => {
  const put = (name: string, id: string, body: object) => api.call("PUT", `/objectives/${name}/episodes/${id}/note`, { body });

  test("says cause and owner, is replaced whole, and is gone when it says nothing", async () => {
    const [{ id }] = (await episodes("checkout")).episodes;
    const first = await put("checkout", id, { cause: "bad deploy", owner: "storefront" });
    expect(first.json).toEqual({ cause: "bad deploy", owner: "storefront", author: "local", updatedAt: expect.any(String) });
    expect((await episodes("checkout")).episodes[0].note).toEqual(first.json);
    const second = await put("checkout", id, { cause: "bad query" });
    expect((await episodes("checkout")).episodes[0].note).toEqual(second.json);
    expect(second.json).toMatchObject({ cause: "bad query", owner: null });
    await put("checkout", id, {});
    expect((await episodes("checkout")).episodes[0].note).toBeNull();
  });

  test("stays with its episode when a correction moves the start", async () => {
    await define("moving", [[2 * DAY, 120, 10]]);
    const [{ id }] = (await episodes("moving")).episodes;
    await put("moving", id, { cause: "a leak" });
    await store("moving", [[2 * DAY + 30, 150, 10]]);
    const [moved] = (await episodes("moving")).episodes;
    expect(moved).toMatchObject({ id, from: isoOfMinute(AT - 2 * DAY - 30), note: { cause: "a leak" } });
    // Written again, it knows the new minutes: found again even where the old ones do not overlap any more.
    await put("moving", id, { cause: "a leak", owner: "payments" });
    await store("moving", [[2 * DAY + 30, 25, 50]]);
    expect((await episodes("moving")).episodes).toMatchObject([{ id, note: { owner: "payments" } }]);
  });

  test("can be written about an episode before the window", async () => {
    await define("past", [[8 * DAY, 60, 50]]);
    const [old] = (await episodes("past", `?from=${isoOfMinute(AT - 9 * DAY)}`)).episodes;
    expect((await episodes("past")).episodes).toEqual([]);
    expect((await put("past", old.id, { cause: "long ago" })).status).toBe(200);
    expect((await episodes("past", `?from=${isoOfMinute(AT - 9 * DAY)}`)).episodes[0].note.cause).toBe("long ago");
  });

  test("about an episode or an objective that is not there is 404", async () => {
    expect((await put("checkout", "0000000000000", {})).json).toMatchObject({ status: 404, code: "episode.not-found" });
    expect((await put("nobody", "0000000000000", {})).json.code).toBe("objective.not-found");
    expect((await put("checkout", "NO!", {})).json.errors[0].path).toBe("id");
  });
});

describe("the episodes of many objectives", () => {
  const fleet = async (search = "") => (await api.call("GET", `/episodes${search}`)).json;

  test("come with the objective they are of, the most expensive first, as in its own ledger", async () => {
    await define("dear", [[3 * DAY, 60, 100]], { service: "fleet" });
    await define("cheap", [[DAY, 60, 10]], { service: "fleet" });
    await define("calm", [], { service: "fleet" });
    const { items, objectives, episodes: count } = await fleet("?scope=service&name=fleet");
    expect([items.map((one: Loose) => one.objective), objectives, count]).toEqual([["dear", "cheap"], 3, 2]);
    for (const item of items) {
      const { objective: name, displayName: _d, service, team, unit, ...episode } = item;
      expect([service, team, unit]).toEqual(["fleet", null, "events"]);
      expect((await episodes(name)).episodes).toEqual([episode]);
    }
    expect((await fleet("?scope=service&name=fleet&limit=1")).items).toEqual([items[0]]);
    expect((await fleet("?scope=objective&name=cheap")).items).toEqual([items[1]]);
  });

  test("can be asked for in an interval, and of everything", async () => {
    const from = isoOfMinute(AT - 2 * DAY);
    const { items } = await fleet(`?scope=service&name=fleet&from=${from}`);
    expect(items.map((one: Loose) => one.objective)).toEqual(["cheap"]);
    const all = await fleet();
    expect(all.episodes).toBeGreaterThanOrEqual(5);
    const shares = all.items.map((one: Loose) => one.share.value);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
  });

  test.each([
    ["a name for everything", "?name=shop", "name"],
    ["no name for a service", "?scope=service", "name"],
    ["an empty interval", `?from=${isoOfMinute(AT)}&to=${isoOfMinute(AT - 1)}`, "to"],
    ["no limit", "?limit=0", "limit"],
  ])("%s is refused by its field", async (_name, search, path) => {
    const { status, json } = await api.call("GET", `/episodes${search}`);
    expect([status, json.errors.map((one: Loose) => one.path)]).toEqual([400, [path]]);
  });
});

test("a month of one objective is read fast enough to be waited for", async () => {
  await define("month", [[3 * DAY, 60, 100]], { window: { kind: "rolling", minutes: 30 * DAY } });
  const runs = [{ from: isoOfMinute(AT - 30 * DAY), minutes: 30 * DAY, good: "99", total: "100" }];
  await api.call("PUT", "/test/objectives/month/minutes", { body: { at: isoOfMinute(AT), runs } });
  await episodes("month");
  const started = performance.now();
  const ledger = await episodes("month");
  const tookMs = performance.now() - started;
  expect(ledger.coverage.counted).toBe(30 * DAY);
  // Some 50 ms; here the machine may be busy with other tests.
  expect(tookMs).toBeLessThan(5_000);
});
