import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CheckResult, Problem, SourceTestResult } from "@solvent/api-contract";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Product, useProductHome } from "./product.ts";
import { BAD, definition, type Shop, startShop, TOTAL } from "./shop.ts";

const FIXTURES = join(import.meta.dirname, "../../../../packages/spec/fixtures/openslo/invalid");
/** Nobody listens there. */
const NOWHERE = "http://127.0.0.1:9";

const database = useTestDatabase();
const home = useProductHome();
let shop: Shop;
let product: Product;
let before: unknown;
beforeAll(async () => {
  shop = await startShop({ days: 1 });
  product = await home.start({ DATABASE_URL: database.url });
  await product.call("createSource", { body: { name: "prometheus", kind: "prometheus", connection: { url: shop.simulator.url } } });
  await product.call("apply", { body: { text: definition() } });
  before = await stored();
});
afterAll(() => shop.simulator.stop());
afterEach(async () => {
  shop.simulator.plan([]);
  expect(await stored()).toEqual(before);
});

/** Every definition with its revision, as the lists and the objectives' own pages tell it; not what the evaluator does meanwhile. */
async function stored(): Promise<unknown> {
  const { call } = product;
  const [sources, services, teams, objectives] = await Promise.all([
    call("listSources", {}),
    call("listServices", {}),
    call("listTeams", {}),
    call("listObjectives", {}),
  ]);
  const whole = await Promise.all(objectives.items.map(({ name }) => call("getObjective", { params: { name } })));
  return {
    sources: sources.items.map(({ health, ...source }) => source),
    services: services.items,
    teams: teams.items,
    objectives: whole.map(({ measurement, backfill, ...objective }) => objective),
  };
}

