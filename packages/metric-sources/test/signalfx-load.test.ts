import { COUNT_SCALE } from "@solvent/domain";
import { makeFakeTime } from "@solvent/testing";
import { describe, expect, test } from "vitest";
import type { StreamQuery } from "../src/index.ts";
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
    const looks = [1, 2, 3].map(() => source.probe(busy, never()).then(note("look")));
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
