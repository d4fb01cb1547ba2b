import { COUNT_SCALE } from "@solvent/domain";
import { accessLogOf, makeAccessLog, makeCountedIndex, type Source } from "@solvent/testing";
import { describe, expect, test } from "vitest";
import { at, LAST, LOG, never, ratio, readAll, readOne, SPAN, type Spec, searches, start, threshold, tiny } from "./elasticsearch-world.ts";

describe("minutes of documents", () => {
  test("hold the bad ones, too, and what is good is what is left", async () => {
    const world = await start();
    const bad = await readOne(
      world,
      ratio({ filter: "http.response.status_code >= 500" }, { index: "logs-*", filter: "service.name: *" }, "bad"),
    );
    const good = await readOne(world, ratio({ filter: "http.response.status_code < 500" }, { index: "logs-*", filter: "service.name: *" }));
    expect(bad).toEqual(good);
    const lines = Array.from({ length: 12 }, (_, index) => accessLogOf(LOG, SPAN.from + index)).flat();
    expect(good.total.reduce((sum, one) => sum + one, 0)).toBe((lines.length - 12) * COUNT_SCALE);
  });

  test("count the slow ones by a comparison", async () => {
    const world = await start();
    const block = await readOne(world, ratio({ filter: "event.duration <= 300000000" }, { index: "logs-*", filter: "event.duration: *" }));
    expect(block.missing).toEqual(new Array(12).fill(null));
    expect(block.good.reduce((sum, one) => sum + one, 0)).toBeLessThan(block.total.reduce((sum, one) => sum + one, 0));
  });

  test("are the same in all three languages", async () => {
    const world = await start();
    const texts: Spec[] = [
      { filter: "service.name: cart and not http.response.status_code >= 500" },
      { lucene: "service.name:cart AND NOT http.response.status_code:>=500" },
      {
        query: {
          bool: { filter: { term: { "service.name": "cart" } }, must_not: { range: { "http.response.status_code": { gte: 500 } } } },
        },
      },
    ];
    const outcomes = await readAll(
      world,
      texts.map((text) => ratio(text, { index: "logs-*" })),
    );
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect(outcomes[0]).toMatchObject({ ok: true });
    expect(searches(world)).toBe(1);
  });

  test("of counts in documents are sums, quantised once", async () => {
    const world = await start([tiny((minute) => [at(minute, { n: 0.1 }), at(minute, { n: 0.2 }), at(minute, { n: 1.0005 })])]);
    const block = await readOne(world, ratio({ count: { sum: "n" } }, { index: "tiny", count: { sum: "n" } }));
    // 1.3005 thousandths of events: halves to even.
    expect(new Set(block.total)).toEqual(new Set([1300]));
  });

  test("of counts in documents are unknown without a document, and zero where something proves that there is none", async () => {
    const world = await start([tiny((minute) => (minute % 2 === 0 ? [at(minute, { n: 5 })] : [at(minute, { host: "h" })]))]);
    const sums = { count: { sum: "n" } };
    const plain = await readOne(world, ratio(sums, { index: "tiny", ...sums }));
    expect(plain.missing.slice(0, 2)).toEqual([null, "no-sample"]);
    const proven = await readOne(world, ratio(sums, { index: "tiny", ...sums, alive: "@timestamp: *" }));
    expect(proven.missing).toEqual(new Array(12).fill(null));
    expect(proven.total.slice(0, 2)).toEqual([5000, 0]);
  });

  test("of negative counts are no counts", async () => {
    const world = await start([tiny((minute) => [at(minute, { n: -1 })])]);
    const block = await readOne(world, ratio({ count: { sum: "n" } }, { index: "tiny", count: { sum: "n" } }));
    expect(block.missing).toEqual(new Array(12).fill("query-failed"));
  });

  test("are unknown while nothing proves that documents arrive: a dead pipeline is not a quiet one", async () => {
    const isDead = (minute: number): boolean => minute === LAST - 5;
    const world = await start([makeAccessLog({ ...LOG, isDead })]);
    const total = { index: "logs-*", filter: "service.name: nobody" };
    const quiet = await readOne(world, ratio({}, total));
    const proven = await readOne(world, ratio({}, { ...total, alive: "event.kind: heartbeat" }));
    expect(quiet.missing).toEqual(new Array(12).fill(null));
    expect(proven.missing.filter((reason) => reason === "no-sample")).toHaveLength(1);
    expect(proven.missing[7]).toBe("no-sample");
  });

  test("see what comes late when they are read again", async () => {
    const world = await start();
    const item = ratio({}, { index: "logs-*" });
    const arrive = world.simulator.holdBack(LAST - 3, LAST);
    const early = await readOne(world, item);
    arrive();
    const late = await readOne(world, item);
    expect(early.total.slice(9)).toEqual([0, 0, 0]);
    expect(late.total.slice(9).every((count) => count > 0)).toBe(true);
    expect(late.total.slice(0, 9)).toEqual(early.total.slice(0, 9));
  });

  test("hold what was written through the API, after a refresh", async () => {
    const world = await start([tiny(() => [], { refreshSeconds: null })]);
    const send = (path: string, text: string): Promise<Response> =>
      fetch(`${world.simulator.url}${path}`, { method: "POST", body: text, headers: { "content-type": "application/x-ndjson" } });
    await send("/_bulk", `${JSON.stringify({ index: { _index: "tiny" } })}\n${JSON.stringify(at(LAST - 1, { n: 1 }))}\n`);
    const item = ratio({}, { index: "tiny" });
    expect((await readOne(world, item)).total.at(-1)).toBe(0);
    await send("/tiny/_refresh", "");
    expect((await readOne(world, item)).total.at(-1)).toBe(COUNT_SCALE);
  });
});

