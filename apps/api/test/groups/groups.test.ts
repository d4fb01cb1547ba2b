import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { indicator, objective, SOURCE } from "../support/examples.ts";
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

const body = (fields: object = {}, of: object = {}) => ({ objective: objective(of), groupBy: ["route", "method"], ...fields });
const create = (fields: object = {}, of: object = {}) => api.call("POST", "/groups", { body: body(fields, of) });
const update = (revision: number, fields: object = {}, of: object = {}) =>
  api.call("PUT", "/groups/checkout", { body: body(fields, of), revision });
const get = async () => (await api.call("GET", "/groups/checkout")).json;
const members = async (search = "") => (await api.call("GET", `/groups/checkout/objectives${search}`)).json.items;

let clock = Date.now();
/** As the evaluator does when the source has these combinations. */
const sync = async (...found: readonly (readonly [route: string, method: string])[]) => {
  clock += 1000;
  const { revision } = await get();
  const value = found.map(([route, method]) => ({ route, method }));
  return api.composition.syncGroup({ name: "checkout", revision, askedAtMs: clock, answer: { ok: true, value } });
};
const fail = async (message: string) => {
  clock += 1000;
  const failure = { class: "unreachable", retryable: true, message } as const;
  return api.composition.syncGroup({
    name: "checkout",
    revision: (await get()).revision,
    askedAtMs: clock,
    answer: { ok: false, failure },
  });
};
const archive = (name: string) =>
  query(database.url, "UPDATE objective SET archived_at = now(), updated_at = now() WHERE name = $1", [name]);

describe("a group", () => {
  test("comes back whole and is empty until its source was asked", async () => {
    const { status, json, headers } = await create({ cap: 200 }, { displayName: "Checkout" });
    expect(status).toBe(201);
    expect(headers.etag).toBe('"1"');
    expect(json).toMatchObject({
      name: "checkout",
      displayName: "Checkout",
      service: "shop",
      groupBy: ["route", "method"],
      cap: 200,
      found: null,
      leftOut: 0,
      listedAt: null,
      warnings: [],
      active: 0,
      archived: 0,
      revision: 1,
      author: "local",
    });
    expect(json.objective).toMatchObject({ name: "checkout", targetPercent: "99.9", indicator: indicator() });
    expect(json.openslo).toContain("solvent/group-by: route, method");
    expect(await get()).toEqual(json);
    expect((await api.call("GET", "/groups")).json).toEqual({ items: [json], nextCursor: null });
  });

  test("becomes one ordinary objective per combination, each with its own stream", async () => {
    await create();
    expect(await sync(["/a", "GET"], ["/a", "POST"])).toEqual({ kind: "synced", created: 2, restored: 0 });
    expect((await members()).map(({ name, labels }: never) => [name, labels])).toEqual([
      ["checkout-a-get", { route: "/a", method: "GET" }],
      ["checkout-a-post", { route: "/a", method: "POST" }],
    ]);
    const { json } = await api.call("GET", "/objectives/checkout-a-get");
    expect(json).toMatchObject({
      displayName: "checkout · route=/a, method=GET",
      labels: { route: "/a", method: "GET" },
      group: "checkout",
      groupLabels: { route: "/a", method: "GET" },
      archivedAt: null,
      revision: 1,
    });
    expect(json.indicator.total.spec.query).toMatch(/method="GET".*route="\/a"|route="\/a".*method="GET"/);
    expect(json.openslo).not.toContain("group-by");
    const streams = await query<{ count: number }>(database.url, "SELECT count(*)::int FROM stream WHERE kind = 'measured'");
    expect(streams[0]?.count).toBe(2);
    expect(await get()).toMatchObject({ found: 2, leftOut: 0, active: 2, states: { provisional: 2, "no-data": 0 }, warnings: [] });
    expect(await sync(["/a", "GET"], ["/a", "POST"])).toEqual({ kind: "synced", created: 0, restored: 0 });
  });

  test("beyond its cap says what is left out, and never drops what is measured", async () => {
    await create({ cap: 2 });
    await sync(["/b", "GET"], ["/c", "GET"]);
    await sync(["/a", "GET"], ["/b", "GET"], ["/c", "GET"]);
    expect((await members()).map(({ name }: never) => name)).toEqual(["checkout-b-get", "checkout-c-get"]);
    const { found, leftOut, warnings } = await get();
    expect({ found, leftOut }).toEqual({ found: 3, leftOut: 1 });
    expect(warnings).toEqual(["3 combinations found: 2 are measured, 1 is left out (cap 2); narrow the query or use fewer labels"]);
  });

  test("keeps everything and says why when its source fails", async () => {
    await create();
    await sync(["/a", "GET"]);
    expect(await fail("connect ECONNREFUSED")).toEqual({ kind: "failed" });
    expect(await get()).toMatchObject({ found: 1, active: 1, warnings: ["connect ECONNREFUSED"] });
    await sync(["/a", "GET"]);
    expect((await get()).warnings).toEqual([]);
  });

  test("takes no answer that is older than what is stored", async () => {
    await create();
    await sync(["/a", "GET"]);
    const older = { name: "checkout", askedAtMs: clock - 500, answer: { ok: true, value: [{ route: "/b", method: "GET" }] } } as const;
    expect(await api.composition.syncGroup({ ...older, revision: 1 })).toEqual({ kind: "outdated" });
    expect(await api.composition.syncGroup({ ...older, revision: 7, askedAtMs: clock + 500 })).toEqual({ kind: "outdated" });
    expect(await members()).toHaveLength(1);
  });
});

