import { endpoints, LIVE_EVENTS_PATH } from "@solvent/api-contract";
import { useTestDatabase } from "@solvent/testing/postgres";
import Fastify from "fastify";
import pg from "pg";
import { Registry } from "prom-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildApp } from "../../src/app.ts";
import { addRoleCheck } from "../../src/plugins/role-check.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp(database);
});
afterAll(() => api.close());

test("the process is healthy and ready on a migrated database", async () => {
  for (const url of ["/healthz", "/readyz"]) expect((await api.app.inject(url)).statusCode).toBe(200);
});

test("a missing migration makes it not ready", async () => {
  const client = new pg.Client(database.url);
  await client.connect();
  await client.query("UPDATE _prisma_migrations SET rolled_back_at = now()");
  expect((await api.app.inject("/readyz")).statusCode).toBe(503);
  await client.query("UPDATE _prisma_migrations SET rolled_back_at = NULL");
  await client.end();
  expect((await api.app.inject("/readyz")).statusCode).toBe(200);
});

test("requests are measured by route pattern, never by the address as sent", async () => {
  await api.call("GET", "/objectives/some-name-of-somebody");
  await api.app.inject({ method: "PROPFIND" as "GET", url: "/some-odd-address" });
  const { payload, headers } = await api.app.inject("/metrics");
  expect(headers["content-type"]).toContain("text/plain");
  expect(payload).toContain('solvent_http_request_duration_seconds_count{method="GET",route="/api/v1/objectives/:name",status="4xx"}');
  expect(payload).toContain("process_cpu_seconds_total");
  expect(payload).not.toContain("some-name-of-somebody");
  expect(payload).not.toContain("some-odd-address");
});

test("every response carries the security headers, also refusals", async () => {
  for (const url of ["/api/v1/services", "/api/v1/nothing", "/healthz"]) {
    const { headers } = await api.app.inject(url);
    expect(headers["content-security-policy"]).toBe(
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;font-src 'self';connect-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none';require-trusted-types-for 'script'",
    );
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["x-frame-options"]).toBe("DENY");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  }
});

test("a table with an endpoint that nobody handles does not start", async () => {
  const { getTeam: _, ...handlers } = api.composition.app.handlers;
  const deps = {
    ...api.composition.app,
    handlers: handlers as never,
    registry: new Registry(),
    allowedHosts: [],
    webDir: null,
    log: { level: "silent", stream: process.stderr },
  };
  await expect(buildApp(deps)).rejects.toThrow("getTeam");
});

test("a route that does not say who may call it does not start", () => {
  const app = Fastify();
  addRoleCheck(app);
  expect(() => app.get("/open", async () => "x")).toThrow("GET /open does not say who may call it");
});

test("every endpoint of the contract is in the OpenAPI document with its role, parameters and problems", async () => {
  const { json } = await api.call("GET", "/openapi.json");
  expect(json.openapi).toBe("3.1.0");
  for (const [name, endpoint] of Object.entries(endpoints)) {
    const operation = json.paths[endpoint.path.replace(/:(\w+)/g, "{$1}")][endpoint.method.toLowerCase()];
    expect(operation.operationId).toBe(name);
    expect(operation["x-role"]).toBe(endpoint.role);
    expect(Object.keys(operation.responses)).toEqual([String(endpoint.status), "default"]);
    const names = (operation.parameters ?? []).map((parameter: { name: string }) => parameter.name);
    for (const parameter of endpoint.path.match(/(?<=:)\w+/g) ?? []) expect(names).toContain(parameter);
    expect(names.includes("If-Match")).toBe("ifMatch" in endpoint);
    expect("requestBody" in operation).toBe("body" in endpoint);
  }
});

test("the OpenAPI document has no more operations than the contract, the stream of events and OTLP, and every reference in it leads somewhere", async () => {
  const { json, text } = await api.call("GET", "/openapi.json");
  const operations = Object.values<object>(json.paths).flatMap((path) => Object.keys(path));
  expect(operations).toHaveLength(Object.keys(endpoints).length + 2);
  expect(json.paths[LIVE_EVENTS_PATH].get).toMatchObject({
    "x-role": "viewer",
    responses: { 200: { content: { "text/event-stream": {} } } },
  });
  const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = ""]) => path.split("/"));
  expect(references.length).toBeGreaterThan(0);
  for (const path of references) expect(path.reduce((node, key) => node?.[key], json)).toBeDefined();
});

test("every route that answers is in the contract or one of ours", () => {
  const printed = api.app.printRoutes({ commonPrefix: false });
  const own = ["healthz", "readyz", "metrics", "api/v1/openapi.json", "api/v1/events", "api/v1/otlp/v1/metrics"];
  const answered = printed.split("\n").filter((line) => line.includes("(")).length;
  const paths = new Set(Object.values(endpoints).map(({ path }) => path));
  expect(answered).toBe(paths.size + own.length + 1);
});