async function post<T>(path: string, body: unknown): Promise<{ status: number; json: T }> {
  const response = await fetch(`${product.url}/api/v1${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as T };
}

const textOf = (fixture: string): string => readFileSync(join(FIXTURES, `${fixture}.yaml`), "utf8");
/** A second objective, so that a mistake in it cannot hide behind "nothing differs". */
const changed = (from: string, to: string): string => {
  const text = definition().replaceAll("checkout-availability", "another");
  if (!text.includes(from)) throw new Error(`the text has no ${from}`);
  return text.replace(from, to);
};

describe("a text with a mistake is refused with its line and column, and stores nothing", () => {
  test.each([
    ["a tab for indentation", () => textOf("tabs"), 4, 1, "a tab must not be used as indentation"],
    ["a key twice", () => textOf("duplicate-keys"), 8, 3, 'the key "service" is there twice: it is already on line 6'],
    ["a bomb of aliases", () => textOf("billion-laughs"), 5, 20, "more than 20000 values in one text"],
    ["fields that nobody knows", () => textOf("unknown-fields"), 5, 3, 'did you mean "displayName"?'],
    ["a target of 0", () => changed("target: 0.99", "target: 0"), 37, 15, "must be more than 0 and less than 1"],
    ["a target of 100", () => changed("target: 0.99", "targetPercent: 100"), 37, 22, "must be more than 0 and less than 100"],
    ["a target that is no number", () => changed("0.99", "abc"), 37, 15, "abc"],
    ["a window of 0 days", () => changed("duration: 1d", "duration: 0d"), 18, 17, "must not be 0"],
    ["a query that ends too early", () => changed(TOTAL, TOTAL.slice(0, -1)), 35, 56, 'the "{" before it needs a "}"'],
    ["a matcher without quotes", () => changed(BAD, BAD.replace('"checkout"', "checkout")), 30, 46, 'unexpected "checkout'],
    ["a data source that does not exist", () => definition({ source: "prod" }), 28, 30, 'there is no data source "prod"'],
  ])("%s", async (_name, makeText, line, column, words) => {
    const text = makeText();
    const refused = await post<Problem>("/apply", { text });
    expect(refused).toMatchObject({ status: 422, json: { code: "definition.invalid" } });
    expect(refused.json.errors?.[0]).toMatchObject({ line, column, message: expect.stringContaining(words) });
    const dry = await post<CheckResult>("/apply", { text, dryRun: true });
    expect(dry.status).toBe(200);
    expect(dry.json.diagnostics[0]).toMatchObject({ severity: "error", line, column });
  });
});

const indicator = (query: object = { query: TOTAL }) => ({
  kind: "ratio",
  counter: true,
  numerator: "bad",
  part: { source: "prometheus", spec: { query: BAD } },
  total: { source: "prometheus", spec: query },
});
const objective = (fields: object) => ({
  name: "another",
  service: "checkout",
  targetPercent: "99.9",
  window: { kind: "rolling", minutes: 28 * 1440 },
  indicator: indicator(),
  ...fields,
});
const source = (fields: object) => ({ name: "second", kind: "prometheus", connection: { url: NOWHERE }, ...fields });

describe("a field with a mistake is refused by its name, and stores nothing", () => {
  test.each([
    ["/objectives", "an unknown field", () => objective({ colour: "red" }), "colour"],
    ["/objectives", "a target of 0", () => objective({ targetPercent: "0" }), "targetPercent"],
    ["/objectives", "a target of 100", () => objective({ targetPercent: "100" }), "targetPercent"],
    ["/objectives", "a target that is no number", () => objective({ targetPercent: "abc" }), "targetPercent"],
    ["/objectives", "a window of 0 days", () => objective({ window: { kind: "rolling", minutes: 0 } }), "window.minutes"],
    ["/objectives", "a window of a day and a half", () => objective({ window: { kind: "rolling", minutes: 2160 } }), "window.minutes"],
    [
      "/objectives",
      "a query that ends too early",
      () => objective({ indicator: indicator({ query: "up{" }) }),
      "indicator.total.spec.query",
    ],
    [
      "/objectives",
      "an unknown part of a query",
      () => objective({ indicator: indicator({ query: "up", x: 1 }) }),
      "indicator.total.spec.x",
    ],
    ["/objectives", "a name in capitals", () => objective({ name: "Another" }), "name"],
    ["/sources", "an unknown field", () => source({ secret: {} }), "secret"],
    ["/sources", "an unknown field of the connection", () => source({ connection: { url: NOWHERE, path: "/" } }), "connection.path"],
    ["/sources", "an address that is not HTTP", () => source({ connection: { url: "ftp://example" } }), "connection.url"],
    ["/sources", "no address", () => source({ connection: {} }), "connection.url"],
    ["/apply", "an unknown field", () => ({ text: definition(), force: true }), "force"],
    ["/apply", "no text", () => ({}), "text"],
  ])("%s: %s", async (path, _name, makeBody, field) => {
    const { status, json } = await post<Problem>(path, makeBody());
    expect(status).toBe(400);
    expect(json.code).toBe("request.invalid");
    expect(json.errors?.map((error) => error.path)).toEqual([field]);
    expect(json.errors?.[0]?.message).not.toBe("");
  });

  test("/objectives: the place in a query is told where there is no text to point into", async () => {
    const { json } = await post<Problem>("/objectives", objective({ indicator: indicator({ query: 'up{job="x"' }) }));
    expect(json.errors?.[0]?.message).toMatch(/^line 1, column \d+: /);
  });
});

describe("a source that cannot be used is told in words, and looking at it stores nothing", () => {
  const failureOf = async (text: string) => (await post<CheckResult>("/check", { text })).json.objectives[0]?.failure;
  const testOf = async (url: string) => (await post<SourceTestResult>("/sources/test", { kind: "prometheus", connection: { url } })).json;

  test("nobody listens at the address", async () => {
    const unreachable = { class: "unreachable", message: "the connection was refused" };
    expect(await testOf(NOWHERE)).toMatchObject({ ok: false, failure: unreachable });
    const withSource = `apiVersion: openslo/v1
kind: DataSource
metadata: { name: second }
spec: { type: prometheus, connectionDetails: { url: "${NOWHERE}" } }
---
${definition({ source: "second" }).replaceAll("checkout-availability", "another")}`;
    expect(await failureOf(withSource)).toMatchObject(unreachable);
  });

  test("a proxy answers with a page in HTML instead of JSON", async () => {
    shop.simulator.plan([{ fault: { do: "html" } }]);
    const page = { class: "bad-answer", message: expect.stringContaining("the answer is not JSON: an HTML") };
    expect(await testOf(shop.simulator.url)).toMatchObject({ ok: false, failure: page });
    expect(await failureOf(definition())).toMatchObject(page);
  });

  test("a query that matches nothing is a warning, never a hundred per cent", async () => {
    const text = definition().replaceAll('job="checkout"', 'job="nobody"');
    const { json } = await post<CheckResult>("/check", { text });
    expect(json.objectives[0]).toMatchObject({
      probe: { seriesFound: 0 },
      lastDay: { total: 0, sli: null, met: null, coverage: { missing: 1440 } },
    });
    expect(json.objectives[0]?.probe?.warnings.join()).toContain("no series match");
  });
});