describe("a change of a group", () => {
  test("is a revision of it and of each of its objectives, and what stays the same is none", async () => {
    await create();
    await sync(["/a", "GET"], ["/b", "GET"]);
    expect((await update(1)).json.revision).toBe(1);
    const { status, json } = await update(1, {}, { targetPercent: "99", displayName: "Shop" });
    expect(status).toBe(200);
    expect(json).toMatchObject({ revision: 2, listedAt: null, objective: { targetPercent: "99" } });
    for (const name of ["checkout-a-get", "checkout-b-get"]) {
      const { items } = (await api.call("GET", `/objectives/${name}/revisions`)).json;
      expect(items[0]).toMatchObject({ revision: 2, author: "local" });
      expect(items[0].changes.map(({ path }: { path: string }) => path)).toEqual(["displayName", "targetPercent"]);
    }
    expect((await update(1, {}, { targetPercent: "98" })).json.code).toBe("revision.conflict");
  });

  test("to other labels replaces its objectives", async () => {
    await create();
    await sync(["/a", "GET"], ["/b", "GET"]);
    const { json } = await update(1, { groupBy: ["route"] });
    expect(json).toMatchObject({ revision: 2, active: 0, found: 2, listedAt: null });
    expect((await api.call("GET", "/objectives/checkout-a-get")).status).toBe(404);
  });

  test("cannot rename it", async () => {
    await create();
    expect((await api.call("PUT", "/groups/checkout", { body: body({}, { name: "other" }), revision: 1 })).json.errors[0].path).toBe(
      "objective.name",
    );
  });
});

