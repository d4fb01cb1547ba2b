import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { objective, SOURCE, TEXT } from "../support/examples.ts";
import { query, removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp(database);
});
beforeEach(() => removeEverything(database.url));
afterAll(() => api.close());

const apply = (text: string, dryRun = false) => api.call("POST", "/apply", { body: { text, dryRun } });
const actions = (json: { changes: { kind: string; name: string; action: string }[] }) =>
  json.changes.map(({ kind, name, action }) => `${kind} ${name} ${action}`);
/** Everything that is stored, so that "nothing changed" means nothing. */
const dump = async () => {
  const tables = ["team", "service", "source", "source_secret", "objective", "objective_revision", "stream", "backfill"];
  const rows = await Promise.all(
    tables.map((table) => query(database.url, `SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY to_jsonb(t)::text`)),
  );
  return JSON.stringify(rows);
};
const slo = (name: string, fields = "") => `---
apiVersion: openslo/v1
kind: SLO
metadata: { name: ${name} }
spec:
  service: shop
  indicator:
    metadata: { name: ${name} }
    spec:
      ratioMetric:
        counter: true
        bad: { metricSource: { metricSourceRef: prom, spec: { query: "${name.replaceAll("-", "_")}_total{code=\\"5\\"}" } } }
        total: { metricSource: { metricSourceRef: prom, spec: { query: "${name.replaceAll("-", "_")}_total" } } }
  timeWindow: [{ duration: 28d, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ targetPercent: 99.9 }]
${fields}`;

test("an empty database takes a text whole, and the second time there is nothing to do", async () => {
  const first = await apply(TEXT);
  expect(first.status).toBe(200);
  expect(first.json).toMatchObject({ dryRun: false, diagnostics: [] });
  expect(actions(first.json)).toEqual(["Service shop create", "DataSource prom create", "SLO checkout create"]);
  expect(first.json.changes[2].newStream).toBe(true);
  const before = await dump();
  const second = await apply(TEXT);
  expect(actions(second.json)).toEqual(["Service shop unchanged", "DataSource prom unchanged", "SLO checkout unchanged"]);
  expect(await dump()).toBe(before);
});

test("a dry run says the same as the real one and stores nothing", async () => {
  const before = await dump();
  const dry = await apply(TEXT, true);
  expect(await dump()).toBe(before);
  const real = await apply(TEXT);
  expect(dry.json.changes).toEqual(real.json.changes);
  expect(dry.json.dryRun).toBe(true);
});

test("what differs is named by its path, and only what differs gets a new revision", async () => {
  await apply(TEXT);
  const changed = TEXT.replace("99.9", "99.95").replace("displayName: Shop", "displayName: Web shop");
  const { json } = await apply(changed);
  expect(json.changes).toEqual([
    {
      kind: "Service",
      name: "shop",
      action: "update",
      changes: [{ path: "displayName", before: "Shop", after: "Web shop" }],
      newStream: false,
      group: false,
    },
    { kind: "DataSource", name: "prom", action: "unchanged", changes: [], newStream: false, group: false },
    {
      kind: "SLO",
      name: "checkout",
      action: "update",
      changes: [{ path: "targetPercent", before: "99.9", after: "99.95" }],
      newStream: false,
      group: false,
    },
  ]);
  expect((await api.call("GET", "/services/shop")).json.revision).toBe(2);
  expect((await api.call("GET", "/sources/prom")).json.revision).toBe(1);
  expect((await api.call("GET", "/objectives/checkout/revisions")).json.items[0]).toMatchObject({ revision: 2, author: "local" });
});

test("a change of query is a new stream", async () => {
  await apply(TEXT);
  const { json } = await apply(TEXT.replace("query: http_requests_total", "query: all_requests_total"));
  expect(json.changes[2]).toMatchObject({ action: "update", newStream: true, changes: [{ path: "indicator.total.spec.query" }] });
});

test("one error anywhere stores nothing of a text, and every error is at its place", async () => {
  const before = await dump();
  const text = `${TEXT}${slo("good-one")}${slo("bad-target").replace("99.9", "100")}${slo("bad-service").replace("service: shop", "service: nowhere")}`;
  const { status, json } = await apply(text.replace("100", "99.9"));
  expect(status).toBe(422);
  expect(json.code).toBe("definition.invalid");
  expect(await dump()).toBe(before);
  const lines = text.split("\n");
  expect(json.errors).toHaveLength(1);
  expect(lines[json.errors[0].line - 1]).toContain("service: nowhere");
  expect(lines[json.errors[0].line - 1]?.slice(json.errors[0].column - 1)).toBe("nowhere");
  const dry = await apply(text, true);
  expect(dry.status).toBe(200);
  expect(lines[dry.json.diagnostics[0].line - 1]).toContain("100");
  expect(await dump()).toBe(before);
});

