import { readFileSync } from "node:fs";
import { join } from "node:path";
import { signalFxSource } from "@solvent/metric-sources";
import { demoShop, type SignalFxSimulator, startSignalFxSimulator } from "@solvent/testing";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
const EXAMPLE = readFileSync(join(import.meta.dirname, "../../../../examples/signalfx.yaml"), "utf8");
const TOKEN = "simulated-token";

let api: TestApp;
let simulator: SignalFxSimulator;
beforeAll(async () => {
  api = await makeTestApp(database);
  simulator = await startSignalFxSimulator({
    series: demoShop({ services: ["checkout", "storefront"], regions: ["eu", "us"] }),
    token: TOKEN,
    now: Date.now,
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
    body: {
      name: "splunk",
      kind: "signalfx",
      connection: { streamUrl: simulator.url, apiUrl: simulator.url, maxDelaySeconds: 10 },
      secrets: { token: TOKEN },
    },
  });

test("the example is applied as it is, and changes nothing the second time", async () => {
  const applied = await apply(EXAMPLE);
  expect(applied.json).toMatchObject({ diagnostics: [] });
  expect(applied.json.changes.map(({ kind, name, action }: Record<string, string>) => [kind, name, action])).toEqual([
    ["Service", "storefront", "create"],
    ["DataSource", "splunk", "create"],
    ["SLO", "storefront-answers", "create"],
    ["SLO", "storefront-queue", "create"],
    ["SLO", "storefront-search", "create"],
  ]);
  const again = (await apply(EXAMPLE)).json.changes;
  expect(new Set(again.map(({ action }: Record<string, string>) => action))).toEqual(new Set(["unchanged"]));
});

test.each(signalFxSource.templates ?? [])("the template $title can be applied as it is", async ({ text }) => {
  expect((await connectSimulated()).status).toBe(201);
  const applied = await apply(text.replaceAll("SOURCE", "splunk"));
  expect(applied.json).toMatchObject({ diagnostics: [] });
  expect(applied.json.changes).toContainEqual(expect.objectContaining({ kind: "SLO", action: "create" }));
});

test("a check looks at the queries through the product's own doors", async () => {
  await connectSimulated();
  const text = EXAMPLE.split("\n---\n")
    .filter((document) => !document.includes("kind: DataSource") && !document.includes("storefront-search"))
    .join("\n---\n");
  const { diagnostics, objectives } = (await api.call("POST", "/check", { body: { text } })).json;
  expect(diagnostics).toEqual([]);
  expect(objectives).toMatchObject([
    { failure: null, probe: { seriesFound: 6, exactness: "exact (server side)", warnings: [] } },
    { failure: null, probe: { seriesFound: 2, exactness: "exact (server side)", warnings: [] } },
  ]);
});

test("a program that cannot be read is refused in its line of the text", async () => {
  const text = EXAMPLE.replace(".max().publish(label='length')", ".max(.publish(label='length')");
  const line = text.split("\n").findIndex((one) => one.includes(".max(.publish")) + 1;
  const { errors } = (await apply(text)).json;
  expect(errors).toMatchObject([{ line, message: expect.stringContaining("is never closed") }]);
});
