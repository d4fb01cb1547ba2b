import { parseDefinitions } from "@solvent/spec";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { days, indicator, objective, SOURCE } from "../support/examples.ts";
import { query, removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp(database);
  // Starts the thread that reads definitions.
  await api.call("POST", "/apply", { body: { text: "", dryRun: true } });
});
beforeEach(async () => {
  await removeEverything(database.url);
  await api.call("POST", "/sources", { body: SOURCE });
});
afterAll(() => api.close());

const FAST = { kind: "burn", name: "fast", severity: "page", longMinutes: 60, shortMinutes: 5, factor: "14.4" };
const HALF = { kind: "budget-consumed", name: "half", severity: "ticket", percent: "50" };
const TENTH = { kind: "budget-drop", name: "tenth", severity: "page", percent: "10", withinMinutes: 60 };

const policy = (fields: object = {}) => ({ name: "money", conditions: [FAST, HALF], ...fields });
const create = (fields: object = {}) => api.call("POST", "/policies", { body: policy(fields) });
const update = (revision: number, fields: object = {}) => api.call("PUT", "/policies/money", { body: policy(fields), revision });
const attach = (fields: object = {}) => api.call("POST", "/objectives", { body: objective({ alertPolicies: ["money"], ...fields }) });
const get = async (path: string) => (await api.call("GET", path)).json;
/** Figures with plain blanks and hyphens. */
const plain = (text: string): string => text.replace(/\u202F/g, " ").replace(/\u2212/g, "-");
const problemsOf = ({ json }: { readonly json: { errors?: { path: string; message: string }[] } }) =>
  (json.errors ?? []).map(({ path, message }) => [path, plain(message)]);

describe("an alert policy", () => {
  test("comes back whole, with what was left out and with its text", async () => {
    const { status, json, headers } = await create({ displayName: "Money", labels: { tier: "1" } });
    expect([status, headers.etag]).toEqual([201, '"1"']);
    expect(json).toMatchObject({
      name: "money",
      displayName: "Money",
      description: null,
      conditions: [
        { ...FAST, budgetPercent: null, minExcess: 5, resolveAfter: 5 },
        { ...HALF, rearmPercent: "5" },
      ],
      labels: { tier: "1" },
      annotations: {},
      revision: 1,
      author: "local",
      objectives: [],
    });
    expect(parseDefinitions(json.openslo).definitions.policies[0]?.conditions).toEqual(json.conditions);
    expect(await get("/policies/money")).toEqual(json);
  });

  test("is listed by name, page by page, and by objective", async () => {
    for (const name of ["c", "a", "b"]) await create({ name });
    await attach({ alertPolicies: ["c", "a"] });
    const first = await get("/policies?limit=2");
    expect(first.items.map(({ name }: { name: string }) => name)).toEqual(["a", "b"]);
    const second = await get(`/policies?limit=2&cursor=${first.nextCursor}`);
    expect([second.items.map(({ name }: { name: string }) => name), second.nextCursor]).toEqual([["c"], null]);
    expect((await get("/policies?objective=checkout")).items.map(({ name }: { name: string }) => name)).toEqual(["a", "c"]);
    expect(first.items[0].objectives).toEqual(["checkout"]);
  });

  test("changes at its revision only, and keeps every revision", async () => {
    await create();
    const changed = await update(1, { conditions: [HALF] });
    expect([changed.status, changed.json.revision, changed.headers.etag]).toEqual([200, 2, '"2"']);
    const late = await update(1, { conditions: [FAST] });
    expect([late.status, late.json.code]).toEqual([412, "revision.conflict"]);
    expect((await update(2, { conditions: [HALF] })).json.revision).toBe(2);
    const rows = await query<{ revision: number; changes: { path: string }[] }>(
      database.url,
      "SELECT revision, changes FROM alert_policy_revision ORDER BY revision",
    );
    expect(rows.map(({ revision }) => revision)).toEqual([1, 2]);
    expect(rows[1]?.changes.map(({ path }) => path)).not.toEqual([]);
  });

  test("needs a free name, keeps it, and is looked for by it", async () => {
    await create();
    const again = await create();
    expect([again.status, again.json.code]).toEqual([409, "policy.name-taken"]);
    expect(problemsOf(await update(1, { name: "other" })).map(([path]) => path)).toEqual(["name"]);
    for (const answer of [
      await api.call("GET", "/policies/nobody"),
      await api.call("PUT", "/policies/nobody", { body: policy({ name: "nobody" }), revision: 1 }),
      await api.call("DELETE", "/policies/nobody", { revision: 1 }),
    ])
      expect([answer.status, answer.json.code]).toEqual([404, "policy.not-found"]);
  });

  test.each<[string, object, string]>([
    ["no condition", { conditions: [] }, "conditions"],
    ["two conditions of one name", { conditions: [FAST, { ...HALF, name: "fast" }] }, "conditions[1].name"],
    ["a factor and a share", { conditions: [{ ...FAST, budgetPercent: "2" }] }, "conditions[0].factor"],
    ["neither of them", { conditions: [{ ...FAST, factor: null }] }, "conditions[0].factor"],
    ["a rearming distance above the limit", { conditions: [{ ...HALF, rearmPercent: "60" }] }, "conditions[0].rearmPercent"],
    ["a text as figure", { conditions: [{ ...HALF, percent: "half" }] }, "conditions[0].percent"],
    ["an annotation that means something", { annotations: { "solvent/conditions": "[]" } }, "annotations"],
  ])("with %s is refused at its place", async (_, fields, path) => {
    const refused = await create(fields);
    expect(refused.status).toBe(400);
    expect(problemsOf(refused).map(([at]) => at)[0]).toContain(path);
  });
});