describe("an objective of a group", () => {
  beforeEach(async () => {
    await create();
    await sync(["/a", "GET"]);
  });

  test("is changed and deleted with its group only, also by a text", async () => {
    const changed = await api.call("PUT", "/objectives/checkout-a-get", { body: objective({ name: "checkout-a-get" }), revision: 1 });
    expect([changed.status, changed.json.code]).toEqual([409, "objective.in-group"]);
    expect(changed.json.detail).toContain('belongs to the group "checkout"');
    expect((await api.call("DELETE", "/objectives/checkout-a-get", { revision: 1 })).json.code).toBe("objective.in-group");
    const { openslo } = (await api.call("GET", "/objectives/checkout-a-get")).json;
    const applied = await api.call("POST", "/apply", { body: { text: openslo } });
    expect(applied.json).toMatchObject({ code: "definition.invalid", errors: [{ path: "metadata.name" }] });
  });

  test("is found by its group and by the values of its labels", async () => {
    await api.call("POST", "/objectives", { body: objective({ name: "other" }) });
    const names = async (search: string) =>
      (await api.call("GET", `/objectives?${search}`)).json.items.map(({ name }: { name: string }) => name);
    expect(await names("group=checkout")).toEqual(["checkout-a-get"]);
    expect(await names("search=%2Fa")).toEqual(["checkout-a-get"]);
    expect(await names("search=route:%2Fa")).toEqual(["checkout-a-get"]);
    const { items } = (await api.call("GET", "/objectives?group=checkout")).json;
    expect(items[0]).toMatchObject({ group: "checkout", groupLabels: { route: "/a", method: "GET" } });
  });

  test("that is archived is nowhere but in its group and under its name, until its combination is back", async () => {
    await sync(["/a", "GET"], ["/b", "GET"]);
    await archive("checkout-a-get");
    const board = (await api.call("GET", "/objectives")).json;
    expect([board.matching, board.counts.provisional]).toEqual([1, 1]);
    expect((await api.call("GET", "/services/shop")).json.objectives).toBe(1);
    expect((await api.call("GET", "/episodes")).json.objectives).toBe(1);
    expect((await api.app.inject({ url: "/metrics" })).payload).not.toContain("checkout-a-get");
    const { archivedAt } = (await api.call("GET", "/objectives/checkout-a-get")).json;
    expect(archivedAt).toMatch(/^\d{4}-/);
    expect((await api.call("GET", "/objectives/checkout-a-get/status")).json.archivedAt).toBe(archivedAt);
    expect((await api.call("GET", "/objectives/checkout-b-get/status")).json.archivedAt).toBeNull();
    expect((await api.call("GET", "/objectives/checkout-a-get/status")).status).toBe(200);
    expect((await members()).map(({ name, archivedAt, state }: never) => [name, archivedAt !== null, state])).toEqual([
      ["checkout-b-get", false, "provisional"],
      ["checkout-a-get", true, null],
    ]);
    expect(await members("?archived=true")).toHaveLength(1);
    expect(await members("?archived=false")).toHaveLength(1);
    expect(await get()).toMatchObject({ active: 1, archived: 1 });
    expect(await sync(["/a", "GET"], ["/b", "GET"])).toEqual({ kind: "synced", created: 0, restored: 1 });
    expect((await api.call("GET", "/objectives/checkout-a-get")).json).toMatchObject({ archivedAt: null, revision: 1 });
    expect((await api.call("GET", "/objectives")).json.matching).toBe(2);
  });
});

test("members are listed page by page, active ones first", async () => {
  await create();
  await sync(["/a", "GET"], ["/b", "GET"], ["/c", "GET"]);
  await archive("checkout-a-get");
  const names: string[] = [];
  let cursor = "";
  do {
    const { json } = await api.call("GET", `/groups/checkout/objectives?limit=1${cursor === "" ? "" : `&cursor=${cursor}`}`);
    names.push(...json.items.map(({ name }: { name: string }) => name));
    cursor = json.nextCursor ?? "";
  } while (cursor !== "");
  expect(names).toEqual(["checkout-b-get", "checkout-c-get", "checkout-a-get"]);
});

