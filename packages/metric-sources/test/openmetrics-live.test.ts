import { describe, expect, it } from "vitest";
import type { StreamQuery } from "../src/index.ts";
import {
  bench,
  closeMinute,
  connect,
  indicator,
  item,
  MINUTE,
  MINUTE_MS,
  minutes,
  openPage,
  type Page,
  PROBE,
  queryOf,
  REQUESTS,
  readBlock,
  running,
  SCRAPES,
  signal,
  T0,
  usePageBench,
} from "./openmetrics-bench.ts";

usePageBench();

describe("the schedule", () => {
  it("reads the page at every interval of the minute, and at a boundary once more only if that was not just done", async () => {
    const { simulator } = await running();
    const before = simulator.requests.length;
    const from = bench.time.now();
    await bench.time.moveTo(from + MINUTE_MS - 30);
    expect(simulator.requests.length - before).toBe(3);
    await closeMinute();
    expect(simulator.requests.length - before).toBe(4);
  });

  it("begins each minute anew where the interval does not divide it", async () => {
    await openPage();
    bench.source = connect({ intervalSeconds: 25 });
    await item(REQUESTS);
    await bench.time.moveTo(T0 + MINUTE_MS - 1);
    expect(bench.sent).toHaveLength(3);
    await bench.time.moveTo(T0 + 2 * MINUTE_MS - 1);
    expect(bench.sent).toHaveLength(6);
  });

  it("does nothing before somebody reads, and ends when nobody has read for five minutes", async () => {
    await openPage();
    bench.source = connect();
    await bench.time.moveTo(T0 + 10 * MINUTE_MS);
    expect(bench.sent).toEqual([]);
    expect((await bench.source.check(signal())).ok).toBe(true);
    expect(bench.time.timers()).toBe(0);
    await item(REQUESTS);
    await bench.time.moveTo(T0 + 30 * MINUTE_MS);
    expect(bench.time.timers()).toBe(0);
    expect(bench.sent.length).toBeLessThan(1 + 5 * 4 + 4);
    await readBlock(REQUESTS, MINUTE + 29, MINUTE + 30).catch(() => undefined);
    expect(bench.time.timers()).toBe(1);
  });

  it("shares one scrape among readers that come at once", async () => {
    await running();
    await bench.time.moveTo(T0 + 3 * MINUTE_MS - 5);
    bench.time.setTo(T0 + 3 * MINUTE_MS + 20);
    const before = bench.sent.length;
    await Promise.all([1, 2, 3].map(() => readBlock(REQUESTS, MINUTE + 2, MINUTE + 3)));
    expect(bench.sent.length - before).toBe(1);
  });

  it("asks as Prometheus does", async () => {
    const { simulator } = await running();
    expect(simulator.requests[0]?.headers).toMatchObject({
      accept: expect.stringContaining("application/openmetrics-text;version=1.0.0"),
      "accept-encoding": "gzip",
      "x-prometheus-scrape-timeout-seconds": "10",
    });
  });
});

