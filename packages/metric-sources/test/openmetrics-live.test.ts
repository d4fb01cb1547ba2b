import type { MinuteBlock, RatioIndicator } from "@solvent/domain";
import {
  cannedMetricsPages,
  type FakeTime,
  type MetricsPageSimulator,
  makeFakeTime,
  makeSimulatedProcess,
  makeTestHttpClient,
  type SimulatedProcess,
  type SimulatedProcessOptions,
  startMetricsPage,
} from "@solvent/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type HttpClient, type MetricSource, openMetricsSource, type ReadItem, type StreamQuery } from "../src/index.ts";

const MINUTE = 29_923_200;
const MINUTE_MS = 60_000;
const T0 = MINUTE * MINUTE_MS;
const signal = (): AbortSignal => new AbortController().signal;

function indicator(part: string, total: string, changes: Partial<RatioIndicator> = {}): RatioIndicator {
  return {
    kind: "ratio",
    counter: true,
    numerator: "good",
    part: { source: "p", spec: { query: part } },
    total: { source: "p", spec: { query: total } },
    ...changes,
  };
}

function queryOf(value: RatioIndicator): StreamQuery {
  const parsed = openMetricsSource.parseIndicator(value);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const REQUESTS = queryOf(indicator('req_total{code!~"5.."}', "req_total"));
const SCRAPES = queryOf(indicator("up", "scrapes", { counter: false }));

interface Page {
  readonly process: SimulatedProcess;
  readonly simulator: MetricsPageSimulator;
}

let time: FakeTime;
let pages: Page[];
/** Requests in the order in which they were sent. */
let sent: string[];
let source: MetricSource;
/** Real time that a request is waited for; short where a page hangs. */
let patienceMs: number;

async function openPage(options: Omit<SimulatedProcessOptions, "now"> = {}): Promise<Page> {
  const process = makeSimulatedProcess({ now: time.now, ...options });
  process.count("req_total", { code: "200" }, 1000);
  process.count("req_total", { code: "500" }, 0);
  const page = { process, simulator: await startMetricsPage({ page: process.page }) };
  pages.push(page);
  return page;
}

function connect(connection: object = {}, secrets: Record<string, string> = {}): MetricSource {
  const parsed = openMetricsSource.connection.parse({ targets: pages.map(({ simulator }) => simulator.url), ...connection });
  const patient = makeTestHttpClient();
  const http: HttpClient = {
    send(request) {
      sent.push(new URL(request.url).host);
      return patient.send({ ...request, timeoutMs: patienceMs });
    },
  };
  return openMetricsSource.connect(parsed, secrets, { http: time.watch(http), now: time.now, schedule: time.schedule });
}

async function item(query: StreamQuery): Promise<ReadItem> {
  const probe = await source.probe(query, signal());
  if (!probe.ok) throw new Error(probe.failure.message);
  return { query, probe: probe.value };
}

const PROBE: ReadItem["probe"] = { seriesFound: 1, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] };

const readBlock = async (query: StreamQuery, from: number, to: number): Promise<MinuteBlock> => {
  const [outcome] = await source.read({ items: [{ query, probe: PROBE }], from, to, purpose: "live" }, signal());
  if (outcome?.ok !== true) throw new Error(`the read failed: ${JSON.stringify(outcome)}`);
  return outcome.value.block;
};

/** `[good, total]` in events, or why the minute is missing. */
async function minutes(query: StreamQuery, from: number, to: number): Promise<(readonly [number, number] | string)[]> {
  const { good, total, missing } = await readBlock(query, from, to);
  return missing.map((reason, index) => reason ?? ([(good[index] ?? 0) / 1000, (total[index] ?? 0) / 1000] as const));
}

/** The minute that ends at the next boundary, read just after it as a tick does. */
async function closeMinute(query: StreamQuery = REQUESTS): Promise<readonly [number, number] | string> {
  const end = Math.floor(time.now() / MINUTE_MS) + 1;
  await time.moveTo(end * MINUTE_MS + 20);
  const [minute] = await minutes(query, end - 1, end);
  return minute ?? "nothing";
}

beforeEach(() => {
  time = makeFakeTime(T0 + 1000);
  pages = [];
  sent = [];
  patienceMs = 20_000;
});
afterEach(async () => {
  await Promise.all(pages.map(({ simulator }) => simulator.stop()));
});

/** One page that has been read for two minutes. */
async function running(options: Omit<SimulatedProcessOptions, "now"> = {}): Promise<Page> {
  const page = await openPage(options);
  source = connect();
  await item(REQUESTS);
  await closeMinute();
  await closeMinute();
  return page;
}

