import { makeTestHttpClient, type PrometheusSimulator, type SimulatedServer, startPrometheusSimulator } from "@solvent/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type MetricSource, prometheusSource } from "../src/index.ts";

const START = 1_795_392_000;
const NOW = (START + 7200) * 1000;
const TOTAL = "http_requests_total";
const signal = new AbortController().signal;
const simulators: PrometheusSimulator[] = [];
afterEach(async () => {
  await Promise.all(simulators.splice(0).map((one) => one.stop()));
});

interface Run {
  readonly simulator: PrometheusSimulator;
  readonly source: MetricSource;
}

async function start({
  server = "prometheus",
  metrics = [TOTAL],
}: {
  server?: SimulatedServer;
  metrics?: readonly string[];
}): Promise<Run> {
  const families = metrics.map((metric) => ({
    metric,
    labels: { job: "shop" },
    instances: 2,
    classes: ["200", "500"].map((code) => ({ code, perScrape: 1 })),
    scrapeSeconds: 15,
  }));
  const simulator = await startPrometheusSimulator({ seed: 9, startSeconds: START, families, server, now: () => NOW });
  simulators.push(simulator);
  const connection = prometheusSource.connection.parse({ url: simulator.url });
  return { simulator, source: prometheusSource.connect(connection, {}, { http: makeTestHttpClient(), now: () => NOW }) };
}

describe("looking names up", () => {
  const ask = async (run: Run, what: string, text: string, within: string | null = null): Promise<unknown> =>
    run.source.lookUp?.({ what, text, within, limit: 3 }, signal);

  it("gives metrics with their type and help, best first", async () => {
    const run = await start({ metrics: ["a_http_requests_total", TOTAL, "http_requests_total_old_total", "other_total"] });
    expect(await ask(run, "metrics", "HTTP_requests_total")).toEqual({
      ok: true,
      value: ["http_requests_total", "http_requests_total_old_total", "a_http_requests_total"].map((name) => ({
        name,
        detail: `counter: Simulated ${name}.`,
      })),
    });
    expect(await ask(run, "metrics", "nothing.like(it")).toEqual({ ok: true, value: [] });
    expect(run.simulator.requests.filter(({ path }) => path === "/api/v1/metadata")).toHaveLength(1);
  });

  it("gives metrics also where nothing tells what they are", async () => {
    const run = await start({ server: "victoriametrics" });
    expect(await ask(run, "metrics", "")).toEqual({ ok: true, value: [{ name: "http_requests_total", detail: null }] });
  });

  it("gives the labels of a metric, and the values of a label", async () => {
    const run = await start({});
    expect(await ask(run, "labels", "", TOTAL)).toEqual({
      ok: true,
      value: ["code", "instance", "job"].map((name) => ({ name, detail: null })),
    });
    expect(await ask(run, "values", "5", `${TOTAL}{code}`)).toEqual({ ok: true, value: [{ name: "500", detail: null }] });
  });

  it.each([
    ["labels", null],
    ["values", TOTAL],
    ["values", null],
    ["nonsense", null],
  ])("says what is missing to look up %s within %s", async (what, within) => {
    expect(await ask(await start({}), what, "", within)).toMatchObject({ ok: false, failure: { class: "bad-query" } });
  });

  it("is refused as any question is, when the source refuses", async () => {
    const run = await start({});
    run.simulator.plan([{ fault: { do: "status", status: 403, body: "no" } }]);
    expect(await ask(run, "metrics", "x")).toMatchObject({ ok: false, failure: { class: "unauthorized" } });
    run.simulator.plan([{ fault: { do: "body", body: '{"status":"success","data":[1]}' } }]);
    expect(await ask(run, "labels", "x", TOTAL)).toMatchObject({ ok: false, failure: { class: "bad-answer" } });
  });
});
