import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SOURCE_KINDS } from "@solvent/metric-sources";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { objective, SOURCE } from "../support/examples.ts";
import { query, removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const CANARY = "canary-5d1e7b";
const database = useTestDatabase();
let api: TestApp;
let now = Date.now();
/** Answers like a Prometheus, and remembers what it was told. */
let prometheus: Server;
let url: string;
let authorizations: (string | undefined)[] = [];

beforeAll(async () => {
  prometheus = createServer((request, response) => {
    authorizations.push(request.headers.authorization);
    const data = request.url?.includes("buildinfo")
      ? { version: "2.42.0", goVersion: "go1.19" }
      : { resultType: "scalar", result: [now / 1000, "1"] };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ status: "success", data }));
  });
  await new Promise<void>((resolve) => prometheus.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(prometheus.address() as AddressInfo).port}`;
  api = await makeTestApp(database, {}, () => now);
});
beforeEach(async () => {
  await removeEverything(database.url);
  authorizations = [];
  // The limit of outgoing tests starts anew.
  now += 60_000;
});
afterAll(async () => {
  await api.close();
  await new Promise((resolve) => prometheus.close(resolve));
});

const create = (fields: object = {}) => api.call("POST", "/sources", { body: { ...SOURCE, ...fields } });
const update = (revision: number, fields: object = {}) => api.call("PUT", "/sources/prom", { body: { ...SOURCE, ...fields }, revision });
const withToken = (address: string) => ({ connection: { url: address, auth: "bearer" }, secrets: { token: CANARY } });

test("a source comes back with its defaults, and without health before anybody asked it", async () => {
  const { status, json, headers } = await create({ displayName: "Prod", labels: { env: "prod" } });
  expect([status, headers.etag]).toEqual([201, '"1"']);
  expect(json).toMatchObject({
    name: "prom",
    displayName: "Prod",
    kind: "prometheus",
    kindTitle: "Prometheus",
    connection: { url: "http://127.0.0.1:9/", auth: "none" },
    secretsSet: [],
    labels: { env: "prod" },
    ingestDelaySeconds: 30,
    objectives: 0,
    health: { state: "unknown", okAt: null, version: null },
    revision: 1,
  });
  expect((await api.call("GET", "/sources/prom")).json).toEqual(json);
  expect((await api.call("GET", "/sources")).json).toEqual({ items: [json], nextCursor: null });
});

test("the kinds come with everything that a form needs", async () => {
  const { json } = await api.call("GET", "/source-kinds");
  const kind = json.items.find((item: { kind: string }) => item.kind === "prometheus");
  expect(kind).toMatchObject({ title: "Prometheus", ingestDelaySeconds: 30 });
  expect(kind.connectionSchema.properties.url).toMatchObject({ type: "string", title: "Address" });
  expect(kind.secrets.map((secret: { field: string }) => secret.field)).toContain("token");
  expect(kind).toMatchObject({ receives: false, lookUps: expect.arrayContaining([{ what: "metrics", title: "Metrics", within: null }]) });
});

test("every kind says whether it receives, what can be looked up, how to begin, and how its secrets are entered", async () => {
  const { items } = (await api.call("GET", "/source-kinds")).json;
  expect(items.map(({ kind }: { kind: string }) => kind)).toEqual(SOURCE_KINDS.map(({ kind }) => kind));
  for (const [index, { receives, lookUps, templates, secrets }] of SOURCE_KINDS.entries()) {
    const fields = Object.entries(secrets).map(([field, secret]) => ({ field, lines: false, when: {}, ...secret }));
    expect(items[index]).toMatchObject({ receives, lookUps, templates, secrets: fields });
  }
});

describe("what is wrong is refused by its field", () => {
  test.each([
    ["an unknown kind", { kind: "graphite" }, 422, "source.kind-unknown", "kind"],
    ["no address", { connection: {} }, 400, "request.invalid", "connection.url"],
    ["an address that is no URL", { connection: { url: "prometheus" } }, 400, "request.invalid", "connection.url"],
    ["a password in the address", { connection: { url: `http://u:${CANARY}@h/` } }, 400, "request.invalid", "connection.url"],
    ["an unknown field", { connection: { url: "http://h/", uri: "x" } }, 400, "request.invalid", "connection.uri"],
    ["a secret among the readable fields", { connection: { url: "http://h/", token: CANARY } }, 400, "request.invalid", "connection.token"],
    ["a secret that the kind does not have", { secrets: { apiKey: CANARY } }, 400, "request.invalid", "secrets.apiKey"],
    ["a name with capitals", { name: "Prom" }, 400, "request.invalid", "name"],
  ])("%s", async (_name, fields, status, code, path) => {
    const answer = await create(fields);
    expect([answer.status, answer.json.code, answer.json.errors.map((error: { path: string }) => error.path)]).toEqual([
      status,
      code,
      [path],
    ]);
    expect(answer.text).not.toContain(CANARY);
  });

  test("a name that is taken, another name and another kind for an old source", async () => {
    await create();
    expect((await create()).json).toMatchObject({ status: 409, code: "source.name-taken" });
    expect((await update(1, { name: "other" })).json.errors[0].path).toBe("name");
    expect((await update(2)).json).toMatchObject({ status: 412, code: "revision.conflict" });
    expect((await api.call("PUT", "/sources/none", { body: { ...SOURCE, name: "none" }, revision: 1 })).json.code).toBe("source.not-found");
  });
});

