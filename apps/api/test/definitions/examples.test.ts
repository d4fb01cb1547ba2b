import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { query } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
const FOLDER = join(import.meta.dirname, "../../../../examples");
const read = (file: string): string => readFileSync(join(FOLDER, file), "utf8");
const files = readdirSync(FOLDER).filter((file) => file.endsWith(".yaml"));
/** Defines the data source that most of the others read from. */
const FIRST = "checkout-availability.yaml";

let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp(database);
  await api.call("POST", "/apply", { body: { text: read(FIRST) } });
});
afterAll(() => api.close());

test.each(files)("%s is applied, and applied again without a difference", async (file) => {
  const applied = await api.call("POST", "/apply", { body: { text: read(file) } });
  expect([applied.status, applied.json.diagnostics]).toEqual([200, []]);
  const again = await api.call("POST", "/apply", { body: { text: read(file) } });
  const actions: string[] = again.json.changes.map(({ action }: { action: string }) => action);
  expect(new Set(actions)).toEqual(new Set(["unchanged"]));
});

test("together they show every method, both kinds of window, and adjustments that come with a definition", async () => {
  for (const file of files) await api.call("POST", "/apply", { body: { text: read(file) } });
  const rows = await query<{ method: string; kind: string }>(
    database.url,
    "SELECT definition->>'method' AS method, definition->'window'->>'kind' AS kind FROM objective_revision",
  );
  expect(new Set(rows.map(({ method }) => method))).toEqual(new Set(["occurrences", "timeslices", "ratio_timeslices"]));
  expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(["rolling", "calendar"]));
  expect((await api.call("GET", "/adjustments?objective=invoices-month")).json.items).toHaveLength(2);
});