describe("an objective", () => {
  test("is attached in its order, and its text says so", async () => {
    await create();
    await create({ name: "slow", conditions: [TENTH] });
    const { status, json } = await attach({ alertPolicies: ["slow", "money"] });
    expect([status, json.alertPolicies]).toEqual([201, ["slow", "money"]]);
    expect(json.openslo).toContain("  alertPolicies:\n    - alertPolicyRef: slow\n    - alertPolicyRef: money\n");
    expect((await get("/policies/money")).objectives).toEqual(["checkout"]);
    const changed = await api.call("PUT", "/objectives/checkout", { body: objective({ alertPolicies: ["money"] }), revision: 1 });
    expect(changed.json.alertPolicies).toEqual(["money"]);
    expect((await get("/policies/slow")).objectives).toEqual([]);
  });

  test("cannot be attached to what is not there, nor twice", async () => {
    await create();
    expect(problemsOf(await attach({ alertPolicies: ["money", "mony"] }))).toEqual([
      ["alertPolicies[1]", 'there is no alert policy "mony"'],
    ]);
    expect(problemsOf(await attach({ alertPolicies: ["money", "money"] })).map(([path]) => path)).toEqual(["alertPolicies[1]"]);
    expect(await query(database.url, "SELECT 1 FROM objective")).toEqual([]);
  });

  test("is not attached to conditions that cannot work for it, with the arithmetic", async () => {
    await create();
    const refused = await attach({ targetPercent: "93" });
    expect([refused.status, problemsOf(refused)]).toEqual([
      400,
      [
        [
          "alertPolicies[0]",
          'the condition "fast" of the policy "money" does not work here: 14.4 × (1 - 93 %) = 1.008 > 1: not even a total outage reaches it',
        ],
      ],
    ]);
    await attach();
    const lowered = await api.call("PUT", "/objectives/checkout", {
      body: objective({ alertPolicies: ["money"], targetPercent: "93" }),
      revision: 1,
    });
    expect(problemsOf(lowered).map(([path]) => path)).toEqual(["alertPolicies[0]"]);
  });

  test("keeps its policy from becoming what cannot work for it", async () => {
    await create();
    await attach();
    await attach({ name: "search", indicator: indicator("search_total"), targetPercent: "99" });
    const refused = await update(1, { conditions: [FAST, { ...FAST, name: "outage", factor: "200" }] });
    expect([refused.status, problemsOf(refused)]).toEqual([
      400,
      [
        [
          "conditions[1].factor",
          'the condition "outage" does not work for "search": 200 × (1 - 99 %) = 2 > 1: not even a total outage reaches it',
        ],
      ],
    ]);
    expect((await get("/policies/money")).revision).toBe(1);
  });

  test("keeps its policy from being deleted", async () => {
    await create();
    await attach();
    const refused = await api.call("DELETE", "/policies/money", { revision: 1 });
    expect([refused.status, refused.json.code]).toEqual([409, "policy.in-use"]);
    expect(refused.json.detail).toContain('"checkout"');
    await api.call("DELETE", "/objectives/checkout", { revision: 1 });
    expect((await api.call("DELETE", "/policies/money", { revision: 1 })).status).toBe(204);
    expect((await api.call("GET", "/policies/money")).status).toBe(404);
  });

  test("is shown with the rules of its policies, at once when they change", async () => {
    await create();
    await attach();
    const rules = async () => (await get("/objectives/checkout/status")).rules.map(({ name }: { name: string }) => name);
    expect(await rules()).toEqual(["money/fast"]);
    await update(1, { conditions: [FAST, { ...FAST, name: "slow", factor: "1", longMinutes: 4320, shortMinutes: 360 }] });
    expect(await rules()).toEqual(["money/fast", "money/slow"]);
    await api.call("PUT", "/objectives/checkout", { body: objective(), revision: 1 });
    expect(await rules()).toEqual(["page-1h", "page-6h", "ticket-1d", "ticket-3d"]);
  });
});

describe("a group of objectives", () => {
  const group = (fields: object = {}) => ({ objective: objective({ alertPolicies: ["money"], ...fields }), groupBy: ["route"] });

  test("needs its policies to be there, and keeps them, also without a single objective", async () => {
    const missing = await api.call("POST", "/groups", { body: group() });
    expect([missing.status, problemsOf(missing).map(([path]) => path)]).toEqual([400, ["objective.alertPolicies[0]"]]);
    await create();
    expect((await api.call("POST", "/groups", { body: group() })).status).toBe(201);
    const refused = await api.call("DELETE", "/policies/money", { revision: 1 });
    expect([refused.json.code, refused.json.detail]).toEqual(["policy.in-use", expect.stringContaining('"checkout"')]);
    expect(problemsOf(await update(1, { conditions: [{ ...FAST, factor: "2000" }] })).map(([path]) => path)).toEqual([
      "conditions[0].factor",
    ]);
  });

  test("attaches its objectives", async () => {
    await create();
    await api.call("POST", "/groups", { body: group() });
    const listing = {
      name: "checkout",
      revision: 1,
      askedAtMs: Date.now() + 1000,
      answer: { ok: true as const, value: [{ route: "/pay" }] },
    };
    await api.composition.syncGroup(listing);
    expect((await get("/policies/money")).objectives).toHaveLength(1);
  });
});

test("a window of days and a policy by share is fine whatever the window", async () => {
  await create({ conditions: [{ ...FAST, factor: null, budgetPercent: "2" }] });
  expect((await attach({ window: days(7) })).status).toBe(201);
  const { rules } = await get("/objectives/checkout/status");
  // 2 % × 168 h.
  expect(rules[0].factor.exact).toBe("84/25");
});