describe("secrets", () => {
  test("are encrypted at rest, named when they are set and never returned", async () => {
    const created = await create(withToken(url));
    expect(created.json.secretsSet).toEqual(["token"]);
    const [row] = await query<{ sealed: Buffer; key_id: string }>(database.url, "SELECT * FROM source_secret");
    expect(row?.sealed.toString("latin1")).not.toContain(CANARY);
    expect(row?.sealed.length).toBe(12 + CANARY.length + 16);
  });

  test("stay when they are left out, are replaced when they are given and go with null", async () => {
    await create(withToken(url));
    const kept = await update(1, { connection: { url, auth: "bearer" }, description: "x" });
    expect([kept.json.secretsSet, kept.json.revision]).toEqual([["token"], 2]);
    await api.call("POST", "/sources/prom/test");
    await update(2, { connection: { url, auth: "bearer" }, secrets: { token: "second" } });
    await api.call("POST", "/sources/prom/test");
    expect(new Set(authorizations)).toEqual(new Set([`Bearer ${CANARY}`, "Bearer second"]));
    expect((await update(3, { secrets: { token: null } })).json.secretsSet).toEqual([]);
    expect(await query(database.url, "SELECT * FROM source_secret")).toEqual([]);
  });

  test("do not travel to another address: they have to be given again, or removed", async () => {
    await create(withToken(url));
    for (const address of ["http://127.0.0.1:9/", url.replace("http:", "https:"), url.replace("127.0.0.1", "localhost")]) {
      const moved = await update(1, { connection: { url: address, auth: "bearer" } });
      expect(moved.json).toMatchObject({ status: 422, code: "source.secret-required", errors: [{ path: "secrets.token" }] });
    }
    expect((await update(1, { connection: { url: `${url}/base`, auth: "bearer" } })).json).toMatchObject({
      revision: 2,
      secretsSet: ["token"],
    });
    expect(
      (await update(2, { connection: { url: "http://127.0.0.1:9/", auth: "bearer" }, secrets: { token: "new" } })).json.secretsSet,
    ).toEqual(["token"]);
    expect((await update(3, { connection: { url }, secrets: { token: null } })).json.secretsSet).toEqual([]);
  });

  test("that cannot be opened any more are a failure in words", async () => {
    await create(withToken(url));
    await query(database.url, "UPDATE source_secret SET key_id = 'another'");
    const { json } = await api.call("POST", "/sources/prom/test");
    expect(json).toMatchObject({
      ok: false,
      failure: { class: "blocked", message: 'the secret "token" was stored under another key; enter it again' },
    });
    expect(authorizations).toEqual([]);
  });

  test("are not sent to another address by a test either", async () => {
    await create(withToken("http://127.0.0.1:9/"));
    const tested = await api.call("POST", "/sources/test", {
      body: { name: "prom", kind: "prometheus", connection: { url, auth: "bearer" } },
    });
    expect(tested.json).toMatchObject({ status: 422, code: "source.secret-required" });
    expect(authorizations).toEqual([]);
  });

  test("never appear in a response or in the log, whatever is done with them", async () => {
    const texts: string[] = [];
    const seen = async (answer: Promise<{ text: string }>) => texts.push((await answer).text);
    await seen(create(withToken(url)));
    await seen(create(withToken(url)));
    await seen(update(1, withToken("not a url")));
    await seen(update(7, withToken(url)));
    await seen(update(1, { ...withToken("http://127.0.0.1:9/"), secrets: { token: CANARY, other: CANARY } }));
    await seen(update(1, withToken("http://127.0.0.1:9/")));
    for (const path of ["/sources", "/sources/prom", "/source-kinds", "/openapi.json"]) await seen(api.call("GET", path));
    await seen(api.call("POST", "/sources/prom/test"));
    await seen(api.call("POST", "/sources/test", { body: { kind: "prometheus", ...withToken(url) } }));
    await seen(api.call("POST", "/sources/test", { body: { kind: "prometheus", ...withToken("http://127.0.0.1:9/") } }));
    await seen(api.call("POST", "/sources/test", { body: { kind: "none", ...withToken(url) } }));
    await query(database.url, "UPDATE source_secret SET sealed = '\\x00'");
    await seen(api.call("POST", "/sources/prom/test"));
    await seen(api.call("DELETE", "/sources/prom", { revision: 1 }));
    expect(texts.filter((text) => text.includes(CANARY))).toEqual([]);
    expect(api.logged()).not.toContain(CANARY);
    expect(JSON.stringify(await query(database.url, "SELECT * FROM source"))).not.toContain(CANARY);
  });
});