describe("names", () => {
  test("are those of groups or of objectives, never of both", async () => {
    await api.call("POST", "/objectives", { body: objective() });
    expect((await create()).json).toMatchObject({ status: 409, code: "group.name-taken" });
    await create({}, { name: "pay" });
    expect((await api.call("POST", "/objectives", { body: objective({ name: "pay" }) })).json.code).toBe("objective.name-taken");
    expect((await create({}, { name: "pay" })).json.code).toBe("group.name-taken");
  });

  test("of a group's objectives go around those that are taken", async () => {
    await api.call("POST", "/objectives", { body: objective({ name: "checkout-a-get" }) });
    await create();
    await sync(["/a", "GET"]);
    expect((await members())[0].name).toMatch(/^checkout-a-get-[a-z0-9]{6}$/);
  });

  test("that are wanted twice at the same time are given once", async () => {
    const answers = await Promise.all([create(), api.call("POST", "/objectives", { body: objective() }), create()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });
});

test("a group is deleted with its objectives, but not while an agreement rests on one", async () => {
  await create();
  await sync(["/a", "GET"], ["/b", "GET"]);
  const agreement = {
    name: "gold",
    customer: "Acme",
    objective: "checkout-b-get",
    targetPercent: "99",
    unit: "month",
    zone: "UTC",
    weekStart: "monday",
    startsAt: "2026-01-01T00:00Z",
  };
  expect((await api.call("POST", "/agreements", { body: agreement })).status).toBe(201);
  expect((await api.call("DELETE", "/groups/checkout", { revision: 1 })).json).toMatchObject({ code: "objective.in-use" });
  expect(await members()).toHaveLength(2);
  await api.call("DELETE", "/agreements/gold", { revision: 1 });
  expect((await api.call("DELETE", "/services/shop", { revision: 1 })).json.code).toBe("service.in-use");
  expect((await api.call("DELETE", "/sources/prom", { revision: 1 })).json.code).toBe("source.in-use");
  expect((await api.call("DELETE", "/groups/checkout", { revision: 2 })).json.code).toBe("revision.conflict");
  expect((await api.call("DELETE", "/groups/checkout", { revision: 1 })).status).toBe(204);
  expect((await api.call("GET", "/groups/checkout")).json.code).toBe("group.not-found");
  expect((await api.call("GET", "/objectives")).json.matching).toBe(0);
});

describe("a group without objectives", () => {
  test("keeps its data source and its service", async () => {
    await create();
    const source = (await api.call("DELETE", "/sources/prom", { revision: 1 })).json;
    expect([source.code, source.detail]).toEqual(["source.in-use", expect.stringContaining('The group "checkout" reads from')]);
    expect((await api.call("DELETE", "/services/shop", { revision: 1 })).json.code).toBe("service.in-use");
  });

  test("says so when the source has nothing", async () => {
    await create();
    await sync();
    expect((await get()).warnings).toEqual(["the source has no series of this query within the last hour, so there is no objective yet"]);
  });
});

describe("what cannot be a group is refused with its field", () => {
  const at = (source: string) => ({ source, spec: { query: "http_requests_total" } });
  const nobody = { ...indicator(), part: at("nobody"), total: at("nobody") };
  const composite = { kind: "composite", how: "min", parts: [{ objective: "a" }] };
  const threshold = (text: string) => ({
    kind: "threshold",
    metric: { source: "prom", spec: { query: text } },
    operator: "lte",
    value: "1",
  });
  test.each<[string, object, object, string]>([
    ["a label twice", { groupBy: ["a", "a"] }, {}, "groupBy"],
    ["no label", { groupBy: [] }, {}, "groupBy"],
    ["six labels", { groupBy: ["a", "b", "c", "d", "e", "f"] }, {}, "groupBy"],
    ["a name that is no label", { groupBy: ["a-b"] }, {}, "groupBy[0]"],
    ["a cap above 500", { cap: 501 }, {}, "cap"],
    ["no objective at all", { cap: 0 }, {}, "cap"],
    ["an unknown source", {}, { indicator: nobody }, "objective.indicator.part.source"],
    ["a target that is none", {}, { targetPercent: "100" }, "objective.targetPercent"],
    ["a start that is no date", {}, { sloStart: "2026-02-30T00:00Z" }, "objective.sloStart"],
    ["a composite", {}, { indicator: composite, method: "ratio_timeslices", slices: { minutes: 5 } }, "objective.indicator"],
    ["an expression that cannot be narrowed", {}, { indicator: threshold("a / b") }, "objective.indicator.metric.spec.query"],
    [
      "more labels than an objective has",
      {},
      { labels: Object.fromEntries(Array.from({ length: 63 }, (_, i) => [`l${i}`, "x"])) },
      "objective.labels",
    ],
  ])("%s", async (_what, fields, of, path) => {
    const { status, json } = await create(fields, of);
    expect([status, json.code]).toEqual([400, "request.invalid"]);
    expect(json.errors.map((problem: { path: string }) => problem.path)).toContain(path);
  });
});
