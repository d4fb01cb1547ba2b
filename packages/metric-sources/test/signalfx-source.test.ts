import { makeFakeTime, type SimMessage, type SimulatedMts } from "@solvent/testing";
import { describe, expect, test } from "vitest";
import {
  blockOf,
  connect,
  counter,
  MINUTE,
  NOW,
  never,
  ratio,
  readAll,
  SPAN,
  scaled,
  sides,
  TO,
  TOKEN,
  threshold,
} from "./signalfx-bench.ts";

describe("a connection", () => {
  const series = [counter("req", { code: "200" }, () => 1)];
  const query = ratio(sides("filter('code', '200')", "filter('code', '200')"));

  test("that is lost fails what runs, and the next read opens another", async () => {
    const { simulator, source } = await connect({ series });
    await readAll(source, [query]);
    simulator.plan([{ request: simulator.requests.length + 1, fault: { do: "truncate" } }]);
    expect(await readAll(source, [query])).toMatchObject([{ ok: false, failure: { class: "unreachable", retryable: true } }]);
    expect(blockOf((await readAll(source, [query]))[0]).total).toEqual(scaled(6, 6, 6, 6, 6));
    expect(simulator.usage.connections).toBe(2);
  });

  test("that was closed between reads is opened again without a failure", async () => {
    const { simulator, source } = await connect({ series });
    await readAll(source, [query]);
    simulator.dropConnections();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await readAll(source, [query]))[0]).toMatchObject({ ok: true });
  });

  test.each(["websocket", "sse"])("with a wrong token is unauthorized by %s", async (transport) => {
    const { source } = await connect({ series, secret: "a-wrong-token", connection: { transport } });
    const [read] = await readAll(source, [query]);
    expect(read).toMatchObject({ ok: false, failure: { class: "unauthorized", retryable: false } });
    expect(await source.check(never())).toMatchObject({ ok: false, failure: { class: "unauthorized" } });
    expect(JSON.stringify(read)).not.toContain("a-wrong-token");
  });

  test.each([401, 403, 404, 503])("that is refused with status %i says why", async (status) => {
    const { simulator, source } = await connect({ series });
    simulator.plan([{ fault: { do: "status", status } }]);
    const failure = { 401: "unauthorized", 403: "unauthorized", 404: "not-found", 503: "server-error" }[status];
    expect((await readAll(source, [query]))[0]).toMatchObject({ ok: false, failure: { class: failure } });
  });

  test("that is given up tells the service to stop", async () => {
    const { simulator, source } = await connect({ series });
    await readAll(source, [query]);
    simulator.plan([{ fault: { do: "hang" } }]);
    const controller = new AbortController();
    const reading = readAll(source, [query], { signal: controller.signal });
    await expect.poll(() => simulator.requests.length).toBe(3);
    controller.abort();
    expect(await reading).toMatchObject([{ ok: false, failure: { class: "aborted" } }]);
    await expect.poll(() => simulator.usage.detached).toBe(1);
  });

  test("says the organisation, and how far its clock is from ours", async () => {
    const { source } = await connect({ series });
    expect(await source.check(never())).toMatchObject({ ok: true, value: { clockSkewMs: 0, notes: ["organisation DSimOrgAAAA"] } });
  });

  test("that is silent for a minute is given up, and one that is not used is closed", async () => {
    const time = makeFakeTime(NOW);
    const { simulator, source } = await connect({ series, schedule: time.schedule });
    await readAll(source, [query]);
    simulator.plan([{ fault: { do: "hang" } }]);
    const reading = readAll(source, [query]);
    await expect.poll(() => simulator.requests.length).toBe(3);
    await time.moveTo(NOW + 21_000);
    expect(await reading).toMatchObject([{ ok: false, failure: { class: "timeout" } }]);
    await time.moveTo(NOW + 200_000);
    expect(time.timers()).toBe(0);
    simulator.plan([]);
    expect((await readAll(source, [query]))[0]).toMatchObject({ ok: true });
    expect(simulator.usage.connections).toBe(2);
  });
});

