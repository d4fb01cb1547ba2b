import { COUNT_SCALE, type RatioIndicator } from "@solvent/domain";
import {
  makeTestHttpClient,
  type PrometheusSimulator,
  type PrometheusSimulatorOptions,
  type SimulatedFamily,
  startPrometheusSimulator,
} from "@solvent/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type MetricSource, type Outcome, prometheusSource, type QueryProbe, type ReadValue, type StreamQuery } from "../src/index.ts";

const START = 1_795_392_000;
const NOW = (START + 7200) * 1000;
const SPAN = { from: START / 60 + 60, to: START / 60 + 90 };
const signal = new AbortController().signal;
const simulators: PrometheusSimulator[] = [];
afterEach(async () => {
  await Promise.all(simulators.splice(0).map((one) => one.stop()));
});

interface Run {
  readonly simulator: PrometheusSimulator;
  readonly source: MetricSource;
  at: number;
}

const family = (changes: Partial<SimulatedFamily> = {}): SimulatedFamily => ({
  metric: "http_requests_total",
  labels: { job: "shop" },
  instances: 2,
  classes: [
    { code: "200", perScrape: 5 },
    { code: "500", perScrape: 0.1, lazy: true },
  ],
  scrapeSeconds: 15,
  ...changes,
});

interface Given {
  readonly families?: readonly SimulatedFamily[];
  readonly connection?: object;
  readonly path?: string;
}
async function start(
  options: Partial<PrometheusSimulatorOptions>,
  { families = [family()], connection = {}, path = "" }: Given = {},
): Promise<Run> {
  const simulator = await startPrometheusSimulator({ seed: 9, startSeconds: START, families, now: () => NOW, ...options });
  simulators.push(simulator);
  const parsed = prometheusSource.connection.parse({ url: `${simulator.url}${path}`, ...connection });
  const run: Run = { simulator, at: NOW, source: prometheusSource.connect(parsed, {}, { http: makeTestHttpClient(), now: () => run.at }) };
  return run;
}