describe("a value of each minute", () => {
  const values = (minute: number): Source[] => [1, 2, 3, 10].map((n) => at(minute, { n: n + (minute - SPAN.from) }));

  test.each<[Spec["value"] & (string | object), string, number]>([
    ["count", "4", 12],
    [{ min: "n" }, "5", 5],
    [{ max: "n" }, "15", 6],
    [{ avg: "n" }, "9", 6],
    [{ sum: "n" }, "36", 6],
    [{ p50: "n" }, "7.5", 6],
  ])("%j is compared with %s", async (value, limit, good) => {
    const world = await start([tiny(values)]);
    const block = await readOne(world, threshold({ index: "tiny", value }, limit));
    expect(block.total).toEqual(new Array(12).fill(COUNT_SCALE));
    expect(block.good.filter((count) => count > 0)).toHaveLength(good);
  });

  test("is missing without a document, but their number is zero", async () => {
    const world = await start([tiny(() => [])]);
    const [max, p95, count] = await Promise.all(
      [{ max: "n" }, { p95: "n" }, "count"].map((value) => readOne(world, threshold({ index: "tiny", value }, "0"))),
    );
    expect(max?.missing).toEqual(new Array(12).fill("no-sample"));
    expect(p95?.missing).toEqual(new Array(12).fill("no-sample"));
    expect(count?.good).toEqual(new Array(12).fill(COUNT_SCALE));
  });

  test("shares one search and one aggregation with others of the same field", async () => {
    const world = await start([tiny(values)]);
    const all = [{ min: "n" }, { max: "n" }, { avg: "n" }, { sum: "n" }].map((value) => threshold({ index: "tiny", value }, "5"));
    await readAll(world, all);
    expect(searches(world)).toBe(1);
    expect(Object.keys(JSON.parse(world.simulator.requests[0]?.text ?? "{}").aggs.minutes.aggs)).toHaveLength(1);
  });
});