describe("minutes", () => {
  /** Errors in the last minute only. */
  const errorsAt = (atMs: number): number | null => (atMs >= (TO - 1) * MINUTE ? 2 : null);
  const series = [counter("req", { code: "200" }, () => 5), counter("req", { code: "500" }, errorsAt)];
  const bad = sides("filter('code', '500')", "filter('code', '*')");

  test("without a value beside a total have no such event, if the stream has series", async () => {
    const { source } = await connect({ series });
    const block = blockOf((await readAll(source, [ratio(bad, { numerator: "bad" })]))[0]);
    expect(block.missing).toEqual(new Array(5).fill(null));
    expect(block.total).toEqual(scaled(30, 30, 30, 30, 42));
    expect(block.good).toEqual(scaled(30, 30, 30, 30, 30));
  });

  test("without any series of the part are missing, unless that is said to mean none", async () => {
    const { source } = await connect({ series: series.slice(0, 1) });
    const [strict, lenient] = await readAll(source, [ratio(bad, { numerator: "bad" }), ratio(bad, { numerator: "bad", noSeries: "zero" })]);
    expect(blockOf(strict).missing).toEqual(new Array(5).fill("no-series"));
    expect(blockOf(lenient)).toMatchObject({ missing: new Array(5).fill(null), good: scaled(30, 30, 30, 30, 30) });
  });

  test("labelled by their end are the same minutes", async () => {
    const { source } = await connect({ series, bucketLabel: "end", connection: { bucketLabel: "end" } });
    expect(blockOf((await readAll(source, [ratio(bad, { numerator: "bad" })], { from: SPAN.from - 1, to: SPAN.to - 1 }))[0]).total).toEqual(
      scaled(30, 30, 30, 30, 30),
    );
    expect(blockOf((await readAll(source, [ratio(bad, { numerator: "bad" })], { from: TO - 2, to: TO - 1 }))[0]).total).toEqual(scaled(30));
  });

  test("of a time that is only kept in longer steps fail, and are missing in a back-fill", async () => {
    const { source } = await connect({ series, minuteRetentionMs: 60 * MINUTE });
    const old = { from: TO - 120, to: TO - 115 };
    expect((await readAll(source, [ratio(bad)], old))[0]).toMatchObject({
      ok: false,
      failure: { class: "partial", message: "the service only has steps of 5 minutes for this time, not minutes" },
    });
    expect(blockOf((await readAll(source, [ratio(bad)], { ...old, purpose: "backfill" }))[0]).missing).toEqual(
      new Array(5).fill("no-sample"),
    );
  });

  test("of which a message was lost are missing, the others stay", async () => {
    const { simulator, source } = await connect({ series });
    const isLost = ({ type, logicalTimestampMs, data }: SimMessage): boolean =>
      type === "data" && logicalTimestampMs === (TO - 2) * MINUTE && JSON.stringify(data).includes("null");
    simulator.plan([{ fault: { do: "edit", edit: (messages) => messages.filter((message) => !isLost(message)) } }]);
    expect(blockOf((await readAll(source, [ratio(bad, { numerator: "bad" })]))[0]).missing).toEqual([
      null,
      null,
      null,
      "partial-answer",
      null,
    ]);
  });

  test("add the series of a stream up, in thousandths once", async () => {
    const thirds = [1, 2, 3].map((place) =>
      counter("req", { place: String(place), code: "200" }, (atMs) => (atMs % MINUTE === 0 ? 0.1004 : null)),
    );
    const { source } = await connect({ series: thirds });
    const program = sides("filter('code', '200')", "filter('code', '200')").replaceAll(".sum()", ".sum(by=['place'])");
    expect(blockOf((await readAll(source, [ratio(program)]))[0]).total).toEqual(new Array(5).fill(301));
  });

  test("of a comparison take the one value there is", async () => {
    const gauge = (queue: string, value: number): SimulatedMts => ({ ...counter("queue", { queue }, () => value), type: "GAUGE" });
    const { source } = await connect({ series: [gauge("a", 7), gauge("b", 12)] });
    const queries = [
      "data('queue', filter=filter('queue', 'a')).publish()",
      "data('queue').max().publish()",
      "data('queue').publish()",
    ].map(threshold);
    const [one, most, several] = (await readAll(source, queries)).map(blockOf);
    expect(one?.good).toEqual(scaled(1, 1, 1, 1, 1));
    expect(most).toMatchObject({ good: scaled(0, 0, 0, 0, 0), total: scaled(1, 1, 1, 1, 1) });
    expect(several?.missing).toEqual(new Array(5).fill("too-many-series"));
    expect(await source.probe(threshold("data('queue').publish()"), never())).toMatchObject({
      ok: false,
      failure: { class: "too-many-series" },
    });
  });

  test("that come late are there at the next look", async () => {
    const { simulator, source } = await connect({ series });
    const arrive = simulator.holdBack({ fromMs: (TO - 5) * MINUTE, toMs: NOW }, (_mts, atMs) => atMs % MINUTE >= 30_000);
    expect(blockOf((await readAll(source, [ratio(bad)]))[0]).total).toEqual(scaled(15, 15, 15, 15, 21));
    arrive();
    expect(blockOf((await readAll(source, [ratio(bad)]))[0]).total).toEqual(scaled(30, 30, 30, 30, 42));
  });
});

