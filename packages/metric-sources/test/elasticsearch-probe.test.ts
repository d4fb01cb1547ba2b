import type { MeasuredIndicator, ThresholdIndicator } from "@solvent/domain";
import {
  type ElasticsearchSimulator,
  type ElasticsearchSimulatorOptions,
  makeAccessLog,
  makeCountedIndex,
  makeTestHttpClient,
  type SearchFault,
  type SimulatedIndex,
  type Source,
  startElasticsearchSimulator,
} from "@solvent/testing";
import { afterEach, describe, expect, test } from "vitest";
import { elasticsearchSource, type LookUp, type MetricSource, type StreamQuery } from "../src/index.ts";

const FIRST = 29_923_200;
const LAST = FIRST + 120;
const LOG = { seed: 3, firstMinute: FIRST, perMinute: 3, services: ["cart", "search"], badShare: 0.1 };
const never = (): AbortSignal => new AbortController().signal;

const running: ElasticsearchSimulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
});

interface World {
  readonly simulator: ElasticsearchSimulator;
  readonly source: MetricSource;
}

async function start(
  indices: readonly SimulatedIndex[] = [makeAccessLog(LOG)],
  options: Partial<ElasticsearchSimulatorOptions> = {},
  delaySeconds = 60,
): Promise<World> {
  const now = (): number => LAST * 60_000 + 60_000;
  const simulator = await startElasticsearchSimulator({ indices, now, ...options });
  running.push(simulator);
  const connection = elasticsearchSource.connection.parse({ url: simulator.url, delaySeconds });
  return { simulator, source: elasticsearchSource.connect(connection, {}, { http: makeTestHttpClient(), now }) };
}

type Spec = ThresholdIndicator["metric"]["spec"];

function parse(indicator: MeasuredIndicator): StreamQuery {
  const parsed = elasticsearchSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}
const ratioOf = (part: Spec, total: Spec, numerator: "good" | "bad" = "good"): MeasuredIndicator => ({
  kind: "ratio",
  counter: false,
  numerator,
  part: { source: "e", spec: part },
  total: { source: "e", spec: total },
});
const ratio = (...given: Parameters<typeof ratioOf>): StreamQuery => parse(ratioOf(...given));
const threshold = (spec: Spec): StreamQuery =>
  parse({ kind: "threshold", metric: { source: "e", spec }, operator: "lte", value: "5", of: "value" });
const GOOD = { filter: "http.response.status_code < 500" };

