import { readFileSync } from "node:fs";
import { join } from "node:path";
import { elasticsearchSource } from "@solvent/metric-sources";
import { type ElasticsearchSimulator, makeAccessLog, makeCountedIndex, startElasticsearchSimulator } from "@solvent/testing";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
const EXAMPLE = readFileSync(join(import.meta.dirname, "../../../../examples/elasticsearch.yaml"), "utf8");
const SERVICE = "apiVersion: openslo/v1\nkind: Service\nmetadata: { name: checkout }\nspec: {}\n";
const API_KEY = "c2ltdWxhdGVkOmtleQ==";

let api: TestApp;
let simulator: ElasticsearchSimulator;
beforeAll(async () => {
  api = await makeTestApp(database);
  const log = {
    seed: 1,
    firstMinute: Math.floor(Date.now() / 60_000) - 600,
    services: ["checkout", "search"],
    perMinute: 4,
    badShare: 0.2,
  };
  simulator = await startElasticsearchSimulator({
    indices: [makeAccessLog(log), makeCountedIndex({ ...log, perMinute: 200 })],
    now: Date.now,
    authorization: `ApiKey ${API_KEY}`,
  });
});
beforeEach(() => removeEverything(database.url));
afterAll(async () => {
  await api.close();
  await simulator.stop();
});

const apply = (text: string) => api.call("POST", "/apply", { body: { text } });

const connectSimulated = () =>
  api.call("POST", "/sources", {
    body: { name: "logs", kind: "elasticsearch", connection: { url: simulator.url, auth: "apiKey" }, secrets: { apiKey: API_KEY } },
  });

test("the example is applied as it is, and changes nothing the second time", async () => {
  const applied = await apply(EXAMPLE);
  expect(applied.json).toMatchObject({ diagnostics: [] });
  expect(applied.json.changes.map(({ kind, name, action }: Record<string, string>) => [kind, name, action])).toEqual([
    ["Service", "orders", "create"],
    ["DataSource", "logs", "create"],
    ["SLO", "orders-answered", "create"],
    ["SLO", "orders-booked", "create"],
    ["SLO", "orders-have-room", "create"],
    ["SLO", "orders-quick", "create"],
  ]);
  const again = (await apply(EXAMPLE)).json.changes;
  expect(new Set(again.map(({ action }: Record<string, string>) => action))).toEqual(new Set(["unchanged"]));
});

test.each(elasticsearchSource.templates ?? [])("the template $title can be applied as it is", async ({ text }) => {
  expect((await connectSimulated()).status).toBe(201);
  await apply(SERVICE);
  const applied = await apply(text.replaceAll("SOURCE", "logs"));
  expect(applied.json).toMatchObject({ diagnostics: [] });
  expect(applied.json.changes).toContainEqual(expect.objectContaining({ kind: "SLO", action: "create" }));
});

test("a check looks at the queries through the product's own doors", async () => {
  await connectSimulated();
  const text = EXAMPLE.split("\n---\n")
    .filter((document) => !document.includes("kind: DataSource"))
    .join("\n---\n");
  const { diagnostics, objectives } = (await api.call("POST", "/check", { body: { text } })).json;
  expect(diagnostics).toEqual([]);
  expect(objectives).toHaveLength(4);
  for (const one of objectives)
    expect(one).toMatchObject({ failure: null, probe: { seriesFound: 1, exactness: "exact (server side)", warnings: [] } });
});

test("a condition that cannot be read is refused in its line of the text", async () => {
  const text = EXAMPLE.replace("filter: event.duration <= 300000000", "filter: event.duration <= ");
  const line = text.split("\n").findIndex((one) => one.includes("filter: event.duration <=")) + 1;
  const { errors } = (await apply(text)).json;
  expect(errors).toMatchObject([{ line, message: expect.stringContaining("expected a value but found the end of the text") }]);
});