describe("what only shows next to what is stored is found at its place in the text", () => {
  const errorsOf = async (text: string) => {
    const { json } = await apply(text, true);
    expect(json.changes).toEqual([]);
    const lines = text.split("\n");
    return json.diagnostics
      .filter(({ severity }: { severity: string }) => severity === "error")
      .map(({ message, line, column }: { message: string; line: number; column: number }) => [message, lines[line - 1]?.slice(column - 1)]);
  };

  test("an unknown data source", async () => {
    expect(await errorsOf(TEXT.replaceAll("metricSourceRef: prom", "metricSourceRef: prod"))).toEqual([
      ['there is no data source "prod"', expect.stringMatching(/^prod, spec/)],
      ['there is no data source "prod"', expect.stringMatching(/^prod, spec/)],
    ]);
  });

  test("a query that its data source rejects, to the character", async () => {
    const [[message, rest] = []] = await errorsOf(TEXT.replace("http_requests_total{code", "http_requests_total{{code"));
    expect(message).not.toBe("");
    expect(rest).toMatch(/^\{?code/);
  });

  test("an unknown kind of data source", async () => {
    expect(await errorsOf(TEXT.replace("type: prometheus", "type: graphite"))).toContainEqual([
      expect.stringContaining('does not know the kind "graphite"'),
      "graphite",
    ]);
  });

  test("an address that is no URL", async () => {
    expect(await errorsOf(TEXT.replace("http://127.0.0.1:9/", "prometheus"))).toEqual([
      [expect.stringContaining("http"), expect.stringMatching(/^"prometheus"/)],
    ]);
  });

  test("a secret, by the name of its field and without its value", async () => {
    const text = TEXT.replace('{ url: "http://127.0.0.1:9/" }', '{ url: "http://127.0.0.1:9/", token: canary-77 }');
    const answer = await apply(text);
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toMatchObject([{ message: expect.stringContaining("secrets.token"), line: 7 }]);
    expect(answer.text).not.toContain("canary-77");
    expect(api.logged()).not.toContain("canary-77");
  });

  test("another address of a source that holds secrets", async () => {
    await api.call("POST", "/sources", {
      body: { ...SOURCE, connection: { ...SOURCE.connection, auth: "bearer" }, secrets: { token: "t" } },
    });
    const text = TEXT.replace('{ url: "http://127.0.0.1:9/" }', '{ url: "http://127.0.0.1:10/", auth: bearer }');
    expect(await errorsOf(text)).toEqual([[expect.stringContaining("holds secrets (token)"), expect.anything()]]);
    expect((await apply(text.replace(":10/", ":9/base"), true)).json).toMatchObject({
      diagnostics: [],
      changes: [{}, { action: "update" }, {}],
    });
  });

  test("a data source whose kind changes", async () => {
    await query(database.url, `INSERT INTO source (name, kind, connection) VALUES ('prom', 'signalfx', '{}')`);
    expect(await errorsOf(TEXT)).toContainEqual(['must stay "signalfx": a data source cannot change its kind', "prometheus"]);
  });

  test("a data source that is stored is of another kind than the text says", async () => {
    await query(database.url, `INSERT INTO source (name, kind, connection) VALUES ('prom', 'signalfx', '{}')`);
    const text = slo("checkout").replaceAll("metricSourceRef: prom,", "metricSourceRef: prom, type: prometheus,");
    const messages = (await errorsOf(text)).map(([message]: [string]) => message);
    expect(messages).toContain('the data source "prom" is of the kind "signalfx"');
  });
});

test("an objective may refer to a service and a source that are stored and not in the text", async () => {
  await apply(TEXT);
  expect(actions((await apply(slo("second"))).json)).toEqual(["SLO second create"]);
});

test("a stored objective is updated by a text just as by the API, and the other way round", async () => {
  await api.call("POST", "/sources", { body: SOURCE });
  await api.call("POST", "/objectives", { body: objective() });
  const { json } = await apply(TEXT.replace("99.9", "99.5"));
  expect(json.changes[2]).toMatchObject({ action: "update", changes: [{ path: "targetPercent", before: "99.9", after: "99.5" }] });
  const updated = await api.call("PUT", "/objectives/checkout", { body: objective({ targetPercent: "99" }), revision: 2 });
  expect(updated.json.revision).toBe(3);
});

test("two hundred objectives are applied in one go, and two that overlap at the same time both succeed", async () => {
  const names = Array.from({ length: 200 }, (_, i) => `slo-${i}`);
  const text = TEXT + names.map((name) => slo(name)).join("");
  const [one, two] = await Promise.all([
    apply(text),
    apply(
      TEXT +
        [...names]
          .reverse()
          .map((name) => slo(name))
          .join(""),
    ),
  ]);
  expect([one.status, two.status]).toEqual([200, 200]);
  const created = [one, two].map(({ json }) => actions(json).filter((line) => line.endsWith(" create")).length);
  expect(created.sort((a, b) => a - b)).toEqual([0, 203]);
  const [count] = await query<{ objectives: number; streams: number }>(
    database.url,
    "SELECT (SELECT count(*) FROM objective)::int AS objectives, (SELECT count(*) FROM stream)::int AS streams",
  );
  expect(count).toEqual({ objectives: 201, streams: 201 });
});

test("a window may be longer than minutes are kept: running totals are kept for more than a year", async () => {
  expect((await apply(`${TEXT}\n${slo("long").replace("28d", "366d")}`, true)).json.diagnostics).toEqual([]);
});
