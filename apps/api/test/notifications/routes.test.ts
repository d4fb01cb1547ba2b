import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { objective, SOURCE } from "../support/examples.ts";
import { WEBHOOK } from "../support/notification-examples.ts";
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
  await api.call("POST", "/objectives", { body: objective() });
  await query(
    database.url,
    "WITH t AS (INSERT INTO team (name) VALUES ('storefront') RETURNING id) UPDATE service SET team_id = t.id FROM t",
  );
  for (const name of ["a", "b", "c"]) await api.call("POST", "/notification-targets", { body: { ...WEBHOOK, name } });
});
afterAll(() => api.close());

const put = (address: string, page: string[], ticket: string[] = []) =>
  api.call("PUT", `/notification-routes/${address}`, { body: { page, ticket } });
const effective = async () => (await api.call("GET", "/objectives/checkout/notification-route")).json.route;

test("a route is replaced whole, and comes back with its targets sorted", async () => {
  const { status, json } = await put("service/shop", ["c", "a"], ["b"]);
  expect([status, json]).toEqual([200, { scope: "service", name: "shop", page: ["a", "c"], ticket: ["b"], updatedAt: expect.any(String) }]);
  expect((await put("service/shop", [], ["a"])).json).toMatchObject({ page: [], ticket: ["a"] });
  expect((await api.call("GET", "/notification-targets/a")).json.routes).toEqual([
    { scope: "all", name: null, severities: ["page", "ticket"] },
    { scope: "service", name: "shop", severities: ["ticket"] },
  ]);
});

test("routes are listed from the widest to the narrowest", async () => {
  await put("objective/checkout", ["a"]);
  await put("team/storefront", ["b"]);
  await put("service/shop", ["c"]);
  const { items } = (await api.call("GET", "/notification-routes")).json;
  expect(items.map((route: { scope: string; name: string | null }) => [route.scope, route.name])).toEqual([
    ["all", null],
    ["team", "storefront"],
    ["service", "shop"],
    ["objective", "checkout"],
  ]);
});

describe("the route that counts for an objective", () => {
  test("is the narrowest there is, whole", async () => {
    expect(await effective()).toMatchObject({ scope: "all", page: ["a"], ticket: ["a"] });
    await put("team/storefront", ["b"], ["b"]);
    expect(await effective()).toMatchObject({ scope: "team", name: "storefront" });
    await put("service/shop", ["c"]);
    expect(await effective()).toMatchObject({ scope: "service", name: "shop", page: ["c"], ticket: [] });
    await put("objective/checkout", []);
    expect(await effective()).toMatchObject({ scope: "objective", name: "checkout", page: [], ticket: [] });
    expect((await api.call("DELETE", "/notification-routes/objective/checkout")).status).toBe(204);
    expect(await effective()).toMatchObject({ scope: "service" });
  });

  test("is null when there is none, and an objective that is not there is 404", async () => {
    await api.call("DELETE", "/notification-routes/all/all");
    await put("service/shop", ["a"]);
    await query(database.url, "INSERT INTO service (name) VALUES ('other')");
    await query(database.url, "UPDATE objective SET service_id = (SELECT id FROM service WHERE name = 'other')");
    expect(await effective()).toBeNull();
    expect((await api.call("GET", "/objectives/nobody/notification-route")).json).toMatchObject({
      status: 404,
      code: "objective.not-found",
    });
  });
});

test("a route goes with its team, service or objective", async () => {
  await put("objective/checkout", ["a"]);
  await put("service/shop", ["a"]);
  await api.call("DELETE", "/objectives/checkout", { revision: 1 });
  await api.call("DELETE", "/services/shop", { revision: 1 });
  expect((await api.call("GET", "/notification-routes")).json.items).toMatchObject([{ scope: "all" }]);
});