describe("the minutes of one page", () => {
  it("counts each event once, in the minute of the scrape that first shows it", async () => {
    const { process } = await running();
    const counted: (readonly [number, number] | string)[] = [];
    let events = 0;
    for (let minute = 0; minute < 10; minute += 1) {
      for (let second = 7; second < 60; second += 13) {
        await bench.time.moveTo(T0 + (2 + minute) * MINUTE_MS + second * 1000);
        process.count("req_total", { code: second === 33 ? "500" : "200" }, second);
        events += second;
      }
      counted.push(await closeMinute());
    }
    await closeMinute();
    const block = await readBlock(REQUESTS, MINUTE + 2, MINUTE + 13);
    expect(block.missing).toEqual(new Array(11).fill(null));
    expect(block.total.reduce((sum, count) => sum + count, 0)).toBe(events * 1000);
    expect(counted.slice(0, 2)).toEqual([[7 + 20 + 0, 7 + 20 + 33], expect.anything()]);
  });

  it("keeps the scrape that is made at the boundary out of the minute that it closes", async () => {
    const { process } = await running();
    await bench.time.moveTo(T0 + 3 * MINUTE_MS - 1);
    process.count("req_total", { code: "200" }, 70);
    expect(await closeMinute()).toEqual([0, 0]);
    expect(await closeMinute()).toEqual([70, 70]);
  });

  it("loses and doubles nothing when our clock is behind the clock that minutes are closed by", async () => {
    const { process } = await running();
    let answered = 0;
    for (let minute = 3; minute < 8; minute += 1) {
      for (const offset of [-30_000, -2500, 500]) {
        await bench.time.moveTo(T0 + minute * MINUTE_MS + offset);
        process.count("req_total", { code: "200" }, 11);
        // The first read comes 2.5 s early by our clock.
        if (offset === -2500) answered += (await readBlock(REQUESTS, MINUTE + minute - 1, MINUTE + minute)).total[0] ?? 0;
      }
    }
    await bench.time.moveTo(T0 + 8 * MINUTE_MS - 2500);
    answered += (await readBlock(REQUESTS, MINUTE + 7, MINUTE + 8)).total[0] ?? 0;
    expect(answered).toBe(15 * 11 * 1000);
    const again = await readBlock(REQUESTS, MINUTE + 2, MINUTE + 8);
    expect(again.total.reduce((sum, count) => sum + count, 0)).toBe(answered);
  });

  it("says of the minutes before the first scrape that they were not read, and of the first one that nothing is before it", async () => {
    await openPage();
    bench.source = connect();
    await item(REQUESTS);
    await closeMinute();
    expect(await minutes(REQUESTS, MINUTE - 2, MINUTE + 1)).toEqual(["not-read", "not-read", "no-boundary"]);
    expect(await closeMinute()).toEqual([0, 0]);
  });

  it("makes a minute without a good scrape missing, and the next one carries both", async () => {
    const { process, simulator } = await running();
    await bench.time.moveTo(T0 + 2 * MINUTE_MS + 5000);
    simulator.failWith({ do: "status", status: 500 });
    await bench.time.moveTo(T0 + 3 * MINUTE_MS - 5);
    process.count("req_total", { code: "200" }, 30);
    // The scrape that closes the minute before the outage has already been made; this one only fails from its second scrape on.
    expect(await closeMinute()).toEqual([0, 0]);
    process.count("req_total", { code: "200" }, 12);
    await bench.time.moveTo(T0 + 4 * MINUTE_MS + 20);
    const [failed] = await bench.source.read(
      { items: [{ query: REQUESTS, probe: PROBE }], from: MINUTE + 3, to: MINUTE + 4, purpose: "live" },
      signal(),
    );
    expect(failed).toMatchObject({ ok: false, failure: { class: "server-error", message: expect.stringContaining("HTTP 500") } });
    simulator.failWith(null);
    await bench.time.moveTo(T0 + 5 * MINUTE_MS + 20);
    expect(await minutes(REQUESTS, MINUTE + 2, MINUTE + 5)).toEqual([[0, 0], "source-down", [42, 42]]);
  });

  it("does not guess what happened in a gap of more than five minutes", async () => {
    const { process, simulator } = await running();
    simulator.failWith({ do: "reset" });
    for (let minute = 3; minute < 10; minute += 1) {
      await bench.time.moveTo(T0 + minute * MINUTE_MS + 20);
      await bench.source.read(
        { items: [{ query: REQUESTS, probe: PROBE }], from: MINUTE + minute - 1, to: MINUTE + minute, purpose: "live" },
        signal(),
      );
    }
    process.count("req_total", { code: "200" }, 500);
    simulator.failWith(null);
    expect(await closeMinute()).toBe("no-boundary");
    process.count("req_total", { code: "200" }, 3);
    expect(await closeMinute()).toEqual([3, 3]);
  });

  it("forgets what is older than it needs", async () => {
    await running();
    for (let minute = 3; minute < 40; minute += 1) await closeMinute();
    const block = await readBlock(REQUESTS, MINUTE + 5, MINUTE + 38);
    expect(block.missing.slice(0, 8)).toEqual(new Array(8).fill("not-read"));
    expect(block.missing.slice(-10)).toEqual(new Array(10).fill(null));
  });

  it("reads a page of the text format the same way", async () => {
    const { process } = await running({ format: "text" });
    process.count("req_total", { code: "500" }, 4);
    process.count("req_total", { code: "200" }, 6);
    expect(await closeMinute()).toEqual([6, 10]);
  });
});

