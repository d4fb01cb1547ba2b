import { Client as ElasticClient, errors as elasticErrors } from "@elastic/elasticsearch";
import { Client as OpenSearchClient, errors as openSearchErrors } from "@opensearch-project/opensearch";
import {
  accessLogOf,
  type ElasticsearchSimulator,
  makeAccessLog,
  type SimulatedProduct,
  startElasticsearchSimulator,
} from "@solvent/testing";
import { afterEach, describe, expect, test } from "vitest";

const FIRST = 29_923_200;
const LAST = FIRST + 60;
const LOG = { seed: 3, firstMinute: FIRST, perMinute: 3, services: ["cart", "search", "login"] };
const STREAM = "logs-nginx.access-default";

const running: ElasticsearchSimulator[] = [];
async function start(product: SimulatedProduct, authorization: string | null = null): Promise<ElasticsearchSimulator> {
  const simulator = await startElasticsearchSimulator({
    product,
    indices: [makeAccessLog(LOG)],
    now: () => (LAST + 5) * 60_000,
    authorization,
  });
  running.push(simulator);
  return simulator;
}
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
});

const lines = Array.from({ length: LAST - FIRST }, (_, index) => accessLogOf(LOG, FIRST + index)).flat() as readonly {
  service?: { name: string };
}[];
const truth = (name: string): number => lines.filter(({ service }) => service?.name === name).length;

const RANGE = { range: { "@timestamp": { gte: FIRST * 60_000, lt: LAST * 60_000, format: "epoch_millis" } } };
const HISTOGRAM = {
  field: "@timestamp",
  fixed_interval: "60s",
  min_doc_count: 0,
  extended_bounds: { min: FIRST * 60_000, max: LAST * 60_000 - 1 },
  hard_bounds: { min: FIRST * 60_000, max: LAST * 60_000 - 1 },
};
const OPERATIONS = [
  { index: { _index: "orders" } },
  { id: 1, paid: true, note: "first order" },
  { create: { _index: "orders" } },
  { id: 2, paid: false },
];