describe("what is wrong is refused by its field", () => {
  test.each([
    ["team/nobody", "There is no team"],
    ["service/nobody", "There is no service"],
    ["objective/nobody", "There is no objective"],
    ["all/shop", "all/all"],
  ])("the subject of %s", async (address, words) => {
    const { json } = await put(address, ["a"]);
    expect(json).toMatchObject({
      status: 422,
      code: "route.subject-unknown",
      errors: [{ path: "subject", message: expect.stringContaining(words) }],
    });
  });

  test("targets that are not there, each by its place, and nothing is changed", async () => {
    const { json } = await put("all/all", ["a", "x"], ["y"]);
    expect(json).toMatchObject({ status: 422, code: "route.target-unknown" });
    expect(json.errors.map((error: { path: string }) => error.path)).toEqual(["page[1]", "ticket[0]"]);
    expect(await effective()).toMatchObject({ page: ["a"], ticket: ["a"] });
  });

  test("a target that is named twice", async () => {
    const { json } = await put("all/all", ["a", "b", "a"]);
    expect(json).toMatchObject({ status: 400, code: "request.invalid", errors: [{ path: "page[2]" }] });
  });

  test.each([
    ["another scope", "world/all", { page: [], ticket: [] }, "scope"],
    ["a subject that is no name", "service/A%20B", { page: [], ticket: [] }, "subject"],
    ["no tickets", "all/all", { page: [] }, "ticket"],
    ["an unknown field", "all/all", { page: [], ticket: [], email: [] }, "email"],
    ["too many targets", "all/all", { page: Array.from({ length: 21 }, (_, i) => `t${i}`), ticket: [] }, "page"],
  ])("%s", async (_name, address, body, path) => {
    const { status, json } = await api.call("PUT", `/notification-routes/${address}`, { body });
    expect([status, json.code, json.errors.map((error: { path: string }) => error.path)]).toEqual([400, "request.invalid", [path]]);
  });

  test.each(["service/shop", "service/nobody", "team/storefront"])("there is no route to delete at %s", async (address) => {
    expect((await api.call("DELETE", `/notification-routes/${address}`)).json).toMatchObject({ status: 404, code: "route.not-found" });
  });
});

describe("at the same time", () => {
  test("two that put the same route leave one of the two, whole", async () => {
    const wanted = [["a"], ["b", "c"]] as const;
    for (let round = 0; round < 8; round += 1) {
      const answers = await Promise.all([0, 1, 0, 1].map((i) => put("service/shop", [...(wanted[i] ?? [])], [...(wanted[i] ?? [])])));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      const { page, ticket } = await effective();
      expect(wanted).toContainEqual(page);
      expect(ticket).toEqual(page);
      await api.call("DELETE", "/notification-routes/service/shop");
    }
  });

  test("a target that goes while it is routed to is in no route, or was refused", async () => {
    for (let round = 0; round < 8; round += 1) {
      await api.call("POST", "/notification-targets", { body: { ...WEBHOOK, name: "passing" } });
      const [routed, removed] = await Promise.all([
        put("service/shop", ["passing"]),
        api.call("DELETE", "/notification-targets/passing", { revision: 1 }),
      ]);
      expect(removed?.status).toBe(204);
      expect([200, 422]).toContain(routed?.status);
      expect((await api.call("GET", "/notification-routes")).text).not.toContain("passing");
    }
  });

  test("of many first targets one is the default, and of many with one name one is stored", async () => {
    await removeEverything(database.url);
    const named = await Promise.all(
      ["x", "y", "z", "x"].map((name) => api.call("POST", "/notification-targets", { body: { ...WEBHOOK, name } })),
    );
    expect(named.map(({ status }) => status).sort()).toEqual([201, 201, 201, 409]);
    const routes = await query(database.url, "SELECT target_id, severity FROM route_target ORDER BY severity");
    expect(routes.map((row) => row.severity)).toEqual(["page", "ticket"]);
    expect(new Set(routes.map((row) => row.target_id)).size).toBe(1);
  });

  test("two changes cannot close a circle of stand-ins", async () => {
    const body = (name: string, failover: string | null) => ({ ...WEBHOOK, secrets: {}, name, failover });
    const answers = await Promise.all([
      api.call("PUT", "/notification-targets/a", { body: body("a", "b"), revision: 1 }),
      api.call("PUT", "/notification-targets/b", { body: body("b", "a"), revision: 1 }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });
});
