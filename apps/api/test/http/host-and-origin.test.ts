import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SOURCE } from "../support/examples.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const database = useTestDatabase();
let api: TestApp;
beforeAll(async () => {
  api = await makeTestApp(database);
});
afterAll(() => api.close());

const write = (headers: Record<string, string>) => api.call("POST", "/apply", { body: { text: "", dryRun: true }, headers });

describe("a name that is not ours", () => {
  test.each([
    "evil.example",
    "evil.example:4600",
    "127.0.0.1.evil.example",
    "localhost.evil.example:4600",
    "10.0.0.8",
    "a b",
    "[::2]:4600",
  ])("is refused in Host, for reading and writing: %j", async (host) => {
    for (const answer of [await api.call("GET", "/sources", { headers: { host } }), await write({ host })]) {
      expect(answer.status).toBe(403);
      expect(answer.json.code).toBe("request.forbidden-origin");
    }
  });

  test("is refused on every address, also health, metrics and pages", async () => {
    for (const url of ["/", "/healthz", "/readyz", "/metrics", "/api/v1/openapi.json", "/nowhere"]) {
      const { statusCode } = await api.app.inject({ url, headers: { host: "evil.example" } });
      expect([url, statusCode]).toEqual([url, 403]);
    }
  });
});

test.each(["localhost", "localhost:4600", "127.0.0.1:65000", "[::1]:4600", "LOCALHOST"])("%s is a name of ours", async (host) => {
  expect((await api.call("GET", "/sources", { headers: { host } })).status).toBe(200);
});

describe("a page of another site cannot change anything", () => {
  test.each([
    [{ origin: "https://evil.example" }],
    [{ origin: "http://localhost:3000" }],
    [{ origin: "null" }],
    [{ origin: "http://localhost" }],
    [{ "sec-fetch-site": "cross-site" }],
    [{ "sec-fetch-site": "same-site" }],
    [{ "sec-fetch-site": "cross-site", origin: "http://localhost:4600" }],
    [{ "sec-fetch-site": "same-origin", origin: "http://evil.example:4600" }],
  ])("with %j", async (headers) => {
    const answer = await write({ host: "localhost:4600", ...headers });
    expect([answer.status, answer.json.code]).toEqual([403, "request.forbidden-origin"]);
  });

  test.each([
    [{}],
    [{ origin: "http://localhost:4600" }],
    [{ "sec-fetch-site": "same-origin", origin: "http://localhost:4600" }],
    [{ "sec-fetch-site": "none" }],
  ])("but our own page and programs can, with %j", async (headers) => {
    expect((await write({ host: "localhost:4600", ...headers })).status).toBe(200);
  });
});

describe("only JSON is read", () => {
  const send = (type: string | null, payload = JSON.stringify(SOURCE)) =>
    api.app.inject({ method: "POST", url: "/api/v1/sources", payload, headers: type === null ? {} : { "content-type": type } });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/json",
    "application/jsonp",
    "application/json\t",
    " application/json;x=y",
    "application/json;charset=utf-16",
    "application/json, text/plain",
    "application/json text/plain",
    "application/ld+json",
    "*/*",
    "application",
    "\tapplication/xml",
    "application/json;",
    "",
  ])("a body of the type %j is refused with 415", async (type) => {
    const { statusCode, payload } = await send(type);
    expect([statusCode, JSON.parse(payload).code]).toEqual([415, "request.not-json"]);
  });

  test("a body without a type is refused with 415", async () => {
    expect((await send(null)).statusCode).toBe(415);
  });

  test("application/json with or without charset=utf-8 is read", async () => {
    expect((await send("application/json", "{}")).statusCode).toBe(400);
    expect((await send("application/json; charset=UTF-8", "{}")).statusCode).toBe(400);
    expect((await send("Application/JSON;charset=utf-8", "{}")).statusCode).toBe(400);
  });
});