describe("queries that share a search", () => {
  const bad = threshold({ index: "logs-*", value: { max: "message" } }, "5");
  const good = Array.from({ length: 40 }, (_, status) => ratio({ filter: `http.response.status_code < ${status}` }, { index: "logs-*" }));

  test("are not failed by a neighbour that is refused, in its own words", async () => {
    const world = await start();
    const outcomes = await readAll(world, [...good.slice(0, 17), bad, ...good.slice(17)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(40);
    expect(outcomes[17]).toMatchObject({ ok: false, failure: { class: "bad-query", advice: "message.keyword" } });
    expect(searches(world)).toBeLessThan(20);
  });

  test("leave the refused one out for a while, until it is looked at again", async () => {
    const world = await start();
    await readAll(world, [...good, bad]);
    const before = searches(world);
    const again = await readAll(world, [...good, bad]);
    expect([searches(world) - before, again.at(-1)?.ok]).toEqual([1, false]);
    world.clock.nowMs += 301_000;
    await readAll(world, [...good, bad]);
    expect(searches(world) - before).toBeGreaterThan(5);
  });

  test("are all refused where the whole index is to blame, in a bounded number of searches", async () => {
    const world = await start();
    world.simulator.plan([{ fault: { do: "status", status: 400, body: "no" } }]);
    const outcomes = await readAll(
      world,
      Array.from({ length: 300 }, (_, one) => ratio({ filter: `a: ${one}` }, { index: "logs-*" })),
    );
    expect(outcomes.every(({ ok }) => !ok)).toBe(true);
    expect(searches(world)).toBeLessThanOrEqual(66);
  });

  test("of other patterns are not touched by a server that refuses one pattern", async () => {
    const world = await start([makeAccessLog(LOG), tiny((minute) => [at(minute, { n: 1 })])]);
    const [one, other] = await readAll(world, [bad, ratio({}, { index: "tiny" })]);
    expect([one?.ok, other?.ok]).toEqual([false, true]);
  });

  test("are asked in smaller stretches where there would be too many buckets", async () => {
    const world = await start([makeAccessLog(LOG)], { maxBuckets: 100 });
    const item = ratio({}, { index: "logs-*" });
    const block = await readOne(world, item, { from: LAST - 300, to: LAST });
    expect(block).toEqual(await readOne(await start(), item, { from: LAST - 300, to: LAST }));
    expect(searches(world)).toBe(7);
  });
});

describe("two thousand objectives", () => {
  const patterns = Array.from({ length: 20 }, (_, place) => `logs-app${place}-default`);
  const services = Array.from({ length: 100 }, (_, service) => `service-${service}`);
  const items = patterns.flatMap((index) =>
    services.map((name) => ratio({ filter: "http.response.status_code < 500" }, { index, filter: `service.name: ${name}` })),
  );

  test("on twenty index patterns are read by twenty searches, and looked at hourly by few more", { timeout: 120_000 }, async () => {
    const indices = patterns.map((name, seed) => makeAccessLog({ ...LOG, seed, name, services: services.slice(0, 10), perMinute: 1 }));
    const world = await start(indices);
    const outcomes = await readAll(world, items);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(2000);
    expect(world.simulator.requests).toHaveLength(20);
    for (const { query } of items) expect(await world.source.probe(query, never())).toMatchObject({ ok: true });
    // Fields, refresh interval, late documents and one count for each pattern.
    expect(world.simulator.requests.length - 20).toBeLessThanOrEqual(100);
  });

  test("are cut into searches that stay within the limits of buckets when a day is filled", { timeout: 120_000 }, async () => {
    const world = await start([makeAccessLog({ ...LOG, name: patterns[0] ?? "" })]);
    const outcomes = await world.source.read({ items: items.slice(0, 100), from: LAST - 1440, to: LAST, purpose: "live" }, never());
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    const cells = world.simulator.requests.map(({ text }) => Object.keys(JSON.parse(text).aggs.minutes.aggs).length * 1440);
    expect(Math.max(...cells)).toBeLessThan(65_536);
    expect(world.simulator.requests.length).toBeLessThanOrEqual(6);
  });
});

test("an index that is missing by its name is no series, even if the server makes it an error", async () => {
  const world = await start();
  const error = { type: "index_not_found_exception", reason: "no such index [logs]" };
  world.simulator.plan([
    { fault: { do: "status", status: 404, body: JSON.stringify({ error: { root_cause: [error], ...error }, status: 404 }) } },
  ]);
  const block = await readOne(world, ratio({}, { index: "logs" }));
  expect(new Set(block.missing)).toEqual(new Set(["no-series"]));
});

test("counted documents of two services are told apart", async () => {
  const world = await start([makeCountedIndex({ ...LOG, perMinute: 50 })]);
  const spec = { index: "metrics-checkout", count: { sum: "requests.count" } };
  const both = await readOne(world, ratio({ count: { sum: "requests.succeeded" } }, spec));
  const cart = await readOne(
    world,
    ratio({ filter: "service.name: cart", count: { sum: "requests.succeeded" } }, { ...spec, filter: "service.name: cart" }),
  );
  expect(both.total).toEqual(cart.total.map((count) => count * 2));
  expect(cart.good.every((count, index) => count <= (cart.total[index] ?? 0))).toBe(true);
});