describe("a look at a query", () => {
  test("says that it is counted inside the server, exactly", async () => {
    const { source, simulator } = await start();
    expect(await source.probe(ratio(GOOD, { index: "logs-*" }), never())).toEqual({
      ok: true,
      value: { seriesFound: 1, strategy: "server", exactness: "exact (server side)", scrapeIntervalSeconds: null, warnings: [] },
    });
    expect(simulator.requests).toHaveLength(4);
  });

  test("marks percentiles as approximate", async () => {
    const { source } = await start();
    const probe = await source.probe(threshold({ index: "logs-*", value: { p95: "event.duration" } }), never());
    expect(probe).toMatchObject({ ok: true, value: { exactness: "approximate" } });
  });

  test.each<[string, StreamQuery, RegExp, number]>([
    ["no index", ratio(GOOD, { index: "nothing-*" }), /nothing-\* matches no index/, 0],
    [
      "no document",
      ratio(GOOD, { index: "logs-*", filter: "service.name: nobody" }),
      /the total matches no document of the last 6 hours/,
      0,
    ],
    ["no value", threshold({ index: "logs-*", filter: "service.name: nobody", value: "count" }), /the query matches no document/, 0],
    ["nothing good", ratio({ filter: "service.name: nobody" }, { index: "logs-*" }), /no document of the last 6 hours is good/, 1],
    ["nothing bad", ratio({ filter: "url.path: /x" }, { index: "logs-*" }, "bad"), /is bad: that is as it should be/, 1],
    ["no proof", ratio(GOOD, { index: "logs-*", alive: "service.name: nobody" }), /alive matches no document/, 1],
    [
      "no field",
      threshold({ index: "logs-*", filter: "event.kind: *", value: { max: "event.duration" } }),
      /has the field whose numbers/,
      0,
    ],
  ])("warns of %s", async (_name, query, warning, seriesFound) => {
    const { source } = await start();
    const probe = await source.probe(query, never());
    expect(probe).toMatchObject({ ok: true, value: { seriesFound, warnings: [expect.stringMatching(warning)] } });
  });

  test.each<[StreamQuery, RegExp]>([
    [ratio(GOOD, { index: "logs-*", timeField: "time" }), /no index of the pattern has the field time: name the field/],
    [ratio(GOOD, { index: "logs-*", timeField: "service.name" }), /service.name must be a date, and is of the type keyword/],
    [threshold({ index: "logs-*", value: { max: "service.name" } }), /service.name must be a number, and is of the type keyword/],
    [ratio({ count: { sum: "x" } }, { index: "logs-*" }), /no index of the pattern has the field x/],
    [ratio({ query: { foo: {} } }, { index: "logs-*" }), /unknown query \[foo\]/],
  ])("refuses %# what would be counted as zeros for ever", async (query, message) => {
    const { source } = await start();
    expect(await source.probe(query, never())).toMatchObject({
      ok: false,
      failure: { class: "bad-query", message: expect.stringMatching(message) },
    });
  });

  test("names the delay that late documents need", async () => {
    const documentsOf = (minute: number): Source[] =>
      [2, 5, 8, 200].map((late, place) => {
        const atMs = minute * 60_000 + place * 1000;
        return { "@timestamp": new Date(atMs).toISOString(), event: { ingested: new Date(atMs + late * 1000).toISOString() } };
      });
    const index: SimulatedIndex = {
      name: "slow",
      mapping: { "@timestamp": "date", "event.ingested": "date" },
      firstMinute: FIRST,
      documentsOf,
    };
    const query = ratio({}, { index: "slow" });
    const { source } = await start([index]);
    expect(await source.probe(query, never())).toMatchObject({
      ok: true,
      value: {
        warnings: [expect.stringMatching(/half came \d+ s after .* one of a hundred 200 s or more: a delay of 210 seconds .* it is 60/)],
      },
    });
    const patient = await start([index], {}, 210);
    expect(await patient.source.probe(query, never())).toMatchObject({ ok: true, value: { warnings: [] } });
  });

  test.each<[number | null, RegExp]>([
    [90, /visible every 90 s only/],
    [null, /not refreshed by itself/],
  ])("warns where documents become visible too late: %s", async (refreshSeconds, warning) => {
    const { source } = await start([{ ...makeCountedIndex(LOG), refreshSeconds }]);
    const probe = await source.probe(ratio({}, { index: "metrics-*" }), never());
    expect(probe).toMatchObject({ ok: true, value: { warnings: expect.arrayContaining([expect.stringMatching(warning)]) } });
  });

  test("goes without what it may not see", async () => {
    const { source, simulator } = await start();
    const forbidden: SearchFault = {
      do: "status",
      status: 403,
      body: JSON.stringify({ error: { type: "security_exception", reason: "no" } }),
    };
    simulator.plan([{ request: 2, fault: forbidden }]);
    expect(await source.probe(ratio(GOOD, { index: "logs-*" }), never())).toMatchObject({ ok: true });
  });

  test("takes the queries that are read anyway along, and spares a refused one's neighbours", async () => {
    const { source, simulator } = await start();
    const queries = [
      ratio(GOOD, { index: "logs-*" }),
      ratio({ query: { foo: {} } }, { index: "logs-*" }),
      ratio({ filter: "a: 1" }, { index: "logs-*" }),
    ];
    const probe = { seriesFound: 1, strategy: "server", exactness: "exact", scrapeIntervalSeconds: null, warnings: [] } as const;
    await source.read({ items: queries.map((query) => ({ query, probe })), from: LAST - 5, to: LAST, purpose: "live" }, never());
    const outcomes = [];
    for (const query of queries) outcomes.push((await source.probe(query, never())).ok);
    expect(outcomes).toEqual([true, false, true]);
    const before = simulator.requests.length;
    await source.probe(queries[0] as StreamQuery, never());
    expect(simulator.requests.length).toBe(before);
  });
});

