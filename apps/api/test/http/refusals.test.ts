import { Problem } from "@solvent/api-contract";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { objective } from "../support/examples.ts";
import { makeTestApp, type TestApp, toAnswer } from "../support/test-app.ts";

const database = useTestDatabase();
let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp(database);
});
afterAll(() => api.close());

test("every refusal is problem details with a code, a request id that is also in the header, and no cache", async () => {
  const { status, headers, json } = await api.call("GET", "/objectives/nobody");
  expect(Problem.parse(json)).toEqual(json);
  expect(json).toMatchObject({
    status: 404,
    code: "objective.not-found",
    title: "No such objective",
    detail: 'There is no objective "nobody"',
  });
  expect(status).toBe(404);
  expect(headers["content-type"]).toBe("application/problem+json; charset=utf-8");
  expect(headers["x-request-id"]).toBe(json.requestId);
  expect(headers["cache-control"]).toBe("no-store");
});

test("the request id is ours, whatever the caller sends", async () => {
  const { json } = await api.call("GET", "/objectives/nobody", { headers: { "x-request-id": "mine" } });
  expect(json.requestId).toMatch(/^[0-9a-f-]{36}$/);
});

test.each([
  "/api/v1/nothing",
  "/api/v1",
  "/api/v1/",
  "/api//v1/objectives",
  "/API/v1/sources",
  "/api/v1/sources/x/y/z",
  "/nothing",
  "/assets/none.js",
  "/../etc/passwd",
  "/%2e%2e/etc/passwd",
])("there is nothing at %s", async (url) => {
  const { statusCode, payload } = await api.app.inject({ url, headers: { accept: "text/html" } });
  expect([statusCode, JSON.parse(payload).code]).toEqual([404, "route.not-found"]);
});

test.each([
  "/api/v1/objectives/:name",
  "/api/v1/objectives/",
  "/api/v1/objectives/a%2fb",
  "/api/v1/objectives/a%00",
  "/api/v1/backfills/x/cancel",
  "/api/v1/objectives/UPPER",
])("a parameter that is no name or number is refused by its name: %s", async (url) => {
  const method = url.endsWith("cancel") ? "POST" : "GET";
  const { statusCode, payload } = await api.app.inject({ method, url });
  const { code, errors } = JSON.parse(payload);
  expect([statusCode, code, errors.length]).toEqual([400, "request.invalid", 1]);
  expect(["name", "id"]).toContain(errors[0].path);
});

test("an address that is no URL is refused", async () => {
  const { statusCode, payload } = await api.app.inject({ url: "/api/v1/objectives/%zz" });
  expect([statusCode, JSON.parse(payload).code]).toEqual([400, "request.invalid"]);
});

test("an address that is there but not for this method says which ones it answers", async () => {
  const answer = toAnswer(
    await api.app.inject({ method: "PATCH", url: "/api/v1/objectives/x", headers: { "content-type": "application/json" }, payload: "{}" }),
  );
  expect([answer.status, answer.json.code, answer.headers.allow]).toEqual([405, "route.method-not-allowed", "DELETE, GET, HEAD, PUT"]);
  expect((await api.call("GET", "/apply")).status).toBe(405);
  expect((await api.call("DELETE", "/objectives")).status).toBe(405);
});

test("a method override header overrides nothing", async () => {
  const answer = await api.call("GET", "/objectives/x", { headers: { "x-http-method-override": "DELETE", "x-method": "DELETE" } });
  expect([answer.status, answer.json.code]).toEqual([404, "objective.not-found"]);
});

test("a body over 1 MiB is refused with 413", async () => {
  const answer = await api.call("POST", "/objectives", { body: objective({ description: "x".repeat(1024 * 1024) }) });
  expect([answer.status, answer.json.code]).toEqual([413, "request.too-large"]);
});

test("a text over 256 KiB is refused by its field", async () => {
  const answer = await api.call("POST", "/apply", { body: { text: "x".repeat(256 * 1024 + 1) } });
  expect([answer.status, answer.json.errors.map((error: { path: string }) => error.path)]).toEqual([400, ["text"]]);
});

test("all wrong fields are named at once, unknown ones too", async () => {
  const body = {
    ...objective({ window: { kind: "rolling", minutes: 0 }, displayName: 5, extra: 1 }),
    service: undefined,
    indicator: { kind: "ratio", more: true },
  };
  const { status, json } = await api.call("POST", "/objectives", { body });
  expect(status).toBe(400);
  const paths = json.errors.map((error: { path: string }) => error.path).sort();
  expect(paths).toEqual([
    "displayName",
    "extra",
    "indicator.counter",
    "indicator.more",
    "indicator.numerator",
    "indicator.part",
    "indicator.total",
    "service",
    "window.minutes",
  ]);
  expect(json.errors.find((error: { path: string }) => error.path === "service").message).toBe("is required");
});

test.each(["limit=0", "limit=201", "limit=x", "limit=1.5", "cursor=!!!", "cursor=YWZ0ZXI6", `cursor=${"a".repeat(600)}`])(
  "a list refuses ?%s by its parameter",
  async (query) => {
    const { status, json } = await api.call("GET", `/services?${query}`);
    expect(status).toBe(400);
    expect(json.errors[0].path).toBe(query.split("=")[0]);
  },
);

test("a body where none is expected must be empty", async () => {
  const { status, json } = await api.call("DELETE", "/objectives/x", { body: { force: true }, revision: 1 });
  expect([status, json.errors[0].path]).toEqual([400, "force"]);
});

test.each([
  ["missing", undefined, 428, "revision.required"],
  ["without quotes", "3", 400, "request.invalid"],
  ["a star", "*", 400, "request.invalid"],
  ["weak", 'W/"3"', 400, "request.invalid"],
  ["two", '"3", "4"', 400, "request.invalid"],
  ["zero", '"0"', 400, "request.invalid"],
])("an If-Match that is %s is refused", async (_name, header, status, code) => {
  const answer = await api.call("DELETE", "/objectives/x", { headers: header === undefined ? {} : { "if-match": header } });
  expect([answer.status, answer.json.code]).toEqual([status, code]);
});

test("an error of ours says nothing, and the log names it once by the request id", async () => {
  const broken = await makeTestApp({ url: `${database.url}-that-does-not-exist` });
  const { status, json } = await broken.call("GET", "/services");
  expect(status).toBe(500);
  expect(JSON.stringify(json)).not.toMatch(/exist|prisma|postgres|at /i);
  const lines = broken
    .logged()
    .split("\n")
    .filter((line) => line.includes(json.requestId) && line.includes('"level":50'));
  expect(lines).toHaveLength(1);
  await broken.close();
});

test("a database that cannot be reached is 503 with a time to come back, and the process is alive but not ready", async () => {
  const cut = await makeTestApp({ url: "postgresql://solvent:x@127.0.0.1:9/solvent" });
  const { status, json, headers } = await cut.call("GET", "/services");
  expect([status, json.code, headers["retry-after"]]).toEqual([503, "database.unavailable", "5"]);
  expect((await cut.app.inject("/healthz")).statusCode).toBe(200);
  expect((await cut.app.inject("/readyz")).statusCode).toBe(503);
  await cut.close();
});
