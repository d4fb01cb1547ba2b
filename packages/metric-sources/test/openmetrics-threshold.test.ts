import type { MissingReason, ThresholdIndicator } from "@solvent/domain";
import {
  type FakeTime,
  type MetricsPageSimulator,
  makeFakeTime,
  makeSimulatedProcess,
  makeTestHttpClient,
  type SimulatedProcess,
  startMetricsPage,
} from "@solvent/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type MetricSource,
  type Outcome,
  openMetricsSource,
  type QueryProbe,
  type ReadRequest,
  type ReadValue,
  type StreamQuery,
} from "../src/index.ts";

const MINUTE = 29_923_200;
const MINUTE_MS = 60_000;
const T0 = MINUTE * MINUTE_MS;
const signal = new AbortController().signal;
const PROBE: QueryProbe = { seriesFound: 1, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] };

interface Page {
  readonly process: SimulatedProcess;
  readonly simulator: MetricsPageSimulator;
}

let time: FakeTime;
let pages: Page[];
let source: MetricSource;

beforeEach(() => {
  time = makeFakeTime(T0 + 1000);
  pages = [];
});
afterEach(async () => {
  await Promise.all(pages.map(({ simulator }) => simulator.stop()));
});

async function openPage(): Promise<Page> {
  const process = makeSimulatedProcess({ now: time.now });
  const page = { process, simulator: await startMetricsPage({ page: process.page }) };
  pages.push(page);
  return page;
}

function connect(more: object = {}): void {
  const connection = openMetricsSource.connection.parse({ targets: pages.map(({ simulator }) => simulator.url), job: "shop", ...more });
  const http = time.watch(makeTestHttpClient());
  source = openMetricsSource.connect(connection, {}, { http, now: time.now, schedule: time.schedule });
}

