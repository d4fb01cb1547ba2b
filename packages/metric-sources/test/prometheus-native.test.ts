import { COUNT_SCALE, type JsonValue } from "@solvent/domain";
import { makeTestHttpClient, type PrometheusSimulator, type SimulatedFamily, startPrometheusSimulator } from "@solvent/testing";
import { afterEach, describe, expect, it } from "vitest";
import { type MetricSource, type Outcome, prometheusSource, type QueryProbe, type ReadItem, type StreamQuery } from "../src/index.ts";

const START = 1_795_392_000;
const END = START + 2 * 3600;
const SPAN = { from: START / 60 + 5, to: END / 60 };
const signal = new AbortController().signal;
const simulators: PrometheusSimulator[] = [];
afterEach(async () => {
  await Promise.all(simulators.splice(0).map((one) => one.stop()));
});

interface Run {
  readonly simulator: PrometheusSimulator;
  readonly source: MetricSource;
}

/** Buckets 2^(-1/8) and below, around 0.5 (index -8), and above. */
const family = (changes: Partial<SimulatedFamily> = {}): SimulatedFamily => ({
  metric: "rpc_seconds",
  labels: { job: "shop" },
  instances: 2,
  classes: [
    { code: "-20", perScrape: 6 },
    { code: "-8", perScrape: 3 },
    { code: "-7", perScrape: 2 },
    { code: "4", perScrape: 0.2 },
  ],
  native: { schema: 3 },
  scrapeSeconds: 15,
  ...changes,
});

async function start(families: readonly SimulatedFamily[], majorVersion: 2 | 3 = 2): Promise<Run> {
  const now = (): number => END * 1000;
  const simulator = await startPrometheusSimulator({ seed: 4, startSeconds: START, families, now, majorVersion });
  simulators.push(simulator);
  const connection = prometheusSource.connection.parse({ url: simulator.url });
  return { simulator, source: prometheusSource.connect(connection, {}, { http: makeTestHttpClient(), now }) };
}