const TOTAL = "http_requests_total";
const BAD = 'http_requests_total{code="500"}';
function queryOf(changes: Partial<RatioIndicator> = {}): StreamQuery {
  const parsed = prometheusSource.parseIndicator({
    kind: "ratio",
    counter: true,
    numerator: "bad",
    part: { source: "p", spec: { query: BAD } },
    total: { source: "p", spec: { query: TOTAL } },
    ...changes,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function unwrap<T>(outcome: Outcome<T> | undefined): T {
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}
const probe = async ({ source }: Run): Promise<QueryProbe> => unwrap(await source.probe(queryOf(), signal));
async function read(run: Run, changes: Partial<QueryProbe> = {}): Promise<ReadValue> {
  const item = { query: queryOf(), probe: { ...(await probe(run)), ...changes } };
  const [outcome] = await run.source.read({ items: [item], ...SPAN, purpose: "live" }, signal);
  return unwrap(outcome);
}
const paths = ({ simulator }: Run): string[] => simulator.requests.map(({ path }) => path.replace(/^.*\/api\/v1\//, ""));
const queries = ({ simulator }: Run): string[] => simulator.requests.map(({ query }) => query);
const scaled = (events: readonly number[]): number[] => events.map((count) => count * COUNT_SCALE);
const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0);

describe("finding out what answers", () => {
  it.each([
    [{ server: "prometheus" }, "Prometheus 2.42.0"],
    [{ server: "prometheus", majorVersion: 3 }, "Prometheus 3.14.0"],
    [{ server: "victoriametrics" }, "VictoriaMetrics v1.79.5"],
    [{ server: "thanos" }, "Thanos 0.34.1"],
  ] as const)("%o is %s", async (options, version) => {
    const run = await start(options);
    expect(unwrap(await run.source.check(signal))).toMatchObject({ version, clockSkewMs: 0, notes: [] });
  });

  it("Mimir has an application, a path of its own and a tenant", async () => {
    const run = await start({ server: "mimir" }, { path: "/prometheus", connection: { flavour: "mimir", tenant: "shop|cart" } });
    expect(unwrap(await run.source.check(signal))).toMatchObject({ version: "Grafana Mimir 2.14.0" });
    expect(run.simulator.requests.map(({ headers }) => headers["x-scope-orgid"])).toEqual(["shop|cart", "shop|cart"]);
  });

  it("without a tenant Mimir's words come back with what to do", async () => {
    const run = await start({ server: "mimir" }, { path: "/prometheus" });
    expect(await run.source.check(signal)).toMatchObject({
      ok: false,
      failure: { class: "unauthorized", message: expect.stringMatching(/no org id.*extra header X-Scope-OrgID/s) },
    });
  });

  it("is remembered for an hour", async () => {
    const run = await start({});
    for (const at of [0, 3_599_000]) {
      run.at = NOW + at;
      await read(run);
    }
    expect(paths(run).filter((path) => path === "status/buildinfo")).toHaveLength(1);
    run.at = NOW + 3_600_000;
    await read(run);
    expect(paths(run).filter((path) => path === "status/buildinfo")).toHaveLength(2);
  });

  it("is tried again after five minutes when the server was in trouble, and what was known until then stays", async () => {
    const run = await start({ server: "victoriametrics" });
    await probe(run);
    run.at = NOW + 3_600_000;
    run.simulator.plan([{ request: run.simulator.requests.length + 1, fault: { do: "status", status: 503, body: "" } }]);
    await probe(run);
    expect(run.simulator.requests.at(-1)?.parameters).toMatchObject({ nocache: "1" });
    run.at = NOW + 3_600_000 + 300_000;
    await probe(run);
    expect(queries(run).filter((query) => query.startsWith("WITH"))).toHaveLength(2);
  });

  it("a server whose version is kept from us counts as an older Prometheus", async () => {
    const run = await start({});
    run.simulator.plan([{ request: 1, fault: { do: "status", status: 403, body: "not for you" } }]);
    expect((await read(run)).block.total).toEqual(scaled(run.simulator.truth(TOTAL, SPAN.from, SPAN.to).countable));
    expect(paths(run).slice(0, 2)).toEqual(["status/buildinfo", "query"]);
  });

  it("a chosen server is not asked what it is", async () => {
    const run = await start({ server: "victoriametrics" }, { connection: { flavour: "victoriametrics" } });
    await read(run);
    expect(paths(run)).not.toContain("status/buildinfo");
    expect(queries(run).some((query) => query.startsWith("WITH"))).toBe(false);
  });

  it.each([
    ["victoriametrics", { nocache: "1", deny_partial_response: "1", latency_offset: "1ms" }],
    ["thanos", { dedup: "true", partial_response: "false", max_source_resolution: "0s" }],
  ] as const)("%s is sent what makes its answers whole", async (server, parameters) => {
    const run = await start({ server });
    await read(run);
    expect(run.simulator.requests.at(-1)?.parameters).toMatchObject(parameters);
  });

  it("parameters of the connection win", async () => {
    const run = await start(
      { server: "victoriametrics" },
      { connection: { extraParameters: { "extra_filters[]": '{env="live"}', nocache: "0" } } },
    );
    await read(run);
    expect(run.simulator.requests.at(-1)?.parameters).toMatchObject({ "extra_filters[]": '{env="live"}', nocache: "0" });
  });
});

describe("VictoriaMetrics", () => {
  it("is asked for the newest minute without its cache, which would move the question half a minute back", async () => {
    const run = await start({ server: "victoriametrics" }, { connection: { flavour: "victoriametrics" } });
    const whole = unwrap(await run.source.check(signal));
    expect(whole.clockSkewMs).toBe(0);
    const cached = await start(
      { server: "victoriametrics" },
      { connection: { flavour: "victoriametrics", extraParameters: { nocache: "0" } } },
    );
    expect(unwrap(await cached.source.check(signal)).clockSkewMs).toBe(-30_000);
  });

  it("counts inside the server, restarts and births included, what raw samples count", async () => {
    const families = [
      family({
        instances: 20,
        restarts: [{ instance: 3, atSeconds: START + 4000 }],
        gaps: [{ instance: 4, fromSeconds: START + 4500, toSeconds: START + 4600, cause: "scrape-failed" }],
      }),
    ];
    const run = await start({ server: "victoriametrics" }, { families });
    const value = await read(run, { strategy: "server" });
    const truth = run.simulator.truth(TOTAL, SPAN.from, SPAN.to);
    expect(value.block.total).toEqual(scaled(truth.countable));
    expect(value).toEqual(await read(run));
  });

  it("a query that is too long for it is asked in parts", async () => {
    const run = await start({ server: "victoriametrics" });
    const item = { query: queryOf(), probe: await probe(run) };
    const body = JSON.stringify({ status: "error", errorType: "422", error: "too long query; got 24099 bytes" });
    run.simulator.plan([{ request: run.simulator.requests.length + 1, fault: { do: "status", status: 422, body } }]);
    const [outcome] = await run.source.read({ items: [item], ...SPAN, purpose: "live" }, signal);
    expect(unwrap(outcome).block.total).toEqual(scaled(run.simulator.truth(TOTAL, SPAN.from, SPAN.to).countable));
  });
});

describe("anchored ranges of Prometheus", () => {
  const restarts = [
    { instance: 3, atSeconds: START + 4000 },
    { instance: 7, atSeconds: START + 4300, renamed: true },
  ];
  const families = [
    family({
      instances: 20,
      restarts,
      gaps: [{ instance: 4, fromSeconds: START + 4500, toSeconds: START + 4700, cause: "scrape-failed" as const }],
    }),
  ];

  it.each(["features", "trial"] as const)("are used inside the server when found by %s, and count the same", async (anchored) => {
    const run = await start({ majorVersion: 3, anchored }, { families });
    const value = await read(run, { strategy: "server" });
    const all = queries(run).filter((query) => query.includes("anchored)) or") || query.startsWith("sum(increase("));
    expect(all).toContain("sum(increase(http_requests_total[60s] anchored))");
    expect(value.block.total).toEqual(scaled(run.simulator.truth(TOTAL, SPAN.from, SPAN.to).countable));
    expect(value).toEqual(await read(run));
  });

  it.each([{ majorVersion: 2 }, { majorVersion: 3, anchored: "off" }] as const)(
    "are not used by a server without them: %o",
    async (options) => {
      const run = await start(options, { families });
      const value = await read(run, { strategy: "server" });
      expect(queries(run).join()).not.toContain("[60s] anchored");
      expect(value).toEqual(await read(run));
    },
  );

  it("are not used together with start timestamps", async () => {
    const run = await start({ majorVersion: 3, anchored: "features" });
    const body = JSON.stringify({ status: "success", data: { promql: { anchored: true }, prometheus: { use_start_timestamps: true } } });
    run.simulator.plan([{ request: 2, fault: { do: "body", body } }]);
    await read(run, { strategy: "server" });
    expect(paths(run)[1]).toBe("features");
    expect(queries(run).join()).not.toContain("anchored");
  });
});

describe("Thanos", () => {
  const replicas = ["a", "b"].map((replica) => family({ labels: { job: "shop", replica }, phaseSeconds: replica === "a" ? 3 : 9 }));

  it("with one replica is counted exactly", async () => {
    const run = await start({ server: "thanos" });
    expect(await probe(run)).toMatchObject({ strategy: "raw", exactness: "exact", warnings: [] });
  });

  it("that puts replicas together is counted by increase, marked approximate with the reason", async () => {
    const run = await start({ server: "thanos" }, { families: replicas });
    const probed = await probe(run);
    expect(probed).toMatchObject({ seriesFound: 4, strategy: "expression", exactness: "approximate" });
    expect(probed.warnings).toEqual([expect.stringMatching(/8 series of several replicas together into 4.*estimated by increase/)]);
    const { block } = await read(run);
    expect(block.missing).toEqual(new Array(30).fill(null));
    const truth = sum(run.simulator.truth('http_requests_total{replica="a"}', SPAN.from, SPAN.to).countable) * COUNT_SCALE;
    expect(Math.abs(sum(block.total) - truth) / truth).toBeLessThan(0.02);
  });

  it("is counted by increase, too, when the connection lets it answer from downsampled data", async () => {
    const run = await start({ server: "thanos" }, { connection: { extraParameters: { max_source_resolution: "auto" } } });
    expect(await probe(run)).toMatchObject({ strategy: "expression", warnings: [expect.stringContaining("downsampled")] });
  });

  it("knows no minute without a sample, whatever increase makes of those before", async () => {
    const gaps = [{ instance: "all" as const, fromSeconds: START + 3600, toSeconds: START + 4200, cause: "scrape-failed" as const }];
    const run = await start({ server: "thanos" }, { families: replicas.map((one) => ({ ...one, gaps })) });
    const { missing, total } = (await read(run)).block;
    expect(missing.slice(0, 10)).toEqual(new Array(10).fill("no-sample"));
    expect(total.slice(0, 10)).toEqual(new Array(10).fill(0));
    expect(missing.slice(12)).toEqual(new Array(18).fill(null));
  });

  it("a store that does not answer makes the answer partial, as a warning or as an error", async () => {
    const run = await start({ server: "thanos" });
    const item = { query: queryOf(), probe: await probe(run) };
    const error = "expanding series: proxy Series(): rpc error: code = Unavailable desc = connection refused";
    for (const fault of [
      { do: "warnings", warnings: ["receive series from 10.0.0.1:10901: unavailable"] },
      { do: "status", status: 422, body: JSON.stringify({ status: "error", errorType: "execution", error }) },
    ] as const) {
      run.simulator.plan([{ fault }]);
      const [outcome] = await run.source.read({ items: [item], ...SPAN, purpose: "live" }, signal);
      expect(outcome).toMatchObject({ ok: false, failure: { class: "partial" } });
    }
  });
});

describe("limits of Mimir", () => {
  it.each([
    "the query exceeded the maximum number of chunks (limit: 2000000 chunks) (err-mimir-max-chunks-per-query)",
    "the query exceeded the maximum number of series (limit: 100000 series) (err-mimir-max-series-per-query)",
    "the query time range exceeds the limit (query length: 800h0m0s, limit: 768h0m0s) (err-mimir-max-total-query-length)",
  ])("are answers that are too large, with a recording rule that would help: %s", async (error) => {
    const run = await start({ server: "mimir" }, { path: "/prometheus", connection: { flavour: "mimir", tenant: "shop" } });
    run.simulator.plan([
      { fault: { do: "status", status: 422, body: JSON.stringify({ status: "error", errorType: "execution", error }) } },
    ]);
    expect(await run.source.probe(queryOf(), signal)).toMatchObject({
      ok: false,
      failure: {
        class: "too-large",
        message: expect.stringContaining("err-mimir"),
        advice: expect.stringContaining("- record: solvent:total"),
      },
    });
  });

  it("counts exactly, because replicas are put together when samples arrive", async () => {
    const run = await start({ server: "mimir" }, { path: "/prometheus", connection: { flavour: "mimir", tenant: "shop" } });
    expect(await probe(run)).toMatchObject({ strategy: "raw", exactness: "exact" });
    expect((await read(run)).block.total).toEqual(scaled(run.simulator.truth(TOTAL, SPAN.from, SPAN.to).countable));
  });
});
