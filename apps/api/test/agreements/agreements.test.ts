import { isoOfMinute, MINUTE_MS } from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { days, objective, SOURCE } from "../support/examples.ts";
import { query, removeEverything } from "../support/rows.ts";
import { type Loose, makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp(database, { testImport: true, retentionDays: 762 });
});
afterAll(() => api.close());

const minute = (iso: string): number => Date.parse(iso) / MINUTE_MS;
/** Bounds of January and February 2026 in Stockholm. */
const [JANUARY, FEBRUARY, MARCH, APRIL] = ["2025-12-31T23:00Z", "2026-01-31T23:00Z", "2026-02-28T23:00Z", "2026-03-31T22:00Z"];
const AT = "2026-03-10T12:00Z";

const agreement = (fields: object = {}) => ({
  name: "acme-gold",
  customer: "Acme",
  objective: "checkout",
  targetPercent: "99.5",
  unit: "month",
  zone: "Europe/Stockholm",
  startsAt: "2026-01-14T23:00Z",
  ...fields,
});
const create = (fields: object = {}) => api.call("POST", "/agreements", { body: agreement(fields) });

const run = (from: string, minutes: number, [good, total]: readonly [string, string]) => ({ from, minutes, good, total });
/** A hundred requests a minute since the new year; February has an hour without a single good one. */
const history = (more: object[] = []) => ({
  at: AT,
  runs: [
    run("2026-01-01T00:00Z", minute(AT) - minute("2026-01-01T00:00Z"), ["100", "100"]),
    run("2026-02-10T10:00Z", 60, ["0", "100"]),
    ...more,
  ],
});

async function store(body: object): Promise<void> {
  const { statusCode } = await api.app.inject({ method: "PUT", url: "/api/v1/test/objectives/checkout/minutes", payload: body });
  expect(statusCode).toBe(204);
}

beforeEach(async () => {
  await query(database.url, "DELETE FROM agreement");
  await removeEverything(database.url);
  await api.call("POST", "/sources", { body: SOURCE });
  await api.call("POST", "/objectives", { body: objective({ window: days(28) }) });
  await store(history());
});

const periods = async (): Promise<Loose[]> => (await api.call("GET", "/agreements/acme-gold/periods")).json.items;

test("a promise is shown with the period that runs and the margin to the objective behind it", async () => {
  const { status, json } = await create();
  expect(status).toBe(201);
  expect(json).toMatchObject({ customer: "Acme", objectiveTargetPercent: "99.9", margin: { exact: "1/250" }, warnings: [], revision: 1 });
  expect(json.present).toMatchObject({ from: MARCH, to: APRIL, countedTo: AT, state: "running", met: true, sli: { exact: "1/1" } });
  expect((await api.call("GET", "/agreements?objective=checkout")).json.items).toEqual([json]);
});

test("each period is settled on its own bounds in the zone, the first one only from where the promise begins", async () => {
  await create();
  const february = minute(MARCH) - minute(FEBRUARY);
  expect(await periods()).toMatchObject([
    { from: MARCH, state: "running" },
    {
      from: FEBRUARY,
      to: MARCH,
      state: "closed",
      partial: false,
      bad: { exact: "6000/1" },
      mass: { exact: `${february * 100}/1` },
      sli: { exact: "671/672" },
      met: true,
      coverage: { minutes: february, counted: february },
    },
    { from: "2026-01-14T23:00Z", to: FEBRUARY, partial: true, bad: { exact: "0/1" }, met: true },
  ]);
  expect(february).toBe(28 * 1440);
});

test("a month that is missed says by how much", async () => {
  await create({ targetPercent: "99.9" });
  const [, february] = await periods();
  expect(february).toMatchObject({ met: false, margin: { exact: "-41/84000" }, remainingFraction: { exact: "-41/84" } });
});

