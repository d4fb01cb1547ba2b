import { type PrometheusSimulator, startPrometheusSimulator } from "@solvent/testing";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { query, removeEverything } from "../support/rows.ts";
import { makeTestApp, type TestApp } from "../support/test-app.ts";

const CANARY = "canary-77aa01";
const METRIC = "http_requests_total";
const database = useTestDatabase();
let api: TestApp;
let now = Date.now();
let prometheus: PrometheusSimulator;

beforeAll(async () => {
  const classes = ["200", "500"].map((code) => ({ code, perScrape: 1 }));
  const families = [METRIC, "http_requests_slow_total", "jobs_total"].map((metric) => ({
    metric,
    labels: { job: "shop" },
    instances: 1,
    classes,
    scrapeSeconds: 15,
  }));
  const startSeconds = Math.floor(Date.now() / 1000) - 7200;
  prometheus = await startPrometheusSimulator({ seed: 3, startSeconds, families, now: Date.now });
  api = await makeTestApp(database, {}, () => now);
});
beforeEach(async () => {
  await removeEverything(database.url);
  now += 60_000;
  prometheus.plan([]);
  const connection = { url: prometheus.url, auth: "bearer" };
  await api.call("POST", "/sources", { body: { name: "prom", kind: "prometheus", connection, secrets: { token: CANARY } } });
});
afterAll(async () => {
  await api.close();
  await prometheus.stop();
});

const lookUp = (asked: Readonly<Record<string, string>>, name = "prom") =>
  api.call("GET", `/sources/${name}/look-up?${new URLSearchParams(asked)}`);
const namesIn = (json: { items: readonly { name: string }[] }) => json.items.map(({ name }) => name);

test("names come from the source itself, with what it says of them, asked for with its secret", async () => {
  const { status, json, headers } = await lookUp({ what: "metrics", text: "http_requests" });
  expect([status, headers["cache-control"]]).toEqual([200, "no-store"]);
  expect(json).toEqual({
    items: [
      { name: "http_requests_slow_total", detail: expect.stringContaining("counter") },
      { name: METRIC, detail: expect.stringContaining("counter") },
    ],
    failure: null,
  });
  expect(prometheus.requests.at(-1)?.headers.authorization).toBe(`Bearer ${CANARY}`);
});

test("no more names come than were asked for, and all of them without a text", async () => {
  expect(namesIn((await lookUp({ what: "metrics" })).json)).toHaveLength(3);
  expect(namesIn((await lookUp({ what: "metrics", limit: "2" })).json)).toHaveLength(2);
});

test("names within something are those of that thing", async () => {
  expect(namesIn((await lookUp({ what: "values", within: `${METRIC}{code}` })).json)).toEqual(["200", "500"]);
});

test.each([
  ["something that the kind does not know", { what: "indices" }, "what", "must be one of metrics, labels, values"],
  ["no word of what", { text: "x" }, "what", "is required"],
  ["nothing to look in", { what: "labels" }, "within", "is required here: Metric"],
  ["an empty thing to look in", { what: "labels", within: "" }, "within", "is required here: Metric"],
  ["too many names", { what: "metrics", limit: "101" }, "limit", ""],
  ["a text that is too long", { what: "metrics", text: "x".repeat(201) }, "text", ""],
])("%s is refused by its field", async (_name, asked, path, message) => {
  const { status, json } = await lookUp(Object.fromEntries(Object.entries(asked)));
  expect([status, json.code, json.errors[0].path]).toEqual([400, "request.invalid", path]);
  expect(json.errors[0].message).toContain(message);
});

test("a kind that cannot look anything up says so", async () => {
  const connection = { targets: ["http://127.0.0.1:9/metrics"] };
  await api.call("POST", "/sources", { body: { name: "pages", kind: "openmetrics", connection } });
  const { json } = await lookUp({ what: "metrics" }, "pages");
  expect(json).toMatchObject({
    status: 400,
    errors: [{ path: "what", message: 'a data source of the kind "openmetrics" offers no names' }],
  });
});

test("why a source has no names to give is a result in its own words, without the secret", async () => {
  prometheus.plan([{ fault: { do: "status", status: 401, body: `bad token ${CANARY}` } }]);
  const { status, json, text } = await lookUp({ what: "labels", within: METRIC });
  expect(status).toBe(200);
  expect(json).toMatchObject({ items: [], failure: { class: "unauthorized", message: expect.stringContaining("bad token") } });
  expect(text).not.toContain(CANARY);
  expect(api.logged()).not.toContain(CANARY);
});

test("a source whose secret cannot be opened is a result as well, and an unknown one is not found", async () => {
  await query(database.url, "UPDATE source_secret SET key_id = 'another'");
  expect((await lookUp({ what: "metrics" })).json).toMatchObject({ items: [], failure: { class: "blocked" } });
  expect((await lookUp({ what: "metrics" }, "none")).json).toMatchObject({ status: 404, code: "source.not-found" });
});

test("sixty a minute are answered, and tests of connections are counted apart", async () => {
  const answers = await Promise.all(Array.from({ length: 62 }, () => lookUp({ what: "metrics" }, "none")));
  expect(answers.filter(({ status }) => status === 404)).toHaveLength(60);
  const refused = answers.find(({ status }) => status === 429);
  expect([refused?.json.code, refused?.headers["retry-after"]]).toEqual(["request.rate-limited", "1"]);
  expect((await api.call("POST", "/sources/none/test")).status).toBe(404);
});