describe("the health of a server", () => {
  test.each([
    ["elasticsearch-7", "Elasticsearch 7.17.29"],
    ["elasticsearch-9", "Elasticsearch 9.4.1"],
    ["opensearch", "OpenSearch 3.3.0"],
    ["wazuh-indexer", "Wazuh indexer (OpenSearch 2.19.1)"],
  ] as const)("is told by %s in its own words", async (product, version) => {
    const { source } = await start([], { product });
    expect(await source.check(never())).toMatchObject({ ok: true, value: { version, notes: [], clockSkewMs: null } });
  });

  test("is no failure without the privilege to ask for it", async () => {
    const { source } = await start([], { mayMonitor: false });
    expect(await source.check(never())).toMatchObject({
      ok: true,
      value: { version: null, notes: [expect.stringContaining("privilege monitor")] },
    });
  });

  test("is a failure when something in front of it forbids it, or when it is something else", async () => {
    const { source, simulator } = await start();
    simulator.plan([{ fault: { do: "status", status: 403, body: "<h1>Forbidden</h1>" } }]);
    expect(await source.check(never())).toMatchObject({ ok: false, failure: { class: "unauthorized" } });
    simulator.plan([{ fault: { do: "body", body: '{"status":"success"}' } }]);
    expect(await source.check(never())).toMatchObject({ ok: false, failure: { class: "bad-answer" } });
  });

  test("says when the cluster is not well, and when OpenSearch gives another version", async () => {
    const { source, simulator } = await start([], { product: "opensearch" });
    simulator.plan([{ request: 2, fault: { do: "edit", edit: (answer) => ({ ...answer, status: "yellow", unassigned_shards: 3 }) } }]);
    const first = { request: 1, fault: { do: "edit", edit: (answer: object) => ({ ...answer, version: { number: "7.10.2" } }) } } as const;
    simulator.plan([
      first,
      { request: 2, fault: { do: "edit", edit: (answer) => ({ ...answer, status: "yellow", unassigned_shards: 3 }) } },
    ]);
    expect(await source.check(never())).toMatchObject({
      ok: true,
      value: { version: "OpenSearch, which says 7.10.2", notes: ["the status of the cluster is yellow, 3 shards are unassigned"] },
    });
  });
});

describe("names for an editor", () => {
  const ask = (what: string, text: string, within: string | null = null): LookUp => ({ what, text, within, limit: 5 });
  const indices = [makeAccessLog(LOG), { ...makeCountedIndex(LOG), aliases: ["metrics"] }];

  test("are those of indices, data streams and aliases", async () => {
    const { source } = await start(indices);
    expect(await source.lookUp?.(ask("index", "metrics"), never())).toEqual({
      ok: true,
      value: [
        { name: "metrics", detail: "alias of 1 index" },
        { name: "metrics-checkout", detail: "index" },
      ],
    });
    expect(await source.lookUp?.(ask("index", "nginx"), never())).toEqual({
      ok: true,
      value: [{ name: "logs-nginx.access-default", detail: "data stream of 1 index" }],
    });
  });

  test("are those of the fields of an index, with their types, best first", async () => {
    const { source } = await start(indices);
    expect(await source.lookUp?.(ask("field", "e", "logs-*"), never())).toEqual({
      ok: true,
      value: [
        { name: "event.duration", detail: "long" },
        { name: "event.ingested", detail: "date" },
        { name: "event.kind", detail: "keyword" },
        { name: "@timestamp", detail: "date" },
        { name: "http.request.method", detail: "keyword" },
      ],
    });
  });

  test("need an index, and keep failures in the server's words", async () => {
    const { source, simulator } = await start(indices);
    expect(await source.lookUp?.(ask("field", ""), never())).toMatchObject({ ok: false, failure: { class: "bad-query" } });
    expect(await source.lookUp?.(ask("field", "", "../_cluster"), never())).toMatchObject({ ok: false });
    simulator.plan([
      { fault: { do: "status", status: 403, body: JSON.stringify({ error: { type: "security_exception", reason: "not for you" } }) } },
    ]);
    expect(await source.lookUp?.(ask("index", "x"), never())).toMatchObject({
      ok: false,
      failure: { class: "unauthorized", message: expect.stringContaining("not for you") },
    });
  });
});

