import { COUNT_SCALE } from "@solvent/domain";
import { makeFakeTime } from "@solvent/testing";
import { describe, expect, test } from "vitest";
import type { MetricSource, StreamQuery } from "../src/index.ts";
import { blockOf, connect, counter, MINUTE, NOW, never, ratio, readAll, sides, withoutEnd } from "./signalfx-bench.ts";

describe("many objectives", () => {
  const services = Array.from({ length: 2000 }, (_, index) => `s${index}`);
  const series = services.flatMap((service, index) => [
    counter("req", { service, code: "200" }, () => 5 + (index % 7)),
    counter("req", { service, code: "500" }, () => 1),
  ]);
  const queryFor = (service: string): StreamQuery =>
    ratio(sides(`filter('service', '${service}') and filter('code', '200')`, `filter('service', '${service}')`));

  test("2000 of them, each with filters of its own, need twenty programs and one connection", { timeout: 120_000 }, async () => {
    const { simulator, source } = await connect({ series, startsPerMinute: 60, connection: { startsPerMinute: 60 } });
    const startedMs = performance.now();
    const outcomes = await readAll(source, services.map(queryFor));
    const tookMs = performance.now() - startedMs;
    for (const [index, outcome] of outcomes.entries()) {
      const block = blockOf(outcome);
      expect(block.good).toEqual(new Array(5).fill(6 * (5 + (index % 7)) * COUNT_SCALE));
      expect(block.total).toEqual(new Array(5).fill(6 * (6 + (index % 7)) * COUNT_SCALE));
    }
    const { starts, connections, mostJobs } = simulator.usage;
    expect({ starts: starts.length, connections }).toEqual({ starts: 20, connections: 1 });
    expect(mostJobs).toBeLessThanOrEqual(20);
    if (process.env.SOLVENT_FIGURES !== undefined)
      console.log({ starts: starts.length, connections, mostJobs, tookMs: Math.round(tookMs) });
  });

  test("one connection after another is opened when one may not hold all programs", { timeout: 60_000 }, async () => {
    const { simulator, source } = await connect({ jobsPerConnection: 3, connection: { jobsPerConnection: 3 } });
    simulator.plan([{ fault: { do: "edit", edit: withoutEnd } }]);
    const controller = new AbortController();
    const reading = readAll(source, services.slice(0, 800).map(queryFor), { signal: controller.signal });
    await expect.poll(() => simulator.usage.starts.length, { timeout: 30_000 }).toBe(8);
    expect(simulator.usage.connections).toBe(3);
    controller.abort();
    expect((await reading).every((outcome) => !outcome.ok && outcome.failure.class === "aborted")).toBe(true);
  });

  test("a service that allows fewer programs than we think says so, and the read is to be repeated", { timeout: 60_000 }, async () => {
    const { source } = await connect({ series, jobsPerConnection: 2 });
    const outcomes = await readAll(source, services.slice(0, 400).map(queryFor));
    const refused = outcomes.filter(({ ok }) => !ok);
    expect(refused.length).toBeLessThan(400);
    for (const outcome of refused) expect(outcome).toMatchObject({ failure: { class: "rate-limited", retryable: true } });
  });

  test("one program that is refused fails alone, and is run by itself from then on", async () => {
    const { simulator, source } = await connect({ series });
    const good = services.slice(0, 40).map(queryFor);
    const bad = ratio(sides("filter('service', 's1')", "nowhere"));
    const outcomes = await readAll(source, [...good.slice(0, 17), bad, ...good.slice(17)]);
    expect(outcomes.flatMap(({ ok }, index) => (ok ? [] : [index]))).toEqual([17]);
    expect(outcomes[17]).toMatchObject({
      failure: {
        class: "bad-query",
        message: expect.stringMatching(/ANALYTICS_PROGRAM_NAME_ERROR: "nowhere" is not defined \(line 2, column \d+\)/),
      },
    });
    const before = simulator.usage.starts.length;
    expect((await readAll(source, [...good, bad])).filter(({ ok }) => !ok)).toHaveLength(1);
    expect(simulator.usage.starts.length - before).toBe(2);
  });

  test("a program that several objectives share runs once", async () => {
    const { simulator, source } = await connect({ series });
    const outcomes = await readAll(source, [queryFor("s1"), queryFor("s1"), queryFor("s2")]);
    expect(blockOf(outcomes[0])).toEqual(blockOf(outcomes[1]));
    expect(simulator.usage.starts).toHaveLength(1);
  });
});