describe("a period that is over and settled", () => {
  const freeze = () => api.composition.freezePeriods();

  test("is recorded once, and nothing that is learned later changes it", async () => {
    await create();
    const before = await periods();
    await freeze();
    const frozen = await periods();
    expect(frozen.map(({ state }) => state)).toEqual(["running", "frozen", "frozen"]);
    expect(frozen.map(({ sli, from, to }) => ({ sli, from, to }))).toEqual(before.map(({ sli, from, to }) => ({ sli, from, to })));

    await store(history([run("2026-02-20T10:00Z", 600, ["0", "100"])]));
    await freeze();
    expect(await periods()).toEqual(frozen);
  });

  test("keeps what was promised in it when the promise changes", async () => {
    await create();
    await freeze();
    const { status } = await api.call("PUT", "/agreements/acme-gold", { body: agreement({ targetPercent: "99" }), revision: 1 });
    expect(status).toBe(200);
    expect((await periods()).map(({ targetPercent }) => targetPercent)).toEqual(["99", "99.5", "99.5"]);
  });

  test("is not recorded while late data may come", async () => {
    await create();
    const at = isoOfMinute(minute(MARCH) + 8 * 1440 - 1);
    await store({ at, runs: [run("2026-01-01T00:00Z", minute(at) - minute("2026-01-01T00:00Z"), ["100", "100"])] });
    await freeze();
    expect((await periods()).map(({ state }) => state)).toEqual(["running", "closed", "frozen"]);
  });
});

test("an exclusion counts for the customer too", async () => {
  await create({ targetPercent: "99.9" });
  const maintenance = {
    from: "2026-02-10T10:00:00Z",
    to: "2026-02-10T11:00:00Z",
    mode: "exclude",
    category: "agreed",
    reason: "agreed with Acme",
  };
  expect((await api.call("POST", "/adjustments", { body: { scope: "objective", name: "checkout", ...maintenance } })).status).toBe(201);
  const [, february] = await periods();
  expect(february).toMatchObject({ met: true, bad: { exact: "0/1" }, coverage: { excluded: 60 }, excludedFraction: { exact: "1/672" } });
});

test.each([
  ["more than the objective aims at", { targetPercent: "99.95" }, "request.invalid", "targetPercent"],
  ["a target that is none", { targetPercent: "lots" }, "request.invalid", "targetPercent"],
  ["a zone that does not exist", { zone: "Europe/Atlantis" }, "request.invalid", "zone"],
  ["an objective that does not exist", { objective: "nothing" }, "agreement.objective-unknown", "objective"],
  ["nobody to promise it to", { customer: " " }, "request.invalid", "customer"],
])("a promise of %s is refused by field", async (_what, fields, code, path) => {
  const { json } = await create(fields);
  expect([json.code, json.errors.map((problem: Loose) => problem.path)]).toEqual([code, [path]]);
  expect((await api.call("GET", "/agreements")).json.items).toEqual([]);
});

test("a name is taken once, a stale change is refused, and an unknown agreement is not found", async () => {
  await create();
  expect((await create()).json.code).toBe("agreement.name-taken");
  expect((await api.call("PUT", "/agreements/acme-gold", { body: agreement(), revision: 7 })).json.code).toBe("revision.conflict");
  expect((await api.call("DELETE", "/agreements/acme-gold", { revision: 7 })).json.code).toBe("revision.conflict");
  expect((await api.call("GET", "/agreements/other")).json.code).toBe("agreement.not-found");
  expect((await api.call("GET", "/agreements/other/periods")).json.code).toBe("agreement.not-found");
});

test("an objective that a promise is settled by is not deleted", async () => {
  await create();
  const refused = await api.call("DELETE", "/objectives/checkout", { revision: 1 });
  expect([refused.status, refused.json.code]).toEqual([409, "objective.in-use"]);
  expect((await api.call("DELETE", "/agreements/acme-gold", { revision: 1 })).status).toBe(204);
  expect((await api.call("DELETE", "/objectives/checkout", { revision: 1 })).status).toBe(204);
});

test("a promise from before there is data says so, and one without a margin too", async () => {
  const { json } = await create({ startsAt: "2025-06-01T00:00Z", targetPercent: "99.9" });
  expect(json.warnings).toEqual([
    "The promise equals the objective's target: there is no margin, and the objective warns only when it is missed",
    "Data begins at 2026-01-01T00:00Z: what came before is missing, not good",
  ]);
  expect((await periods()).find(({ from }) => from === JANUARY)?.coverage.missing).toBe(60);
});