describe("a look at a query", () => {
  const series = [
    ...["eu", "us"].flatMap((region) => [
      counter("req", { region, code: "200" }, () => 5),
      counter("req", { region, code: "500" }, () => null),
    ]),
    counter("req", { code: "200" }, () => 1),
  ];

  test("says how many series go in, and that the service counts exactly", async () => {
    const { source } = await connect({ series });
    const found = await source.probe(ratio(sides("filter('code', '200')", "filter('code', '*')")), never());
    expect(found).toEqual({
      ok: true,
      value: { seriesFound: 8, strategy: "server", exactness: "exact (server side)", scrapeIntervalSeconds: null, warnings: [] },
    });
  });

  test("warns of what makes the counts doubtful", async () => {
    const { source } = await connect({ series });
    const program = `data('req', rollup='rate', extrapolation='zero').sum(by=['region']).publish(label='part')
data('req').sum().publish(label='total')`;
    const found = await source.probe(ratio(program), never());
    expect(found).toMatchObject({ ok: true, value: { exactness: "approximate" } });
    const warnings = found.ok ? found.value.warnings.join("\n") : "";
    for (const word of ["rollup='rate' does not count", "data() without rollup", "extrapolation='zero'", "left out: region"])
      expect(warnings).toContain(word);
  });

  test("warns where one side has no series, and refuses what the service cut", async () => {
    const { source } = await connect({ series });
    const lone = await source.probe(ratio(sides("filter('code', '404')", "filter('code', '*')")), never());
    expect(lone).toMatchObject({ ok: true, value: { warnings: [expect.stringContaining("noSeries: zero")] } });
    const { source: small } = await connect({ series, maxInputSeries: 3 });
    expect(await small.probe(ratio(sides("filter('code', '200')", "filter('code', '*')")), never())).toMatchObject({
      ok: false,
      failure: { class: "partial", message: expect.stringContaining("matches 5 time series, and the service took only 3") },
    });
  });

  test("finds names of metrics, of their dimensions, and values", async () => {
    const { source } = await connect({ series: [...series, counter("req.slow", {}, () => 1)] });
    const lookUp = (what: string, text: string, within: string | null) => source.lookUp?.({ what, text, within, limit: 10 }, never());
    expect(await lookUp("metric", "REQ", null)).toEqual({
      ok: true,
      value: [
        { name: "req", detail: "COUNTER" },
        { name: "req.slow", detail: "COUNTER" },
      ],
    });
    expect(await lookUp("metric", "q.s", null)).toMatchObject({ ok: true, value: [{ name: "req.slow" }] });
    expect(await lookUp("dimension", "", "req")).toMatchObject({
      ok: true,
      value: [{ name: "code", detail: "such as 200" }, { name: "region" }],
    });
    expect(await lookUp("value", "u", "region")).toEqual({
      ok: true,
      value: [
        { name: "eu", detail: null },
        { name: "us", detail: null },
      ],
    });
    expect(await lookUp("metric", "nothing like it", null)).toEqual({ ok: true, value: [] });
  });
});

test("counts what a person sends to the simulator", async () => {
  const { simulator, source } = await connect();
  const at = (TO - 2) * MINUTE + 5000;
  const point = (code: string, value: number) => ({ metric: "req", value, timestamp: at, dimensions: { code } });
  const sent = await fetch(`${simulator.url}/v2/datapoint`, {
    method: "POST",
    headers: { "x-sf-token": TOKEN, "content-type": "application/json" },
    body: JSON.stringify({ counter: [point("200", 7), point("500", 2), point("200", 1)] }),
  });
  expect(sent.status).toBe(200);
  const block = blockOf((await readAll(source, [ratio(sides("filter('code', '200')", "filter('code', '*')"))]))[0]);
  expect(block.missing).toEqual(["no-sample", "no-sample", "no-sample", null, "no-sample"]);
  expect([block.good[3], block.total[3]]).toEqual(scaled(8, 10));
});