describe("many looks at once", () => {
  const services = Array.from({ length: 300 }, (_, index) => `s${index}`);
  const series = services.flatMap((service, index) =>
    ["200", "500"].flatMap((code) =>
      Array.from({ length: 1 + (index % 3) }, (_, host) => counter("req", { service, code, host: String(host) }, () => 1)),
    ),
  );
  const queryFor = (service: string): StreamQuery =>
    ratio(sides(`filter('service', '${service}') and filter('code', '200')`, `filter('service', '${service}')`));
  /** Series of both sides: those that are good, and all. */
  const seriesOf = (index: number): number => 3 * (1 + (index % 3));
  const lookAt = (source: MetricSource, queries: readonly StreamQuery[]) =>
    Promise.all(queries.map((query) => source.probe(query, never())));
  const found = (seriesFound: number) => ({
    ok: true,
    value: { seriesFound, strategy: "server", exactness: "exact (server side)", scrapeIntervalSeconds: null, warnings: [] },
  });

  test("at 300 objectives need six starts, and each is told its own series", { timeout: 60_000 }, async () => {
    const { simulator, source } = await connect({ series });
    const outcomes = await lookAt(source, services.map(queryFor));
    expect(outcomes).toEqual(services.map((_, index) => found(seriesOf(index))));
    expect(simulator.usage.starts).toHaveLength(6);
  });

  test("fail alone and by name where one of them is refused, and it is run by itself from then on", { timeout: 60_000 }, async () => {
    const { simulator, source } = await connect({ series });
    const bad = ratio(sides("filter('service', 's1')", "nowhere"));
    const queries = [...services.slice(0, 170).map(queryFor), bad, ...services.slice(170).map(queryFor)];
    const outcomes = await lookAt(source, queries);
    expect(outcomes.flatMap(({ ok }, index) => (ok ? [] : [index]))).toEqual([170]);
    expect(outcomes[170]).toMatchObject({
      failure: {
        class: "bad-query",
        message: expect.stringMatching(/ANALYTICS_PROGRAM_NAME_ERROR: "nowhere" is not defined \(line 2, column \d+\)/),
      },
    });
    const before = simulator.usage.starts.length;
    expect(before).toBeLessThanOrEqual(7 + 2 * Math.ceil(Math.log2(50)));
    expect((await lookAt(source, queries)).filter(({ ok }) => !ok)).toHaveLength(1);
    expect(simulator.usage.starts.length - before).toBe(7);
  });

  test("end one by one for who gives up, and altogether when everybody has", async () => {
    const { simulator, source } = await connect({ series });
    await readAll(source, [queryFor("s1")]);
    simulator.plan([{ fault: { do: "hang" } }]);
    const [some, others] = [new AbortController(), new AbortController()];
    const looks = [some, some, others].map(({ signal }, index) => source.probe(queryFor(`s${index}`), signal));
    await expect.poll(() => simulator.usage.starts.length + simulator.requests.length).toBe(4);
    some.abort();
    const givenUp = { ok: false, failure: { class: "aborted" } };
    expect(await Promise.all(looks.slice(0, 2))).toMatchObject([givenUp, givenUp]);
    expect(simulator.usage.detached).toBe(0);
    others.abort();
    expect(await looks[2]).toMatchObject(givenUp);
    await expect.poll(() => simulator.usage.detached).toBe(1);
  });

  test("do not wait for one that cannot be joined and has to wait its turn", async () => {
    const time = makeFakeTime(NOW);
    const { source } = await connect({ series, now: time.now, schedule: time.schedule, connection: { startsPerMinute: 2 } });
    const filterFirst = `filter = filter('service', 's1')\n${sides("filter", "filter")}`;
    const late = source.probe(ratio(filterFirst), never());
    const early = await lookAt(source, [queryFor("s1"), queryFor("s2")]);
    expect(early).toEqual([found(seriesOf(1)), found(seriesOf(2))]);
    await time.moveTo(NOW + MINUTE);
    expect(await late).toMatchObject({ ok: true, value: { seriesFound: 8 } });
  });

  test("keep remarks away from those that cannot be meant, and say that they are shared", async () => {
    const { source } = await connect({ series: [...series, counter("req", { service: "bare", code: "200" }, () => 1)] });
    const byHost = sides("filter('code', '200')", "filter('code', '200')").replaceAll(".sum()", ".sum(by=['host'])");
    const [plain, grouped] = await lookAt(source, [queryFor("s1"), ratio(byHost)]);
    expect(plain).toMatchObject({ ok: true, value: { warnings: [] } });
    expect(grouped).toMatchObject({
      ok: true,
      value: { warnings: [expect.stringMatching(/left out: host \(said of several programs that were run as one\)$/)] },
    });
  });
});

describe("the limit of starts", () => {
  const series = [counter("req", { code: "200" }, () => 1)];
  /** A name that means something else before: nothing that can be joined with others. */
  const alone = (index: number): StreamQuery =>
    ratio(`filter = filter('code', '200')
${sides("filter", "filter")}.fill(value=${index})`);

  test("is kept by waiting, and a look waits longer than a read", async () => {
    const time = makeFakeTime(NOW);
    const { simulator, source } = await connect({ series, now: time.now, schedule: time.schedule, connection: { startsPerMinute: 4 } });
    const order: string[] = [];
    const busy = ratio(sides("filter('code', '200')", "filter('code', '200')"));
    const note = (name: string) => () => void order.push(name);
    const looks = [1, 2, 3].map((index) => source.probe(alone(index), never()).then(note("look")));
    await expect.poll(() => order.length).toBe(2);
    const reads = [1, 2].map(() => readAll(source, [busy]).then(note("read")));
    await expect.poll(() => order.length).toBe(4);
    expect(order).toEqual(["look", "look", "read", "read"]);
    await time.moveTo(NOW + MINUTE - 1);
    expect(simulator.usage.starts).toHaveLength(4);
    await time.moveTo(NOW + MINUTE);
    await Promise.all([...looks, ...reads]);
    expect(simulator.usage.starts).toHaveLength(5);
  });

  test("that the service keeps itself is a failure to be repeated", async () => {
    const { source } = await connect({ series, startsPerMinute: 1 });
    const outcomes = await readAll(source, [alone(1), alone(2), alone(3)]);
    expect(outcomes.map((outcome) => (outcome.ok ? null : outcome.failure.class))).toContain("rate-limited");
  });
});