describe("several pages", () => {
  async function two(): Promise<[Page, Page]> {
    const both: [Page, Page] = [await openPage(), await openPage()];
    bench.source = connect({ job: "shop" });
    await item(REQUESTS);
    await closeMinute();
    await closeMinute();
    return both;
  }

  it("adds them up, and tells them apart by instance", async () => {
    const [first, second] = await two();
    const one = queryOf(indicator(`req_total{instance="${first.simulator.instance}",job="shop"}`, 'req_total{job=~"sh.*"}'));
    first.process.count("req_total", { code: "200" }, 3);
    second.process.count("req_total", { code: "200" }, 4);
    expect(await closeMinute(one)).toEqual([3, 7]);
  });

  it("never knows a minute too low: without one of the pages it is missing, and the next carries what all of them counted", async () => {
    const [first, second] = await two();
    await bench.time.moveTo(T0 + 3 * MINUTE_MS - 5);
    second.simulator.failWith({ do: "status", status: 503 });
    expect(await closeMinute()).toEqual([0, 0]);
    first.process.count("req_total", { code: "200" }, 10);
    second.process.count("req_total", { code: "500" }, 5);
    await bench.time.moveTo(T0 + 4 * MINUTE_MS - 5);
    second.simulator.failWith(null);
    expect(await closeMinute()).toBe("source-down");
    first.process.count("req_total", { code: "200" }, 1);
    expect(await closeMinute()).toEqual([11, 16]);
    expect(await minutes(REQUESTS, MINUTE + 2, MINUTE + 5)).toEqual([[0, 0], "source-down", [11, 16]]);
  });

  it("does not mind a page that is down when the query is not about it", async () => {
    const [first, second] = await two();
    const one = queryOf(
      indicator(`req_total{instance="${first.simulator.instance}"}`, `req_total{instance="${first.simulator.instance}"}`),
    );
    second.process.drop("req_total", { code: "200" });
    second.simulator.failWith({ do: "reset" });
    first.process.count("req_total", { code: "200" }, 6);
    expect(await closeMinute(one)).toEqual([6, 6]);
  });

  it("takes a page that was never read for one that the query may be about", async () => {
    const [, second] = [await openPage(), await openPage()];
    second.simulator.failWith({ do: "reset" });
    bench.source = connect();
    await item(REQUESTS);
    await closeMinute().catch(() => undefined);
    await bench.time.moveTo(T0 + 2 * MINUTE_MS + 20);
    const [outcome] = await bench.source.read(
      { items: [{ query: REQUESTS, probe: PROBE }], from: MINUTE + 1, to: MINUTE + 2, purpose: "live" },
      signal(),
    );
    expect(outcome).toMatchObject({
      ok: false,
      failure: { class: "unreachable", message: expect.stringContaining(second.simulator.instance) },
    });
  });

  it("waits for a page that hangs no longer than its time-out, and closes the minute", async () => {
    const [first, second] = await two();
    bench.patienceMs = 150;
    second.simulator.failWith({ do: "hang" });
    first.process.count("req_total", { code: "200" }, 6);
    expect(await closeMinute(SCRAPES)).toEqual([5, 8]);
  });
});

describe("a histogram", () => {
  const HISTOGRAM = (count: number): string =>
    [
      "# TYPE h histogram",
      `h_bucket{le="0.1"} ${count}`,
      `h_bucket{le="0.5"} ${2 * count}`,
      `h_bucket{le="+Inf"} ${3 * count}`,
      `h_count ${3 * count}`,
      "h_sum 1",
      "# EOF",
      "",
    ].join("\n");
  const latency = (threshold: string): StreamQuery =>
    queryOf({ ...indicator("h", "h_count"), part: { source: "p", spec: { histogram: "h", threshold } } });

  it("is counted up to a boundary, and says which one was taken", async () => {
    const { simulator } = await openPage();
    simulator.failWith({ do: "body", body: HISTOGRAM(10) });
    bench.source = connect();
    const probe = await bench.source.probe(latency("0.3"), signal());
    expect(probe).toMatchObject({ ok: true, value: { warnings: [expect.stringContaining("events up to 0.1 are counted")] } });
    await closeMinute(latency("0.5"));
    simulator.failWith({ do: "body", body: HISTOGRAM(17) });
    expect(await closeMinute(latency("0.5"))).toEqual([14, 21]);
    expect(await minutes(latency("0.3"), MINUTE + 1, MINUTE + 2)).toEqual([[7, 21]]);
    expect(await minutes(queryOf(indicator('h_bucket{le="0.10"}', "h_count")), MINUTE + 1, MINUTE + 2)).toEqual([[7, 21]]);
  });
});
