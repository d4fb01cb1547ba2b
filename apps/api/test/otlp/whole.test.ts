import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MINUTE_MS, type Minute, minuteOfMs } from "@solvent/domain";
import { useTestDatabase } from "@solvent/testing/postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { makePushSource } from "../push/push-source.ts";
import { query, removeEverything } from "../support/rows.ts";
import { type Loose, makeTestApp, type TestApp } from "../support/test-app.ts";
import {
  attribute,
  DELTA,
  type Json,
  OTLP_URL,
  RESOURCE,
  sendMetrics,
  sumMetric,
  toInject,
  toPoint,
  toRequestBody,
} from "./otlp-sender.ts";

const ROOT = join(import.meta.dirname, "../../../..");
const EXAMPLE = readFileSync(join(ROOT, "examples/otlp.yaml"), "utf8");
const GUIDE = readFileSync(join(ROOT, "docs/sources/otlp.md"), "utf8");
const database = useTestDatabase();
let api: TestApp;

beforeAll(async () => {
  api = await makeTestApp(database);
});
beforeEach(() => removeEverything(database.url));
afterAll(async () => {
  await api.close();
});

/** One instant for everything that is sent, whichever minute the clock comes to meanwhile. */
const AT_MS = minuteOfMs(Date.now()) * MINUTE_MS;
const labelsOf = () =>
  query<{ metric: string; kind: string; labels: Loose }>(
    database.url,
    "SELECT metric, kind, labels FROM push_series ORDER BY metric, labels->>'le'",
  );
const point = (attributes: readonly Json[] = [], value = 1) => toPoint({ atMs: AT_MS, value, attributes });

describe("names and labels", () => {
  test("are those that Prometheus would write, of resource, scope and point together", async () => {
    const { token } = await makePushSource(api, "otel");
    const resource = [
      ...RESOURCE,
      attribute("service.namespace", "shop"),
      attribute("deployment.environment", "prod"),
      attribute("region", "of the resource"),
      attribute("telemetry.sdk.version", "2.0"),
      { key: "process.pid", value: { intValue: "42" } },
    ];
    const attributes = [
      attribute("region", "eu"),
      attribute("a.b", "1"),
      attribute("a_b", "2"),
      attribute("2nd", "x"),
      attribute("__name__", "y"),
      attribute("empty", ""),
      { key: "ok", value: { boolValue: true } },
      { key: "ratio", value: { doubleValue: 0.5 } },
      { key: "list", value: { arrayValue: { values: [{ stringValue: "a" }, { intValue: "1" }] } } },
    ];
    const body = toRequestBody([sumMetric("http.server-requests", [point(attributes)])], resource);
    const scoped = body.resourceMetrics.map((one) => ({
      ...one,
      scopeMetrics: one.scopeMetrics.map((inner) => ({ ...inner, scope: { name: "http" } })),
    }));
    const answer = await api.app.inject(toInject(token, JSON.stringify({ resourceMetrics: scoped })));
    expect([answer.statusCode, answer.json()]).toEqual([200, {}]);
    expect(await labelsOf()).toEqual([
      {
        metric: "http_server_requests_total",
        kind: "cumulative",
        labels: {
          job: "shop/checkout",
          instance: "checkout-1",
          otel_scope_name: "http",
          deployment_environment: "prod",
          region: "eu",
          a_b: "1;2",
          key_2nd: "x",
          key__name__: "y",
          ok: "true",
          ratio: "0.5",
          list: '["a","1"]',
        },
      },
    ]);
  });

  test("a histogram becomes its buckets, added up, and its count", async () => {
    const { token } = await makePushSource(api, "otel");
    const dataPoint = { ...point(), count: "6", bucketCounts: ["1", "2", "3"], explicitBounds: [0, 1e21] };
    expect(
      await sendMetrics(api, token, [{ name: "took", histogram: { aggregationTemporality: DELTA, dataPoints: [dataPoint] } }]),
    ).toMatchObject({
      status: 200,
      rejected: 0,
    });
    const rows = await query<{ metric: string; le: string; value: number }>(
      database.url,
      "SELECT metric, labels->>'le' AS le, value FROM push_series JOIN push_sample ON id = series_id ORDER BY metric, value",
    );
    expect(rows.map(({ metric, le, value }) => [metric, le, value])).toEqual([
      ["took_bucket", "0", 1],
      ["took_bucket", "1e+21", 3],
      ["took_bucket", "+Inf", 6],
      ["took_count", null, 6],
    ]);
  });

  test("without an instance the process tells series apart", async () => {
    const { token } = await makePushSource(api, "otel");
    await sendMetrics(api, token, [sumMetric("requests", [point()])], [{ key: "process.pid", value: { intValue: "42" } }]);
    expect((await labelsOf()).map(({ labels }) => labels)).toEqual([{ process_pid: "42" }]);
  });
});