describe("the official client of Elasticsearch, against the simulator", () => {
  const connect = ({ url }: ElasticsearchSimulator, apiKey?: string): ElasticClient =>
    new ElasticClient({ node: url, maxRetries: 0, ...(apiKey === undefined ? {} : { auth: { apiKey } }) });

  test("recognises the product and reads its version", async () => {
    const info = await connect(await start("elasticsearch-9")).info();
    expect(info).toMatchObject({ version: { number: "9.4.1" }, tagline: "You Know, for Search" });
  });

  test("is told by OpenSearch that its media type is not known", async () => {
    const asking = connect(await start("opensearch")).info();
    await expect(asking).rejects.toThrow(elasticErrors.ResponseError);
    await expect(asking).rejects.toMatchObject({ statusCode: 406 });
  });

  test("is taken by the version before, and not by the one before that", async () => {
    await expect(connect(await start("elasticsearch-8")).info()).rejects.toMatchObject({ statusCode: 400 });
    await expect(connect(await start("elasticsearch-7")).info()).rejects.toMatchObject({ statusCode: 400 });
  });

  test("writes in bulk, and sees what it wrote after a refresh", async () => {
    const client = connect(await start("elasticsearch-9"));
    const written = await client.bulk({ operations: OPERATIONS });
    expect(written.errors).toBe(false);
    expect(written.items.map((item) => Object.values(item)[0]?.status)).toEqual([201, 201]);
    const count = async (): Promise<unknown> => (await client.search({ index: "orders", query: { term: { paid: true } } })).hits.total;
    expect(await count()).toMatchObject({ value: 0 });
    await client.indices.refresh({ index: "orders" });
    expect(await count()).toMatchObject({ value: 1 });
    const found = await client.search<{ id: number }>({ index: "orders", query: { match: { note: "ORDER" } } });
    expect(found.hits.hits[0]?._source?.id).toBe(1);
  });

  test("indexes one document, and is told of a conflict", async () => {
    const client = connect(await start("elasticsearch-9"));
    await client.index({ index: "orders", id: "a", document: { n: 1 }, refresh: true });
    expect((await client.search({ index: "orders" })).hits.hits).toHaveLength(1);
    await expect(client.create({ index: "orders", id: "a", document: { n: 2 } })).rejects.toMatchObject({ statusCode: 409 });
  });

  test("adds up by minute, filter and value", async () => {
    const client = connect(await start("elasticsearch-9"));
    const answer = await client.search<
      unknown,
      { b: { buckets: { doc_count: number; cart: { doc_count: number } }[] }; slow: { value: number } }
    >({
      index: "logs-*",
      size: 0,
      query: RANGE,
      aggs: {
        b: { date_histogram: HISTOGRAM as never, aggs: { cart: { filter: { term: { "service.name": "cart" } } } } },
        slow: { max: { field: "event.duration" } },
      },
    });
    const buckets = answer.aggregations?.b.buckets ?? [];
    expect(buckets).toHaveLength(60);
    expect(buckets.reduce((sum, { doc_count }) => sum + doc_count, 0)).toBe(lines.length);
    expect(buckets.reduce((sum, { cart }) => sum + cart.doc_count, 0)).toBe(truth("cart"));
    expect(answer.aggregations?.slow.value).toBeGreaterThan(0);
  });

  test("pages through combinations until there is no next key", async () => {
    const client = connect(await start("elasticsearch-9"));
    const found = new Map<string, number>();
    let after: Record<string, string> | undefined;
    for (let page = 0; page < 10; page += 1) {
      const answer = await client.search<
        unknown,
        { g: { after_key?: Record<string, string>; buckets: { key: { s: string | null }; doc_count: number }[] } }
      >({
        index: STREAM,
        size: 0,
        query: RANGE,
        aggs: {
          g: {
            composite: {
              size: 2,
              sources: [{ s: { terms: { field: "service.name", missing_bucket: true } } }],
              ...(after === undefined ? {} : { after }),
            },
          },
        },
      });
      for (const { key, doc_count } of answer.aggregations?.g.buckets ?? []) found.set(key.s ?? "", doc_count);
      after = answer.aggregations?.g.after_key;
      if (after === undefined) break;
    }
    expect(Object.fromEntries(found)).toEqual({ "": 60, cart: truth("cart"), login: truth("login"), search: truth("search") });
  });

  test("leaves a search running, asks for it and deletes it", async () => {
    const simulator = await start("elasticsearch-9");
    simulator.setAsyncPolls(1);
    const client = connect(simulator);
    const started = await client.asyncSearch.submit({ index: STREAM, size: 0, query: RANGE });
    expect(started).toMatchObject({ is_running: true, is_partial: true });
    const done = await client.asyncSearch.get({ id: started.id ?? "" });
    expect(done).toMatchObject({ is_running: false, response: { hits: { total: { value: lines.length } } } });
    await client.asyncSearch.delete({ id: started.id ?? "" });
    expect(simulator.keptSearches()).toEqual([]);
  });

  test("gets errors that it knows", async () => {
    const client = connect(await start("elasticsearch-9", "ApiKey right"), "right");
    const typeOf = async (asking: Promise<unknown>): Promise<unknown> => {
      const error = await asking.then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(elasticErrors.ResponseError);
      const { statusCode, body } = error as elasticErrors.ResponseError & { body: { error: { root_cause: { type: string }[] } } };
      return [statusCode, body.error.root_cause[0]?.type];
    };
    expect(await typeOf(client.search({ index: "nothing" }))).toEqual([404, "index_not_found_exception"]);
    expect(await typeOf(client.search({ query: { foo: {} } as never }))).toEqual([400, "parsing_exception"]);
    expect(await typeOf(client.search({ index: STREAM, aggs: { a: { terms: { field: "message" } } } }))).toEqual([
      400,
      "illegal_argument_exception",
    ]);
    expect(await typeOf(client.search({ index: STREAM, query: { term: { "event.duration": "long" } } }))).toEqual([
      400,
      "query_shard_exception",
    ]);
    expect(await typeOf(connect(running[0] as ElasticsearchSimulator, "wrong").search())).toEqual([401, "security_exception"]);
  });
});

describe("the official client of OpenSearch, against the simulator", () => {
  const connect = ({ url }: ElasticsearchSimulator): OpenSearchClient =>
    new OpenSearchClient({ node: url.replace("://", "://admin:right@"), maxRetries: 0 });
  const BASIC = `Basic ${Buffer.from("admin:right").toString("base64")}`;

  test("recognises the product", async () => {
    const { body } = await connect(await start("opensearch", BASIC)).info();
    expect(body).toMatchObject({ version: { distribution: "opensearch", number: "3.3.0" } });
  });

  test("writes in bulk and adds up", async () => {
    const client = connect(await start("opensearch", BASIC));
    await client.bulk({ body: OPERATIONS, refresh: true });
    const { body } = await client.search({ index: "orders", body: { size: 0, aggs: { p: { terms: { field: "paid" } as never } } } });
    expect(body.aggregations).toMatchObject({ p: { buckets: [{ doc_count: 1 }, { doc_count: 1 }] } });
    const searched = await client.search({ index: "logs-*", body: { size: 0, query: RANGE, aggs: { b: { date_histogram: HISTOGRAM } } } });
    expect(searched.body.aggregations?.b).toHaveProperty("buckets.length", 60);
  });

  test("gets errors that it knows, also those that are no JSON", async () => {
    const client = connect(await start("opensearch", BASIC));
    await expect(client.search({ index: "nothing" })).rejects.toMatchObject({
      statusCode: 404,
      message: expect.stringContaining("index_not_found_exception"),
    });
    const stranger = connect(await start("wazuh-indexer", "Basic other"));
    await expect(stranger.info()).rejects.toBeInstanceOf(openSearchErrors.ResponseError);
    await expect(stranger.info()).rejects.toMatchObject({ statusCode: 401 });
  });
});
