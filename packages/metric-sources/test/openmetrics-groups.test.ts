import type { RatioIndicator } from "@solvent/domain";
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
import { type GroupLabels, type MetricSource, type Outcome, openMetricsSource, type StreamQuery } from "../src/index.ts";

const T0 = 29_923_200 * 60_000;
const signal = new AbortController().signal;

interface Page {
  readonly process: SimulatedProcess;
  readonly simulator: MetricsPageSimulator;
}

let time: FakeTime;
let pages: Page[];
beforeEach(() => {
  time = makeFakeTime(T0 + 1000);
  pages = [];
});
afterEach(async () => {
  await Promise.all(pages.map(({ simulator }) => simulator.stop()));
});

async function openPage(fill: (process: SimulatedProcess) => void): Promise<Page> {
  const process = makeSimulatedProcess({ now: time.now });
  fill(process);
  const page = { process, simulator: await startMetricsPage({ page: process.page }) };
  pages.push(page);
  return page;
}

function connect(): MetricSource {
  const connection = openMetricsSource.connection.parse({ targets: pages.map(({ simulator }) => simulator.url), job: "shop" });
  return openMetricsSource.connect(connection, {}, { http: time.watch(makeTestHttpClient()), now: time.now, schedule: time.schedule });
}

function queryOf(part: string, total: string, counter = true): StreamQuery {
  const indicator: RatioIndicator = {
    kind: "ratio",
    counter,
    numerator: "good",
    part: { source: "p", spec: { query: part } },
    total: { source: "p", spec: { query: total } },
  };
  const parsed = openMetricsSource.parseIndicator(indicator);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const REQUESTS = queryOf('req_total{code="200"}', "req_total");
const groupsOf = async (source: MetricSource, query: StreamQuery, labels: readonly string[]): Promise<Outcome<readonly GroupLabels[]>> => {
  if (source.groups === undefined) throw new Error("the source does not list groups");
  return source.groups(query, labels, signal);
};

describe("the groups on metrics pages", () => {
  it("are the combinations of all pages, as they are at this moment", async () => {
    const first = await openPage((process) => {
      process.count("req_total", { path: "/b", code: "500" }, 3);
      process.count("req_total", { path: "/a", code: "200" }, 3);
      process.count("other_total", { path: "/other" }, 3);
    });
    await openPage((process) => process.count("req_total", { code: "200" }, 1));
    const source = connect();
    expect(await groupsOf(source, REQUESTS, ["path", "job"])).toEqual({
      ok: true,
      value: ["", "/a", "/b"].map((path) => ({ path, job: "shop" })),
    });
    first.process.count("req_total", { path: "/c", code: "200" }, 1);
    expect(await groupsOf(source, REQUESTS, ["path"])).toEqual({ ok: true, value: ["", "/a", "/b", "/c"].map((path) => ({ path })) });
  });

  it("keep for a while what was on a page that restarts, or that cannot be read at present", async () => {
    const page = await openPage((process) => process.count("req_total", { path: "/a" }, 3));
    const source = connect();
    expect(await source.probe(REQUESTS, signal)).toMatchObject({ ok: true });
    page.process.restart();
    page.process.count("req_total", { path: "/b" }, 1);
    expect(await groupsOf(source, REQUESTS, ["path"])).toEqual({ ok: true, value: [{ path: "/a" }, { path: "/b" }] });
    page.simulator.failWith({ do: "status", status: 503 });
    expect(await groupsOf(source, REQUESTS, ["path"])).toEqual({ ok: true, value: [{ path: "/a" }] });
  });

  it("are not told while a page is silent of which nothing is known: without its groups the list would look complete", async () => {
    await openPage((process) => process.count("req_total", { path: "/a" }, 3));
    const silent = await openPage((process) => process.count("req_total", { path: "/b" }, 3));
    silent.simulator.failWith({ do: "html" });
    const source = connect();
    const outcome = await groupsOf(source, REQUESTS, ["path"]);
    expect(outcome).toMatchObject({ ok: false, failure: { class: "bad-answer" } });
    expect(outcome.ok ? "" : outcome.failure.message).toContain(silent.simulator.instance);
    const elsewhere = queryOf(
      `req_total{instance="${pages[0]?.simulator.instance}"}`,
      `req_total{instance="${pages[0]?.simulator.instance}"}`,
    );
    expect(await groupsOf(source, elsewhere, ["path"])).toEqual({ ok: true, value: [{ path: "/a" }] });
  });

  it("of scrapes are the pages, also those that cannot be read", async () => {
    await openPage((process) => process.count("req_total", {}, 3));
    const silent = await openPage(() => undefined);
    silent.simulator.failWith({ do: "reset" });
    const outcome = await groupsOf(connect(), queryOf("up", "scrapes", false), ["instance"]);
    const instances = pages.map(({ simulator }) => simulator.instance).sort();
    expect(outcome).toEqual({ ok: true, value: instances.map((instance) => ({ instance })) });
  });
});