test("what is sent again is kept once, the newer value in place of the older", async () => {
  const { token } = await makePushSource(api, "otel");
  for (const value of [5, 5, 7]) await sendMetrics(api, token, [sumMetric("requests", [point([], value), point([], value)])]);
  expect(await query(database.url, "SELECT value FROM push_sample")).toEqual([{ value: 7 }]);
});

test("two names that become one are one series", async () => {
  const { token } = await makePushSource(api, "otel");
  expect(await sendMetrics(api, token, [sumMetric("a.b", [point()]), sumMetric("a_b", [point([], 3)])])).toMatchObject({
    status: 200,
    rejected: 0,
  });
  expect(await query(database.url, "SELECT metric, value FROM push_series JOIN push_sample ON id = series_id")).toEqual([
    { metric: "a_b_total", value: 3 },
  ]);
});

test("of a request with good and bad points the good ones are taken, and the others named", async () => {
  const { token } = await makePushSource(api, "otel");
  const answer = await sendMetrics(api, token, [
    sumMetric("requests", [point([], 2), { ...point([attribute("code", "500")]), asInt: "-4" }]),
    { name: "rpc.took", summary: { dataPoints: [point(), point()] } },
  ]);
  expect(answer).toMatchObject({ status: 200, rejected: 3 });
  expect(answer.message).toBe(
    '"requests": its value is negative, which no counter is (1 point); "rpc.took": summaries hold quantiles, which do not add up: send a histogram (2 points)',
  );
  expect(await query(database.url, "SELECT value FROM push_sample")).toEqual([{ value: 2 }]);
});

test("what is wrong in many metrics is told in at most a kilobyte", async () => {
  const { token } = await makePushSource(api, "otel");
  const metrics = Array.from({ length: 200 }, (_, index) => ({ name: `metric.${index}`, summary: { dataPoints: [point()] } }));
  const answer = await sendMetrics(api, token, metrics);
  expect(answer.rejected).toBe(200);
  expect(answer.message.length).toBeLessThanOrEqual(1024);
  expect(answer.message).toMatch(/; and \d+ more$/);
});

test("a source has at most 10,000 series: the others are refused as a whole and named, those that are known go on", async () => {
  const { token } = await makePushSource(api, "otel");
  const pointsOf = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => point([attribute("id", String(from + index))]));
  expect(await sendMetrics(api, token, [sumMetric("requests", pointsOf(0, 9_998))])).toMatchObject({ status: 200, rejected: 0 });
  const histogram = { ...point(), count: "6", bucketCounts: ["1", "5"], explicitBounds: [1] };
  const answer = await sendMetrics(api, token, [
    { name: "took", histogram: { aggregationTemporality: DELTA, dataPoints: [histogram] } },
    sumMetric("requests", pointsOf(9_990, 10_005)),
  ]);
  expect(answer).toMatchObject({ status: 200, rejected: 6, message: expect.stringContaining("more than 10,000 series") });
  expect(await query(database.url, "SELECT count(*)::int AS series FROM push_series")).toEqual([{ series: 10_000 }]);
  expect(await query(database.url, "SELECT count(*)::int AS took FROM push_series WHERE metric LIKE 'took%'")).toEqual([{ took: 0 }]);
}, 60_000);

