import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { objective } from "../support/examples.ts";
import { removeEverything } from "../support/rows.ts";
import { type Loose, makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
let api: TestApp;
let server: Server;
let routes: readonly string[];

/** A Prometheus that knows nothing but the routes of its series. */
function startServer(): Promise<Server> {
  const started = createServer((request, response) => {
    let text = request.url ?? "";
    request.on("data", (chunk) => {
      text += String(chunk);
    });
    request.on("end", () => {
      const asksForGroups = decodeURIComponent(text.replaceAll("+", " ")).includes("group by (route)");
      const result = asksForGroups ? routes.map((route) => ({ metric: { route }, value: [1_772_445_600, "1"] })) : [];
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ status: "success", data: { resultType: "vector", result } }));
    });
  });
  return new Promise((resolve) => started.listen(0, "127.0.0.1", () => resolve(started)));
}

beforeAll(async () => {
  server = await startServer();
  api = await makeTestApp(database);
});
beforeEach(async () => {
  routes = ["/b", "/a"];
  await removeEverything(database.url);
});
afterAll(async () => {
  await api.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

const text = ({ target = "99.9", annotations = "", name = "checkout" } = {}) => `
apiVersion: openslo/v1
kind: DataSource
metadata: { name: prom }
spec: { type: prometheus, connectionDetails: { url: "${url()}" } }
---
apiVersion: openslo/v1
kind: Service
metadata: { name: shop }
spec: {}
---
apiVersion: openslo/v1
kind: SLO
metadata:
  name: ${name}
  annotations:
    solvent/group-by: route
${annotations}
spec:
  service: shop
  indicator:
    metadata: { name: checkout }
    spec:
      ratioMetric:
        counter: true
        bad: { metricSource: { metricSourceRef: prom, spec: { query: 'http_requests_total{code=~"5.."}' } } }
        total: { metricSource: { metricSourceRef: prom, spec: { query: http_requests_total } } }
  timeWindow: [{ duration: 28d, isRolling: true }]
  budgetingMethod: Occurrences
  objectives: [{ targetPercent: ${target} }]
`;

const apply = (input: string, dryRun = false) => api.call("POST", "/apply", { body: { text: input, dryRun } });
const sloOf = (json: Loose) => json.changes.filter(({ kind }: { kind: string }) => kind === "SLO");
const sync = async (...found: readonly string[]) =>
  api.composition.syncGroup({
    name: "checkout",
    revision: (await api.call("GET", "/groups/checkout")).json.revision,
    askedAtMs: Date.now(),
    answer: { ok: true, value: found.map((route) => ({ route })) },
  });

describe("a text with solvent/group-by", () => {
  test("creates a group, which stays the same when it is applied again", async () => {
    const first = await apply(text());
    expect(first.status).toBe(200);
    expect(sloOf(first.json)).toEqual([{ kind: "SLO", name: "checkout", action: "create", changes: [], newStream: true, group: true }]);
    expect((await api.call("GET", "/groups/checkout")).json).toMatchObject({ groupBy: ["route"], cap: 500, revision: 1 });
    expect(sloOf((await apply(text())).json)).toMatchObject([{ action: "unchanged", group: true }]);
    expect((await api.call("GET", "/objectives/checkout")).status).toBe(404);
  });

  test("changes the group with all of its objectives", async () => {
    await apply(text());
    await sync("/a", "/b");
    const changed = sloOf((await apply(text({ target: "99", annotations: `    solvent/group-cap: "20"` }))).json);
    expect(changed).toMatchObject([{ action: "update", group: true, newStream: false }]);
    expect(changed[0].changes.map(({ path }: { path: string }) => path)).toEqual(["cap", "objective.targetPercent"]);
    expect((await api.call("GET", "/objectives/checkout-a")).json).toMatchObject({ targetPercent: "99", revision: 2, group: "checkout" });
  });

  test("that a group exports changes nothing when it is applied", async () => {
    await apply(text({ annotations: `    solvent/group-cap: "20"` }));
    const { openslo } = (await api.call("GET", "/groups/checkout")).json;
    expect(sloOf((await apply(openslo)).json)).toMatchObject([{ name: "checkout", action: "unchanged", group: true }]);
  });

  test("is applied as the guide shows it", async () => {
    const read = (path: string) => readFileSync(join(import.meta.dirname, "../../../..", path), "utf8");
    await apply(read("examples/checkout-availability.yaml"));
    const [, guide = ""] = /```yaml\n([\s\S]*?)```/.exec(read("docs/guides/groups.md")) ?? [];
    const { json } = await apply(guide);
    expect(json).toMatchObject({ diagnostics: [], changes: [{ name: "guide-routes", action: "create", group: true }] });
    expect((await api.call("GET", "/groups/guide-routes")).json).toMatchObject({ groupBy: ["route", "method"], cap: 200 });
  });

  test("stores nothing in a dry run", async () => {
    expect(sloOf((await apply(text(), true)).json)).toMatchObject([{ action: "create", group: true }]);
    expect((await api.call("GET", "/groups")).json.items).toEqual([]);
  });

  test("is refused where the name is an objective's, and an objective where it is a group's", async () => {
    await apply(text({ name: "other" }));
    await api.call("POST", "/objectives", { body: objective() });
    const group = await apply(text());
    expect(group.json.errors).toMatchObject([
      { path: "metadata.name", message: expect.stringContaining('there is an objective "checkout"') },
    ]);
    const single = await apply(text({ name: "other" }).replace("    solvent/group-by: route", "    owner: me"));
    expect(single.json.errors).toMatchObject([{ path: "metadata.name", message: expect.stringContaining('there is a group "other"') }]);
  });

  test("is refused at the place of what cannot be narrowed", async () => {
    const { json } = await apply(text().replace("counter: true", "counter: false"));
    expect(json.code).toBe("definition.invalid");
    expect(json.errors[0].path).toContain("metricSource.spec.query");
  });
});

describe("a check", () => {
  const check = async (input: string) => (await api.call("POST", "/check", { body: { text: input } })).json;

  test("tells how many objectives there will be", async () => {
    const { objectives, diagnostics } = await check(text());
    expect(objectives).toMatchObject([{ name: "checkout", groups: { found: 2, leftOut: 0 } }]);
    expect(diagnostics).toEqual([]);
  });

  test("warns at the labels when there are more than the cap", async () => {
    routes = Array.from({ length: 1240 }, (_, i) => `/r${i}`);
    const { objectives, diagnostics } = await check(text());
    expect(objectives[0].groups).toEqual({ found: 1240, leftOut: 740 });
    expect(diagnostics).toMatchObject([
      {
        severity: "warning",
        path: 'metadata.annotations["solvent/group-by"]',
        line: 17,
        message: "1\u202F240 combinations found: 500 are measured, 740 are left out (cap 500); narrow the query or use fewer labels",
      },
    ]);
  });
});

describe("a preview", () => {
  const preview = (fields: object = {}) =>
    api.call("POST", "/groups/preview", { body: { objective: objective(), groupBy: ["route"], ...fields } });

  test("names the first objectives and stores nothing", async () => {
    await api.call("POST", "/sources", { body: { name: "prom", kind: "prometheus", connection: { url: url() } } });
    await api.call("POST", "/objectives", { body: objective({ name: "checkout-a" }) });
    const { status, json } = await preview();
    expect(status).toBe(200);
    expect(json).toMatchObject({ found: 2, leftOut: 0, warnings: [] });
    expect(json.first).toEqual([
      { name: expect.stringMatching(/^checkout-a-[a-z0-9]{6}$/), labels: { route: "/a" } },
      { name: "checkout-b", labels: { route: "/b" } },
    ]);
    routes = Array.from({ length: 30 }, (_, i) => `/r${i + 10}`);
    const capped = (await preview({ cap: 10 })).json;
    expect(capped).toMatchObject({
      found: 30,
      leftOut: 20,
      warnings: [expect.stringContaining("10 are measured, 20 are left out (cap 10)")],
    });
    expect(capped.first).toHaveLength(10);
    expect((await api.call("GET", "/groups")).json.items).toEqual([]);
  });

  test("says what the source says when it does not answer", async () => {
    await api.call("POST", "/sources", { body: { name: "prom", kind: "prometheus", connection: { url: "http://127.0.0.1:9/" } } });
    const { json } = await preview();
    expect(json).toMatchObject({ status: 502, code: "source.failed", detail: expect.stringContaining('The data source "prom" says') });
  });
});
