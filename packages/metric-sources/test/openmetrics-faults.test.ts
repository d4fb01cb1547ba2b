import { cannedMetricsPages } from "@solvent/testing";
import { describe, expect, it } from "vitest";
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
  PROBE,
  queryOf,
  REQUESTS,
  running,
  SCRAPES,
  signal,
  T0,
  usePageBench,
} from "./openmetrics-bench.ts";

usePageBench();

describe("scrapes as data", () => {
  it("counts a failed scrape as known and bad", async () => {
    const { simulator } = await running();
    expect(await closeMinute(SCRAPES)).toEqual([4, 4]);
    await bench.time.moveTo(T0 + 3 * MINUTE_MS + 20_000);
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
    bench.source = connect();
    expect(await bench.source.probe(REQUESTS, signal())).toMatchObject({
      ok: true,
      value: { seriesFound: 2, strategy: "raw", exactness: "exact", scrapeIntervalSeconds: 15, warnings: [] },
    });
    expect(await bench.source.probe(queryOf(indicator("absent_total", "absent_total")), signal())).toMatchObject({
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
    bench.source = connect();
    expect(await bench.source.probe(REQUESTS, signal())).toMatchObject({
      ok: false,
      failure: { class: "not-found", message: `${simulator.instance}: HTTP 404: no such page` },
    });
  });

  it("says when the page calls a metric a gauge", async () => {
    const { simulator } = await openPage();
    simulator.failWith({ do: "body", body: "# TYPE queue gauge\nqueue 4\n# EOF\n" });
    bench.source = connect();
    const probe = await bench.source.probe(queryOf(indicator("queue", "queue")), signal());
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
    bench.source = connect({}, { authorization: `Bearer ${SECRET}` });
    await item(REQUESTS);
    await closeMinute();
    process.count("req_total", { code: "200" }, 5);
    await bench.time.moveTo(T0 + 2 * MINUTE_MS - 5);
    if (fault.do === "hang") bench.patienceMs = 150;
    simulator.failWith(fault);
    await bench.time.moveTo(T0 + 3 * MINUTE_MS + 20);
    const items = [REQUESTS, SCRAPES].map((query) => ({ query, probe: PROBE }));
    const [counted, scrapes] = await bench.source.read({ items, from: MINUTE + 2, to: MINUTE + 3, purpose: "live" }, signal());
    expect(counted).toMatchObject({ ok: false, failure: { class: failure, message: expect.stringContaining(simulator.instance) } });
    expect(scrapes).toMatchObject({ ok: true, value: { block: { good: [0], total: [4000], missing: [null] } } });
    for (const form of [SECRET, JSON.stringify(SECRET).slice(1, -1), Buffer.from(SECRET).toString("base64"), SECRET.slice(0, 6)])
      expect(counted?.ok === false ? counted.failure.message : form).not.toContain(form);
  });
});