test("more than 100,000 samples at once are too many", async () => {
  const { token } = await makePushSource(api, "otel");
  const bounds = Array.from({ length: 998 }, (_, index) => index);
  const dataPoint = { ...point(), count: "0", bucketCounts: new Array(999).fill("0"), explicitBounds: bounds };
  const dataPoints = new Array(101).fill(dataPoint);
  const answer = await sendMetrics(api, token, [{ name: "took", histogram: { aggregationTemporality: DELTA, dataPoints } }]);
  expect(answer).toMatchObject({ status: 413, message: expect.stringContaining("100,000 samples") });
}, 60_000);

test("requests that come at the same time, with the same new series, are all taken", async () => {
  const { token } = await makePushSource(api, "otel");
  const points = Array.from({ length: 50 }, (_, index) => point([attribute("id", String(index))]));
  const turned = (by: number) => [...points.slice(by), ...points.slice(0, by)];
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) => sendMetrics(api, token, [sumMetric("requests", turned(4 * index))])),
  );
  expect(answers.map(({ status, rejected }) => [status, rejected])).toEqual(new Array(12).fill([200, 0]));
  expect(await query(database.url, "SELECT count(*)::int AS samples FROM push_sample")).toEqual([{ samples: 50 }]);
});

test("with one token no more than 600 requests a minute are taken, and it is said when to come back", async () => {
  const { token } = await makePushSource(api, "otel");
  let answer = await api.app.inject(toInject(token, "{}"));
  for (let sent = 0; sent < 700 && answer.statusCode === 200; sent += 1) answer = await api.app.inject(toInject(token, "{}"));
  expect([answer.statusCode, answer.headers["retry-after"], answer.json().code]).toEqual([429, "1", 8]);
}, 60_000);

test("while the database is away senders are told to come back", async () => {
  const away = await makeTestApp({ url: "postgresql://nobody@127.0.0.1:1/nothing" });
  const answer = await away.app.inject(toInject(`solvent_push_${"a".repeat(43)}`, "{}"));
  expect([answer.statusCode, answer.headers["retry-after"], answer.json().code]).toEqual([503, "5", 14]);
  await away.close();
});

test("the address answers POST only, and stands in the description of the API for senders", async () => {
  const answer = await api.app.inject({ method: "GET", url: OTLP_URL });
  expect([answer.statusCode, answer.headers.allow]).toEqual([405, "POST"]);
  const described = (await api.call("GET", "/openapi.json")).json.paths["/otlp/v1/metrics"].post;
  expect([described["x-role"], Object.keys(described.requestBody.content)]).toEqual([
    "sender",
    ["application/x-protobuf", "application/json"],
  ]);
});

/**
 * Two hundred requests a minute, one of them failing, ten of them slow, and a queue that is too long in one of a hundred minutes; `from`
 * is when the process began. Burn rates of 5 at 99.9 %, 5 at 99 %, and 1 at 99 % are below what the default policy pages for, in windows
 * of any length that it looks at: whenever this is judged, nobody is paged.
 */
function exportsOf(from: Minute, to: Minute): Json[] {
  const minutes = Array.from({ length: to - from }, (_, index) => from + index + 1);
  const startMs = from * MINUTE_MS;
  const pointsOf = (code: string, each: number) =>
    minutes.map((minute) =>
      toPoint({
        atMs: minute * MINUTE_MS,
        startMs,
        value: each * (minute - from),
        attributes: [attribute("http.response.status_code", code)],
      }),
    );
  const took = minutes.map((minute) => {
    const { asInt: _, ...bare } = toPoint({ atMs: minute * MINUTE_MS, startMs, value: 0 });
    const counts = [100, 90, 10].map((each) => String(each * (minute - from)));
    return { ...bare, count: String(200 * (minute - from)), bucketCounts: counts, explicitBounds: [0.1, 0.3] };
  });
  const waiting = minutes.map((minute) => toPoint({ atMs: minute * MINUTE_MS, value: minute % 100 === 0 ? 101 : 100 }));
  return [
    sumMetric("http.server.requests", [...pointsOf("200", 199), ...pointsOf("503", 1)]),
    { name: "http.server.request.duration", histogram: { aggregationTemporality: 2, dataPoints: took } },
    { name: "orders.waiting", sum: { aggregationTemporality: 2, isMonotonic: false, dataPoints: waiting } },
  ];
}