type Spec = { readonly [key: string]: JsonValue };
function queryOf(threshold: string, changes: { histogram?: string; total?: Spec } = {}): StreamQuery {
  const { histogram = "rpc_seconds", total = { histogram } } = changes;
  const parsed = prometheusSource.parseIndicator({
    kind: "ratio",
    counter: true,
    numerator: "good",
    part: { source: "p", spec: { histogram, threshold } },
    total: { source: "p", spec: total },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function unwrap<T>(outcome: Outcome<T> | undefined): T {
  if (outcome === undefined || !outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

const probe = async ({ source }: Run, query: StreamQuery): Promise<QueryProbe> => unwrap(await source.probe(query, signal));

async function read(run: Run, query: StreamQuery, span = SPAN) {
  const items = [{ query, probe: await probe(run, query) }];
  return unwrap((await run.source.read({ items, ...span, purpose: "backfill" }, signal))[0]).block;
}

describe("native histograms of Prometheus", () => {
  it.each([2, 3] as const)(
    "count at a boundary what the buckets below it counted, with restarts and gaps, in version %s",
    { timeout: 60_000 },
    async (majorVersion) => {
      const run = await start(
        [
          family({
            instances: 4,
            restarts: [
              { instance: 0, atSeconds: START + 3011 },
              { instance: 1, atSeconds: START + 3607, renamed: true },
            ],
            gaps: [
              { instance: 2, fromSeconds: START + 1000, toSeconds: START + 1090, cause: "scrape-failed" },
              { instance: "all", fromSeconds: START + 5000, toSeconds: START + 5600, cause: "server-stopped" },
            ],
          }),
        ],
        majorVersion,
      );
      const all = run.simulator.truth("rpc_seconds", SPAN.from, SPAN.to);
      const good = run.simulator.truth('rpc_seconds{code=~"-20|-8"}', SPAN.from, SPAN.to);
      const block = await read(run, queryOf("0.5"));
      expect(block.missing.map((reason) => reason === null)).toEqual(all.known);
      expect(all.known.filter((known) => !known).length).toBeGreaterThan(5);
      const scaled = (counts: readonly number[]): number[] => counts.map((count, index) => (all.known[index] ? count * COUNT_SCALE : 0));
      expect(block.total).toEqual(scaled(all.countable));
      expect(block.good).toEqual(scaled(good.countable));
    },
  );

  it("give the same minutes however the stretch is cut", { timeout: 30_000 }, async () => {
    const run = await start([family({ restarts: [{ instance: 0, atSeconds: START + 3011 }] })]);
    const whole = await read(run, queryOf("0.45"), { from: SPAN.from + 40, to: SPAN.from + 70 });
    const good: number[] = [];
    for (let from = SPAN.from + 40; from < SPAN.from + 70; from += 1)
      good.push(...(await read(run, queryOf("0.45"), { from, to: from + 1 })).good);
    expect(good).toEqual(whole.good);
  });

  it("share the events of the bucket around the threshold out, and say so with its growth factor", async () => {
    const run = await start([family()]);
    const { exactness, warnings } = await probe(run, queryOf("0.48"));
    expect(exactness).toBe("approximate");
    expect(warnings).toEqual([
      "rpc_seconds is a native histogram, and 0.48 lies inside one of its buckets: the server shares the events of that bucket out, so the threshold is right to within 9.1 % (bucket growth factor 1.091)",
    ]);
    const below = run.simulator.truth('rpc_seconds{code="-20"}', SPAN.from, SPAN.to).countable;
    const inside = run.simulator.truth('rpc_seconds{code="-8"}', SPAN.from, SPAN.to).countable;
    const lower = 2 ** (-9 / 8);
    const share = (0.48 - lower) / (0.5 - lower);
    const { good } = await read(run, queryOf("0.48"));
    for (const [index, count] of good.entries())
      expect(Math.abs(count - ((below[index] ?? 0) + (inside[index] ?? 0) * share) * COUNT_SCALE)).toBeLessThanOrEqual(0.5);
  });

  it("know that nothing happened, and that nothing was measured", async () => {
    const run = await start([
      family({
        classes: [{ code: "-20", perScrape: 0 }],
        gaps: [{ instance: "all", fromSeconds: START + 1000, toSeconds: START + 1200, cause: "scrape-failed" }],
      }),
    ]);
    const block = await read(run, queryOf("0.5"));
    expect(new Set(block.missing)).toEqual(new Set([null, "no-sample"]));
    expect(new Set([...block.good, ...block.total])).toEqual(new Set([0]));
    const absent = await run.source.probe(queryOf("0.5", { histogram: "absent_seconds" }), signal);
    expect(absent).toMatchObject({ ok: false, failure: { message: expect.stringContaining("has no series with le") } });
  });

  it("are read together: hundreds of one label in a few requests", { timeout: 30_000 }, async () => {
    const services = Array.from({ length: 200 }, (_, index) => `s${index}`);
    const run = await start(services.map((service) => family({ instances: 1, labels: { job: "shop", service } })));
    const first = await probe(run, queryOf("0.5", { histogram: 'rpc_seconds{service="s0"}' }));
    const items = services.map(
      (service): ReadItem => ({ query: queryOf("0.5", { histogram: `rpc_seconds{service="${service}"}` }), probe: first }),
    );
    const span = { from: SPAN.to - 1, to: SPAN.to };
    const before = run.simulator.requests.length;
    const outcomes = await run.source.read({ items, ...span, purpose: "live" }, signal);
    expect(run.simulator.requests.length - before).toBeLessThanOrEqual(6);
    for (const [index, outcome] of outcomes.entries()) {
      const { countable } = run.simulator.truth(`rpc_seconds{service="s${index}"}`, span.from, span.to);
      expect(unwrap(outcome).block.total).toEqual(countable.map((count) => count * COUNT_SCALE));
    }
  });

  it("need a histogram as the total as well", async () => {
    const run = await start([family()]);
    const outcome = await run.source.probe(queryOf("0.5", { total: { query: "requests_total" } }), signal);
    expect(outcome).toMatchObject({
      ok: false,
      failure: { class: "bad-query", message: expect.stringContaining("give histogram: rpc_seconds as the total") },
    });
    expect(await probe(run, queryOf("0.5", { total: { query: "rpc_seconds_count" } }))).toMatchObject({
      seriesFound: 2,
      exactness: "exact",
    });
  });

  it("are refused beyond 2,000 series", async () => {
    const run = await start([family({ instances: 2001, classes: [{ code: "1", perScrape: 1 }] })]);
    const outcome = await run.source.probe(queryOf("0.5"), signal);
    expect(outcome).toMatchObject({
      ok: false,
      failure: { class: "too-many-series", message: expect.stringContaining("2,001 native histograms") },
    });
  });

  it("have groups", async () => {
    const run = await start([family()]);
    expect(await run.source.groups?.(queryOf("0.5"), ["instance"], signal)).toEqual({
      ok: true,
      value: [{ instance: "i0" }, { instance: "i1" }],
    });
  });

  it.each([
    ["a server that knows no such function", 400, "has no series with le"],
    ["a server in trouble", 503, "HTTP 503"],
  ])("are not taken for absent, nor for present, because of %s", async (_, status, message) => {
    const run = await start([family()]);
    run.simulator.plan([{ request: 3, fault: { do: "status", status, body: "" } }]);
    expect(await run.source.probe(queryOf("0.5"), signal)).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining(message) },
    });
  });
});