function queryOf(query: string, changes: Partial<ThresholdIndicator> = {}, aggregate?: string): StreamQuery {
  const spec = aggregate === undefined ? { query } : { query, aggregate };
  const indicator = { kind: "threshold", metric: { source: "p", spec }, operator: "lte", value: "10", of: "value", ...changes } as const;
  const parsed = openMetricsSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

type Verdicts = ("good" | "bad" | MissingReason)[];

function toVerdicts(outcome: Outcome<ReadValue> | undefined): Verdicts {
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
  const { good, total, missing } = outcome.value.block;
  return missing.map((reason, index) => {
    expect(total[index]).toBe(reason === null ? 1000 : 0);
    return reason ?? (good[index] === 1000 ? "good" : "bad");
  });
}

async function ask(query: StreamQuery, more: Partial<ReadRequest> = {}): Promise<Outcome<ReadValue> | undefined> {
  const request: ReadRequest = { items: [{ query, probe: PROBE }], from: MINUTE, to: MINUTE + 3, purpose: "live", ...more };
  return (await source.read(request, signal))[0];
}

/** The minute that ends at the next boundary, read just after it as a tick does. */
async function closeMinute(query: StreamQuery): Promise<Verdicts[number] | undefined> {
  const end = Math.floor(time.now() / MINUTE_MS) + 1;
  await time.moveTo(end * MINUTE_MS + 20);
  return toVerdicts(await ask(query, { from: end - 1, to: end }))[0];
}

const probe = (query: StreamQuery): Promise<Outcome<QueryProbe>> => source.probe(query, signal);

describe("a gauge on a page", () => {
  it("speaks for a minute by its newest scrape there", async () => {
    const { process } = await openPage();
    connect();
    process.set("queue", {}, 99);
    await probe(queryOf("queue"));
    await time.moveTo(T0 + 40_000);
    process.set("queue", {}, 10);
    expect(await closeMinute(queryOf("queue"))).toBe("good");
    process.set("queue", {}, 10.5);
    expect(await closeMinute(queryOf("queue"))).toBe("bad");
  });

  it("may be negative, infinite and nothing at all, by turns", async () => {
    const { process } = await openPage();
    connect();
    const found: unknown[] = [];
    for (const value of [-5, 5, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NaN, -1]) {
      process.set("queue", {}, value);
      await probe(queryOf("queue"));
      found.push(await closeMinute(queryOf("queue")));
    }
    expect(found).toEqual(["good", "good", "good", "bad", "no-sample", "good"]);
  });

  it("may name an instant whose age is compared, that at the end of the minute", async () => {
    const { process } = await openPage();
    connect();
    process.set("done_seconds", {}, T0 / 1000);
    const fresh = queryOf("done_seconds", { of: "age", value: "120" });
    await probe(fresh);
    expect([await closeMinute(fresh), await closeMinute(fresh), await closeMinute(fresh)]).toEqual(["good", "good", "bad"]);
  });

  it("is unknown while the page cannot be read, and when it is gone from the page", async () => {
    const { process, simulator } = await openPage();
    connect();
    const query = queryOf("queue");
    process.set("queue", {}, 1);
    process.set("other", {}, 1);
    await probe(query);
    await closeMinute(query);
    const from = Math.floor(time.now() / MINUTE_MS);
    await time.moveTo((from + 1) * MINUTE_MS - 10_000);
    simulator.failWith({ do: "status", status: 503 });
    await time.moveTo((from + 2) * MINUTE_MS + 20);
    simulator.failWith(null);
    process.drop("queue", {});
    await time.moveTo((from + 3) * MINUTE_MS + 20);
    expect(toVerdicts(await ask(query, { from, to: from + 3 }))).toEqual(["good", "source-down", "no-sample"]);
  });

  it("is said not to be there when no page has it", async () => {
    const { process } = await openPage();
    connect();
    process.set("other", {}, 1);
    await probe(queryOf("queue"));
    expect(await closeMinute(queryOf("queue"))).toBe("no-series");
  });
});

describe("several series", () => {
  const aggregates = ["min", "max", "avg", "sum"] as const;

  it("are one value by the aggregate that the query names, over all pages", async () => {
    for (const value of [4, 9]) (await openPage()).process.set("queue", {}, value);
    connect();
    const under = (aggregate: string, limit: string): StreamQuery => queryOf("queue", { operator: "lt", value: limit }, aggregate);
    await probe(under("max", "1"));
    await closeMinute(under("max", "1"));
    const from = Math.floor(time.now() / MINUTE_MS) - 1;
    const exact = { min: "4", max: "9", avg: "6.5", sum: "13" };
    for (const aggregate of aggregates) {
      const at = async (limit: string): Promise<Verdicts> => toVerdicts(await ask(under(aggregate, limit), { from, to: from + 1 }));
      expect(await at(exact[aggregate])).toEqual(["bad"]);
      expect(await at(`${exact[aggregate]}${exact[aggregate].includes(".") ? "" : "."}0001`)).toEqual(["good"]);
    }
  });

  it("are refused without one before they are saved, and make a minute unknown afterwards", async () => {
    const { process } = await openPage();
    connect();
    process.set("queue", { shard: "a" }, 1);
    const query = queryOf("queue");
    expect(await probe(query)).toMatchObject({ ok: true, value: { seriesFound: 1, exactness: "exact", warnings: [] } });
    expect(await closeMinute(query)).toBe("good");
    process.set("queue", { shard: "b" }, 1);
    expect(await closeMinute(query)).toBe("too-many-series");
    expect(await probe(query)).toMatchObject({
      ok: false,
      failure: { class: "too-many-series", message: expect.stringMatching(/matches 2 series now: .*aggregate: min, max, avg, sum/) },
    });
    expect(await closeMinute(queryOf('queue{shard="a"}'))).toBe("good");
  });

  it("are unknown together while one of their pages cannot be read", async () => {
    for (const value of [4, 9]) (await openPage()).process.set("queue", {}, value);
    connect();
    const query = queryOf("queue", {}, "max");
    await probe(query);
    expect(await closeMinute(query)).toBe("good");
    pages[1]?.simulator.failWith({ do: "reset" });
    await closeMinute(query).catch(() => undefined);
    const from = Math.floor(time.now() / MINUTE_MS) - 2;
    await time.moveTo((from + 3) * MINUTE_MS + 20);
    expect(toVerdicts(await ask(query, { from, to: from + 3 }))).toEqual(["good", "good", "source-down"]);
  });
});

describe("up", () => {
  const query = queryOf("up", { operator: "gte", value: "1" }, "min");

  it("is one for a page that was read and a known nought for one that could not be", async () => {
    await openPage();
    await openPage();
    connect();
    expect(await probe(query)).toMatchObject({ ok: true, value: { seriesFound: 2 } });
    expect(await closeMinute(query)).toBe("good");
    await time.moveTo(time.now() + 1000);
    pages[0]?.simulator.failWith({ do: "status", status: 500 });
    expect(await closeMinute(query)).toBe("bad");
    expect(await closeMinute(queryOf(`up{instance="${pages[1]?.simulator.instance}"}`, { operator: "gte", value: "1" }))).toBe("good");
  });
});

describe("a history of gauges", () => {
  const at = (metric: string, ...values: readonly (readonly [seconds: number, value: string])[]): string[] =>
    values.map(([seconds, value]) => `${metric} ${value} ${T0 / 1000 + seconds}`);

  async function past(query: StreamQuery, ...lines: string[]): Promise<Verdicts> {
    const { simulator } = pages[0] ?? (await openPage());
    connect({ historyUrl: simulator.historyUrl });
    simulator.failWith({ do: "body", body: [...lines, "# EOF", ""].join("\n") });
    return toVerdicts(await ask(query, { purpose: "backfill" }));
  }

  it("gives the newest value of each minute, a sample at a boundary to the minute that ends there", async () => {
    expect(await past(queryOf("queue"), ...at("queue", [10, "99"], [60, "-3"], [70, "3"], [110, "11"]))).toEqual([
      "good",
      "bad",
      "no-sample",
    ]);
  });

  it("keeps apart what matches nothing, NaN and several series", async () => {
    expect(await past(queryOf("queue"), ...at("other", [10, "1"]))).toEqual(["no-series", "no-series", "no-series"]);
    const lines = [...at('queue{shard="a"}', [10, "NaN"], [70, "1"], [130, "1"]), ...at('queue{shard="b"}', [70, "1"])];
    expect(await past(queryOf("queue"), ...lines)).toEqual(["no-sample", "too-many-series", "good"]);
  });
});