const statusOf = async (name: string): Promise<Loose> => (await api.call("GET", `/objectives/${name}/status`)).json;

async function evaluatedUntil(check: () => Promise<void>): Promise<void> {
  api.composition.evaluator.start();
  try {
    await vi.waitFor(check, { timeout: 60_000, interval: 500 });
  } finally {
    await api.composition.evaluator.stop();
  }
}

test("the example counts what was sent, and what comes hours late changes the budget and pages nobody", async () => {
  const applied = await api.call("POST", "/apply", { body: { text: EXAMPLE } });
  expect([applied.status, applied.json.diagnostics]).toEqual([200, []]);
  const { token } = (await api.call("POST", "/sources/otel/token", { revision: 1 })).json;
  const to = minuteOfMs(Date.now()) - 4;
  const from = to - 600;
  const send = async (metrics: readonly Json[], resource?: readonly Json[]) =>
    expect(await sendMetrics(api, token, metrics, resource)).toMatchObject({ status: 200, rejected: 0 });
  await send(exportsOf(from, to));
  await evaluatedUntil(async () => {
    const answers = await statusOf("checkout-answers");
    expect(Date.parse(answers.window.to) / MINUTE_MS).toBeGreaterThanOrEqual(to);
    expect([Number(answers.good), Number(answers.total)]).toEqual([600 * 199, 600 * 200]);
    const speed = await statusOf("checkout-speed");
    expect([Number(speed.good), Number(speed.total)]).toEqual([600 * 190, 600 * 200]);
    const waiting = await statusOf("checkout-queue");
    expect([Number(waiting.good), Number(waiting.total)]).toEqual([594, 600]);
  });

  // Another instance could not reach us five hours ago, and sends what it had kept: with it, that hour burned at 45.
  const late = [attribute("service.name", "checkout"), attribute("service.instance.id", "checkout-2")];
  const failed = toPoint({
    atMs: (to - 300) * MINUTE_MS,
    startMs: (to - 300) * MINUTE_MS - 30_000,
    value: 500,
    attributes: [attribute("http.response.status_code", "503")],
  });
  await send([sumMetric("http.server.requests", [failed])], late);
  const stream = (await api.call("GET", "/objectives/checkout-answers")).json.measurement.stream;
  await evaluatedUntil(async () => {
    const answers = await statusOf("checkout-answers");
    expect([Number(answers.good), Number(answers.total)]).toEqual([600 * 199, 600 * 200 + 500]);
    // The receipt is closed a step after the minutes are stored.
    expect((await api.call("GET", `/streams/${stream}/refills`)).json.items[0]).toMatchObject({
      author: "sender",
      state: "done",
      minutesChanged: 1,
    });
  });
  const untouched = (await api.call("GET", "/objectives/checkout-speed")).json.measurement.stream;
  expect((await api.call("GET", `/streams/${untouched}/refills`)).json.items).toEqual([]);
  expect(await query(database.url, "SELECT * FROM alert WHERE kind = 'burn' AND severity = 'page'")).toEqual([]);
  const offered = await api.call("GET", "/sources/otel/look-up?what=metric&text=DURATION");
  expect(offered.json.items.map(({ name }: Loose) => name)).toEqual([
    "http_server_request_duration_bucket",
    "http_server_request_duration_count",
  ]);
}, 150_000);

test("the guide names the address that there is, and the answer as it is", async () => {
  expect(GUIDE).toContain(`http://127.0.0.1:4600${OTLP_URL}`);
  expect(GUIDE).toContain(`endpoint: http://127.0.0.1:4600${OTLP_URL.replace("/v1/metrics", "")}\n`);
  const [, shown = "{}"] = /200 `(\{"partialSuccess".*?\})` /.exec(GUIDE) ?? [];
  const { token } = await makePushSource(api, "otel");
  const dataPoints = [point(), point(), point()];
  const answer = await api.app.inject(toInject(token, JSON.stringify(toRequestBody([{ name: "took", summary: { dataPoints } }]))));
  const { partialSuccess } = answer.json();
  expect({ partialSuccess: { ...partialSuccess, errorMessage: "…" } }).toEqual(JSON.parse(shown));
});
