import { openMetricsSource, prometheusSource } from "@solvent/metric-sources";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();

let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp(database);
});
beforeEach(() => removeEverything(database.url));
afterAll(() => api.close());

const templates = [
  { of: prometheusSource, connection: { url: "http://127.0.0.1:9090" } },
  { of: openMetricsSource, connection: { targets: ["http://127.0.0.1:9101/metrics"] } },
].flatMap(({ of: { kind, templates: own = [] }, connection }) =>
  own.map(({ title, text }, index) => ({ kind, connection, title, text, first: index === 0 })),
);

test("both kinds have a text to begin with", () => {
  expect(templates.filter(({ first }) => first).map(({ kind }) => kind)).toEqual(["prometheus", "openmetrics"]);
});

test.each(templates)("the template $title of $kind can be applied as it is", async ({ kind, connection, text }) => {
  expect((await api.call("POST", "/sources", { body: { name: "main", kind, connection } })).status).toBe(201);
  const applied = await api.call("POST", "/apply", { body: { text: text.replaceAll("SOURCE", "main") } });
  expect(applied.json).toMatchObject({ diagnostics: [] });
  expect(applied.json.changes).toContainEqual(expect.objectContaining({ kind: "SLO", action: "create" }));
});
