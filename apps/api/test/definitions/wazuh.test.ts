import { readFileSync } from "node:fs";
import { join } from "node:path";
import { wazuhSource } from "@solvent/metric-sources";
import {
  type ElasticsearchSimulator,
  makeWazuhAlerts,
  startElasticsearchSimulator,
  startWazuhManager,
  type WazuhManager,
} from "@solvent/testing";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
const EXAMPLE = readFileSync(join(import.meta.dirname, "../../../../examples/wazuh.yaml"), "utf8");
const PASSWORD = "simulated-password";

let api: TestApp;
let indexer: ElasticsearchSimulator;
let manager: WazuhManager;
beforeAll(async () => {
  api = await makeTestApp(database);
  const firstMinute = Math.floor(Date.now() / 60_000) - 3000;
  indexer = await startElasticsearchSimulator({
    product: "wazuh-indexer",
    indices: [makeWazuhAlerts({ seed: 11, firstMinute, schema: "4.x" }), makeWazuhAlerts({ seed: 11, firstMinute, schema: "5.x" })],
    now: Date.now,
    authorization: `Basic ${Buffer.from(`solvent:${PASSWORD}`).toString("base64")}`,
  });
  manager = await startWazuhManager({ user: "solvent", password: PASSWORD, now: Date.now });
});
beforeEach(() => removeEverything(database.url));
afterAll(async () => {
  await api.close();
  await Promise.all([indexer.stop(), manager.stop()]);
});

const connectSimulated = () =>
  api.call("POST", "/sources", {
    body: {
      name: "soc",
      kind: "wazuh",
      connection: { indexerUrl: indexer.url, indexerUser: "solvent", managerUrl: manager.url, managerUser: "solvent" },
      secrets: { indexerPassword: PASSWORD, managerPassword: PASSWORD },
    },
  });
const SERVICE = "apiVersion: openslo/v1\nkind: Service\nmetadata:\n  name: security\nspec: {}\n---\n";

test("the example is applied as it stands in the guide, and its passwords are asked for apart", async () => {
  const applied = await api.call("POST", "/apply", { body: { text: EXAMPLE } });
  expect(applied.json).toMatchObject({ diagnostics: [] });
  const source = await api.call("GET", "/sources/wazuh-main");
  expect(source.json).toMatchObject({ kind: "wazuh", objectives: 2, secretsSet: [], ingestDelaySeconds: 60, settleMinutes: 10 });
});

test("a connection is tested with both of its doors", async () => {
  expect((await connectSimulated()).status).toBe(201);
  const tested = await api.call("POST", "/sources/soc/test");
  expect(tested.json).toMatchObject({ ok: true, version: expect.stringMatching(/2\.19\.1.*, Wazuh manager 4\.9\.2$/) });
  expect(JSON.stringify(tested.json)).not.toContain(PASSWORD);
});

test.each(wazuhSource.templates ?? [])("the template $title is applied, and the source answers it", async ({ text }) => {
  await connectSimulated();
  const document = SERVICE + text.replaceAll("SOURCE", "soc");
  const checked = await api.call("POST", "/check", { body: { text: document } });
  expect(checked.json.diagnostics).toEqual([]);
  expect(checked.json.objectives).toMatchObject([{ failure: null, probe: { exactness: "exact (server side)" } }]);
  const applied = await api.call("POST", "/apply", { body: { text: document } });
  expect([applied.status, applied.json.diagnostics]).toEqual([200, []]);
});