describe("combinations of labels", () => {
  const labels = { service: "service.name", code: "http.response.status_code" };
  const whole = { index: "logs-*", filter: "http.response.status_code: *", labels };

  test("are those of the documents of the total, and each can be read alone", async () => {
    const { source } = await start();
    const indicator = ratioOf(GOOD, { ...whole, labels: { service: "service.name" } });
    const groups = await source.groups?.(parse(indicator), ["service"], never());
    expect(groups).toEqual({ ok: true, value: [{ service: "cart" }, { service: "search" }] });
    const narrowed = ["cart", "search"].map((service) => {
      const one = elasticsearchSource.narrow?.(indicator, { service });
      if (!one?.ok) throw new Error("cannot be narrowed");
      return parse(one.value);
    });
    const probe = { seriesFound: 1, strategy: "server", exactness: "exact", scrapeIntervalSeconds: null, warnings: [] } as const;
    const items = [parse(indicator), ...narrowed].map((query) => ({ query, probe }));
    const outcomes = await source.read({ items, from: LAST - 60, to: LAST, purpose: "live" }, never());
    const [all, cart, search] = outcomes.map((outcome) => (outcome.ok ? outcome.value.block.total.reduce((sum, one) => sum + one, 0) : -1));
    expect(all).toBeGreaterThan(0);
    expect(all).toBe((cart ?? 0) + (search ?? 0));
  });

  test("hold numbers as texts, over many pages", async () => {
    const documentsOf = (minute: number): Source[] =>
      Array.from({ length: 40 }, (_, place) => ({ "@timestamp": new Date(minute * 60_000).toISOString(), n: (minute % 60) * 40 + place }));
    const { source, simulator } = await start([
      { name: "many", mapping: { "@timestamp": "date", n: "long" }, firstMinute: FIRST, documentsOf },
    ]);
    const groups = await source.groups?.(ratio({}, { index: "many" }), ["n"], never());
    expect(groups).toMatchObject({ ok: true, value: { length: 2400 } });
    expect(simulator.requests).toHaveLength(4);
  });

  test("of a text are refused in the words of the server, with the field to use", async () => {
    const { source } = await start();
    expect(await source.groups?.(ratio(GOOD, { index: "logs-*" }), ["message"], never())).toMatchObject({
      ok: false,
      failure: { class: "bad-query", advice: "message.keyword", message: expect.stringContaining("Fielddata is disabled") },
    });
  });
});

describe("a connection", () => {
  test.each<[object, string]>([
    [{}, "url"],
    [{ url: "elasticsearch:9200/x" }, "url"],
    [{ url: "http://user:secret@a" }, "url"],
    [{ url: "http://a", auth: "basic" }, "username"],
    [{ url: "http://a", auth: "oauth2" }, "auth"],
    [{ url: "http://a", delaySeconds: -1 }, "delaySeconds"],
    [{ url: "http://a", delaySeconds: 3601 }, "delaySeconds"],
    [{ url: "http://a", settleMinutes: 121 }, "settleMinutes"],
    [{ url: "http://a", caCertificate: "x" }, "caCertificate"],
  ])("is refused as %j", (connection, field) => {
    const parsed = elasticsearchSource.connection.safeParse(connection);
    expect(parsed.error?.issues.map(({ path }) => path[0])).toContain(field);
  });

  test("decides when minutes are read", () => {
    const timingOf = (given: object) =>
      elasticsearchSource.timing?.(elasticsearchSource.connection.parse({ url: "https://a:9200/es", ...given }));
    expect(timingOf({})).toEqual({ ingestDelaySeconds: 60, settleMinutes: 10 });
    expect(timingOf({ delaySeconds: 300, settleMinutes: 0 })).toEqual({ ingestDelaySeconds: 300, settleMinutes: 0 });
    expect(elasticsearchSource.origin(elasticsearchSource.connection.parse({ url: "https://a:9200/es" }))).toBe("https://a:9200");
  });
});