describe("the schedule", () => {
  it("reads the page at every interval of the minute, and at a boundary once more only if that was not just done", async () => {
    const { simulator } = await running();
    const before = simulator.requests.length;
    const from = time.now();
    await time.moveTo(from + MINUTE_MS - 30);
    expect(simulator.requests.length - before).toBe(3);
    await closeMinute();
    expect(simulator.requests.length - before).toBe(4);
  });

  it("begins each minute anew where the interval does not divide it", async () => {
    await openPage();
    source = connect({ intervalSeconds: 25 });
    await item(REQUESTS);
    await time.moveTo(T0 + MINUTE_MS - 1);
    expect(sent).toHaveLength(3);
    await time.moveTo(T0 + 2 * MINUTE_MS - 1);
    expect(sent).toHaveLength(6);
  });

  it("does nothing before somebody reads, and ends when nobody has read for five minutes", async () => {
    await openPage();
    source = connect();
    await time.moveTo(T0 + 10 * MINUTE_MS);
    expect(sent).toEqual([]);
    expect((await source.check(signal())).ok).toBe(true);
    expect(time.timers()).toBe(0);
    await item(REQUESTS);
    await time.moveTo(T0 + 30 * MINUTE_MS);
    expect(time.timers()).toBe(0);
    expect(sent.length).toBeLessThan(1 + 5 * 4 + 4);
    await readBlock(REQUESTS, MINUTE + 29, MINUTE + 30).catch(() => undefined);
    expect(time.timers()).toBe(1);
  });

  it("shares one scrape among readers that come at once", async () => {
    await running();
    await time.moveTo(T0 + 3 * MINUTE_MS - 5);
    time.setTo(T0 + 3 * MINUTE_MS + 20);
    const before = sent.length;
    await Promise.all([1, 2, 3].map(() => readBlock(REQUESTS, MINUTE + 2, MINUTE + 3)));
    expect(sent.length - before).toBe(1);
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
        await time.moveTo(T0 + (2 + minute) * MINUTE_MS + second * 1000);
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
    await time.moveTo(T0 + 3 * MINUTE_MS - 1);
    process.count("req_total", { code: "200" }, 70);
    expect(await closeMinute()).toEqual([0, 0]);
    expect(await closeMinute()).toEqual([70, 70]);
  });

  it("loses and doubles nothing when our clock is behind the clock that minutes are closed by", async () => {
    const { process } = await running();
    let answered = 0;
    for (let minute = 3; minute < 8; minute += 1) {
      for (const offset of [-30_000, -2500, 500]) {
        await time.moveTo(T0 + minute * MINUTE_MS + offset);
        process.count("req_total", { code: "200" }, 11);
        // The first read comes 2.5 s early by our clock.
        if (offset === -2500) answered += (await readBlock(REQUESTS, MINUTE + minute - 1, MINUTE + minute)).total[0] ?? 0;
      }
    }
    await time.moveTo(T0 + 8 * MINUTE_MS - 2500);
    answered += (await readBlock(REQUESTS, MINUTE + 7, MINUTE + 8)).total[0] ?? 0;
    expect(answered).toBe(15 * 11 * 1000);
    const again = await readBlock(REQUESTS, MINUTE + 2, MINUTE + 8);
    expect(again.total.reduce((sum, count) => sum + count, 0)).toBe(answered);
  });

  it("says of the minutes before the first scrape that they were not read, and of the first one that nothing is before it", async () => {
    await openPage();
    source = connect();
    await item(REQUESTS);
    await closeMinute();
    expect(await minutes(REQUESTS, MINUTE - 2, MINUTE + 1)).toEqual(["not-read", "not-read", "no-boundary"]);
    expect(await closeMinute()).toEqual([0, 0]);
  });

  it("makes a minute without a good scrape missing, and the next one carries both", async () => {
    const { process, simulator } = await running();
    await time.moveTo(T0 + 2 * MINUTE_MS + 5000);
    simulator.failWith({ do: "status", status: 500 });
    await time.moveTo(T0 + 3 * MINUTE_MS - 5);
    process.count("req_total", { code: "200" }, 30);
    // The scrape that closes the minute before the outage has already been made; this one only fails from its second scrape on.
    expect(await closeMinute()).toEqual([0, 0]);
    process.count("req_total", { code: "200" }, 12);
    await time.moveTo(T0 + 4 * MINUTE_MS + 20);
    const [failed] = await source.read(
      { items: [{ query: REQUESTS, probe: PROBE }], from: MINUTE + 3, to: MINUTE + 4, purpose: "live" },
      signal(),
    );
    expect(failed).toMatchObject({ ok: false, failure: { class: "server-error", message: expect.stringContaining("HTTP 500") } });
    simulator.failWith(null);
    await time.moveTo(T0 + 5 * MINUTE_MS + 20);
    expect(await minutes(REQUESTS, MINUTE + 2, MINUTE + 5)).toEqual([[0, 0], "source-down", [42, 42]]);
  });

  it("does not guess what happened in a gap of more than five minutes", async () => {
    const { process, simulator } = await running();
    simulator.failWith({ do: "reset" });
    for (let minute = 3; minute < 10; minute += 1) {
      await time.moveTo(T0 + minute * MINUTE_MS + 20);
      await source.read(
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

describe("restarts and births", () => {
  it("counts what a counter has after a fall, and not what it lost", async () => {
    const { process } = await running();
    process.restart();
    process.count("req_total", { code: "200" }, 5);
    process.count("req_total", { code: "500" }, 2);
    expect(await closeMinute()).toEqual([5, 7]);
  });

  it.each([
    ["its creation is newer than the sample before", { created: true }],
    ["its creation is newer, in the text format", { created: true, format: "text" }],
    ["its process began anew", { started: true }],
  ] as const)("knows a restart although the value is higher, because %s", async (_why, options) => {
    const { process } = await running(options);
    await time.moveTo(T0 + 2 * MINUTE_MS + 20_000);
    process.restart();
    process.count("req_total", { code: "200" }, 1500);
    process.count("req_total", { code: "500" }, 0);
    expect(await closeMinute()).toEqual([1500, 1500]);
  });

  it("takes a higher value for the same counter when nothing tells of a restart", async () => {
    const { process } = await running();
    process.restart();
    process.count("req_total", { code: "200" }, 1500);
    expect(await closeMinute()).toEqual([500, 500]);
  });

  it.each([-3_600_000, 3_600_000])("makes no restart of a process whose clock is wrong by %i ms", async (wrongMs) => {
    const process = makeSimulatedProcess({ now: () => time.now() + wrongMs, created: true, started: true });
    process.count("req_total", { code: "200" }, 1000);
    pages.push({ process, simulator: await startMetricsPage({ page: process.page }) });
    source = connect();
    await item(REQUESTS);
    await closeMinute();
    process.count("req_total", { code: "200" }, 8);
    expect(await closeMinute()).toEqual([8, 8]);
    process.count("req_total", { code: "200" }, 9);
    expect(await closeMinute()).toEqual([9, 9]);
  });

  it("does not believe that a large counter fell by a little while nothing else of its process did", async () => {
    const { process } = await running();
    process.count("req_total", { code: "500" }, 100);
    await closeMinute();
    process.drop("req_total", { code: "200" });
    process.count("req_total", { code: "200" }, 900);
    expect(await closeMinute()).toBe("counter-fell");
  });

  it("counts a series in full that appears on a page that was read without it", async () => {
    const { process } = await running();
    await time.moveTo(T0 + 2 * MINUTE_MS + 30_000);
    process.count("req_total", { code: "503" }, 4);
    expect(await closeMinute()).toEqual([0, 4]);
  });

  it("does not count what a series had before the page was first read", async () => {
    await openPage();
    source = connect();
    await item(REQUESTS);
    await closeMinute();
    expect(await closeMinute()).toEqual([0, 0]);
  });

  it("does not count a series again that was away and comes back as it was", async () => {
    const { process } = await running();
    process.count("req_total", { code: "503" }, 40);
    await closeMinute();
    process.drop("req_total", { code: "503" });
    for (let minute = 0; minute < 30; minute += 1) await closeMinute();
    process.count("req_total", { code: "503" }, 41);
    expect(await closeMinute()).toEqual([0, 0]);
    process.count("req_total", { code: "503" }, 2);
    expect(await closeMinute()).toEqual([0, 2]);
  });

  it("takes an empty page of a starting process for no proof of births", async () => {
    const { process, simulator } = await openPage();
    simulator.failWith({ do: "body", body: "# EOF\n" });
    source = connect();
    await item(REQUESTS);
    await closeMinute().catch(() => undefined);
    simulator.failWith(null);
    expect(await closeMinute()).toBe("no-boundary");
    process.count("req_total", { code: "200" }, 2);
    expect(await closeMinute()).toEqual([2, 2]);
  });
});

describe("several pages", () => {
  async function two(): Promise<[Page, Page]> {
    const both: [Page, Page] = [await openPage(), await openPage()];
    source = connect({ job: "shop" });
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
    await time.moveTo(T0 + 3 * MINUTE_MS - 5);
    second.simulator.failWith({ do: "status", status: 503 });
    expect(await closeMinute()).toEqual([0, 0]);
    first.process.count("req_total", { code: "200" }, 10);
    second.process.count("req_total", { code: "500" }, 5);
    await time.moveTo(T0 + 4 * MINUTE_MS - 5);
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
    source = connect();
    await item(REQUESTS);
    await closeMinute().catch(() => undefined);
    await time.moveTo(T0 + 2 * MINUTE_MS + 20);
    const [outcome] = await source.read(
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
    patienceMs = 150;
    second.simulator.failWith({ do: "hang" });
    first.process.count("req_total", { code: "200" }, 6);
    expect(await closeMinute(SCRAPES)).toEqual([5, 8]);
  });
});

describe("scrapes as data", () => {
  it("counts a failed scrape as known and bad", async () => {
    const { simulator } = await running();
    expect(await closeMinute(SCRAPES)).toEqual([4, 4]);
    await time.moveTo(T0 + 3 * MINUTE_MS + 20_000);
    simulator.failWith({ do: "html" });
    expect(await closeMinute(SCRAPES)).toEqual([2, 4]);
    expect(await closeMinute(SCRAPES)).toEqual([0, 4]);
  });

  it("does not know a minute in which nothing was tried", async () => {
    await running();
    expect(await minutes(SCRAPES, MINUTE - 1, MINUTE + 2)).toEqual(["not-read", [4, 4], [4, 4]]);
  });

  it("has nothing to say about pages that are not there", async () => {
    await running();
    expect(await minutes(queryOf(indicator('up{job="x"}', 'scrapes{job="x"}', { counter: false })), MINUTE, MINUTE + 2)).toEqual([
      "no-series",
      "no-series",
    ]);
  });
});

describe("a probe", () => {
  it("counts series and names what is wrong", async () => {
    await openPage();
    source = connect();
    expect(await source.probe(REQUESTS, signal())).toMatchObject({
      ok: true,
      value: { seriesFound: 2, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] },
    });
    expect(await source.probe(queryOf(indicator("absent_total", "absent_total")), signal())).toMatchObject({
      ok: true,
      value: {
        seriesFound: 0,
        warnings: ["the total query matches nothing on the pages now", "the good query matches nothing on the pages now"],
      },
    });
  });

  it("fails when no page can be read, in the words of the first", async () => {
    const { simulator } = await openPage();
    simulator.failWith({ do: "status", status: 404, body: "no such page" });
    source = connect();
    expect(await source.probe(REQUESTS, signal())).toMatchObject({
      ok: false,
      failure: { class: "not-found", message: `${simulator.instance}: HTTP 404: no such page` },
    });
  });

  it("says when the page calls a metric a gauge", async () => {
    const { simulator } = await openPage();
    simulator.failWith({ do: "body", body: "# TYPE queue gauge\nqueue 4\n# EOF\n" });
    source = connect();
    const probe = await source.probe(queryOf(indicator("queue", "queue")), signal());
    expect(probe).toMatchObject({
      ok: true,
      value: { warnings: ["queue is a gauge in the page's own words: only counters can be counted"] },
    });
  });
});

describe("a bad page", () => {
  const SECRET = 'T0k&n-"<7>/+x';

  it.each(cannedMetricsPages(SECRET))("is a failed scrape and never a known minute: $name", async ({ fault, failure }) => {
    const { process, simulator } = await openPage();
    source = connect({}, { authorization: `Bearer ${SECRET}` });
    await item(REQUESTS);
    await closeMinute();
    process.count("req_total", { code: "200" }, 5);
    await time.moveTo(T0 + 2 * MINUTE_MS - 5);
    if (fault.do === "hang") patienceMs = 150;
    simulator.failWith(fault);
    await time.moveTo(T0 + 3 * MINUTE_MS + 20);
    const items = [REQUESTS, SCRAPES].map((query) => ({ query, probe: PROBE }));
    const [counted, scrapes] = await source.read({ items, from: MINUTE + 2, to: MINUTE + 3, purpose: "live" }, signal());
    expect(counted).toMatchObject({ ok: false, failure: { class: failure, message: expect.stringContaining(simulator.instance) } });
    expect(scrapes).toMatchObject({ ok: true, value: { block: { good: [0], total: [4000], missing: [null] } } });
    for (const form of [SECRET, JSON.stringify(SECRET).slice(1, -1), Buffer.from(SECRET).toString("base64"), SECRET.slice(0, 6)])
      expect(counted?.ok === false ? counted.failure.message : form).not.toContain(form);
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
    source = connect();
    const probe = await source.probe(latency("0.3"), signal());
    expect(probe).toMatchObject({ ok: true, value: { warnings: [expect.stringContaining("events up to 0.1 are counted")] } });
    await closeMinute(latency("0.5"));
    simulator.failWith({ do: "body", body: HISTOGRAM(17) });
    expect(await closeMinute(latency("0.5"))).toEqual([14, 21]);
    expect(await minutes(latency("0.3"), MINUTE + 1, MINUTE + 2)).toEqual([[7, 21]]);
    expect(await minutes(queryOf(indicator('h_bucket{le="0.10"}', "h_count")), MINUTE + 1, MINUTE + 2)).toEqual([[7, 21]]);
  });
});