describe("testing", () => {
  test("an unsaved connection gives the version in the source's own words", async () => {
    const { status, json } = await api.call("POST", "/sources/test", { body: { kind: "prometheus", connection: { url } } });
    expect(status).toBe(200);
    expect(json).toMatchObject({ ok: true, version: expect.stringContaining("2.42.0"), failure: null });
    expect((await api.call("GET", "/sources")).json.items).toEqual([]);
  });

  test("a source that does not answer is a result with its class, not an error", async () => {
    const { status, json } = await api.call("POST", "/sources/test", {
      body: { kind: "prometheus", connection: { url: "http://127.0.0.1:9/" } },
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({ ok: false, version: null, failure: { class: "unreachable" } });
  });

  test("a saved source remembers what it said, good or bad", async () => {
    await create({ connection: { url } });
    await api.call("POST", "/sources/prom/test");
    expect((await api.call("GET", "/sources/prom")).json.health).toMatchObject({
      state: "ok",
      version: expect.stringContaining("2.42.0"),
      message: null,
    });
    await update(1, { connection: { url: "http://127.0.0.1:9/" } });
    await api.call("POST", "/sources/prom/test");
    const { health } = (await api.call("GET", "/sources/prom")).json;
    expect(health).toMatchObject({ state: "failing", failureClass: "unreachable" });
    expect(health.failingSince).not.toBeNull();
  });

  test("a source says how much was asked of it in the last minute, once a tick has told", async () => {
    await create();
    const asked = async () => (await api.call("GET", "/sources/prom")).json.health.requestsPerMinute;
    expect(await asked()).toBeNull();
    await query(database.url, "INSERT INTO source_health (source_id, ok_at, requests_per_minute) SELECT id, now(), 12 FROM source");
    expect(await asked()).toBe(12);
  });

  test("an address that is never allowed is refused without a connection", async () => {
    const { json } = await api.call("POST", "/sources/test", {
      body: { kind: "prometheus", connection: { url: "http://169.254.169.254/" } },
    });
    expect(json).toMatchObject({ ok: false, failure: { class: "blocked" } });
  });

  test("an unknown saved source is 404", async () => {
    expect((await api.call("POST", "/sources/none/test")).json.code).toBe("source.not-found");
    const body = { name: "none", kind: "prometheus", connection: { url } };
    expect((await api.call("POST", "/sources/test", { body })).json.code).toBe("source.not-found");
  });

  test("ten tests a minute are answered, the next one says when to come back", async () => {
    const tests = await Promise.all(Array.from({ length: 12 }, () => api.call("POST", "/sources/none/test")));
    expect(tests.filter(({ status }) => status === 404)).toHaveLength(10);
    const [refused] = tests.filter(({ status }) => status === 429);
    expect([refused?.json.code, refused?.headers["retry-after"]]).toEqual(["request.rate-limited", "6"]);
  });
});

test("a source can be deleted when no objective reads from it any more", async () => {
  await create();
  await api.call("POST", "/objectives", { body: objective() });
  expect((await api.call("GET", "/sources/prom")).json.objectives).toBe(1);
  const refused = await api.call("DELETE", "/sources/prom", { revision: 1 });
  expect(refused.json).toMatchObject({ status: 409, code: "source.in-use", detail: expect.stringContaining("(1)") });
  await api.call("DELETE", "/objectives/checkout", { revision: 1 });
  expect((await api.call("DELETE", "/sources/prom", { revision: 2 })).status).toBe(412);
  expect((await api.call("DELETE", "/sources/prom", { revision: 1 })).status).toBe(204);
  expect((await api.call("GET", "/sources/prom")).status).toBe(404);
});

test("a source that an objective is about to read counts as read", async () => {
  await create();
  await create({ name: "second" });
  await api.call("POST", "/objectives", { body: objective() });
  await query(database.url, "UPDATE stream SET watermark = watermark + 60");
  const moved = { ...objective(), indicator: JSON.parse(JSON.stringify(objective().indicator).replaceAll('"prom"', '"second"')) };
  await api.call("PUT", "/objectives/checkout", { body: moved, revision: 1 });
  for (const name of ["prom", "second"])
    expect((await api.call("DELETE", `/sources/${name}`, { revision: 1 })).json.code).toBe("source.in-use");
});
