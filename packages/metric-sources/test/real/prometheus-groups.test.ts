import { COUNT_SCALE, MINUTE_MS, type RatioIndicator } from "@solvent/domain";
import {
  makeTestHttpClient,
  type PrometheusSimulator,
  type RealPrometheus,
  type SimulatedHistory,
  startPrometheusSimulator,
  startRealPrometheus,
  toOpenMetrics,
} from "@solvent/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type GroupLabels,
  type HttpClient,
  type MetricSource,
  type Outcome,
  prometheusSource,
  type ReadItem,
  type StreamQuery,
} from "../../src/index.ts";

const signal = new AbortController().signal;
const START = Math.floor(Date.now() / MINUTE_MS) * 60 - 1800;
const END = START + 1740;
const SPAN = { from: START / 60 + 2, to: END / 60 };
const PATHS = [
  "/",
  "/cart?a=1&b=2",
  "/caf\u00e9/\u6771\u4eac \u{1f680}",
  'a "quoted" one',
  "back\\slash",
  "two\nlines",
  "{x='y'}",
  "a.b*|(c)[d]$",
].sort();

const HISTORY: SimulatedHistory = {
  seed: 3,
  startSeconds: START,
  families: [null, ...PATHS].map((path) => ({
    metric: "http_requests_total",
    labels: { job: "shop", ...(path === null ? {} : { path }) },
    instances: 2,
    classes: [
      { code: "200", perScrape: 9 },
      { code: "500", perScrape: 0.5, lazy: true },
    ],
    scrapeSeconds: 30,
  })),
};

let prometheus: RealPrometheus;
let model: PrometheusSimulator;
let source: MetricSource;
let requests = 0;

beforeAll(async () => {
  prometheus = await startRealPrometheus({ openMetrics: toOpenMetrics(HISTORY, END) });
  model = await startPrometheusSimulator({ ...HISTORY, now: () => END * 1000 });
  const http = makeTestHttpClient();
  const counted: HttpClient = {
    send(request) {
      requests += 1;
      return http.send(request);
    },
  };
  const connection = prometheusSource.connection.parse({ url: prometheus.url });
  source = prometheusSource.connect(connection, {}, { http: counted, now: () => Date.now() });
});
afterAll(async () => {
  await Promise.all([prometheus.stop(), model.stop()]);
});

const INDICATOR: RatioIndicator = {
  kind: "ratio",
  counter: true,
  numerator: "bad",
  part: { source: "p", spec: { query: 'http_requests_total{code=~"5.."}' } },
  total: { source: "p", spec: { query: "http_requests_total" } },
};

function queryOf(labels: GroupLabels): StreamQuery {
  const narrowed = prometheusSource.narrow?.(INDICATOR, labels);
  const parsed = narrowed?.ok === true ? prometheusSource.parseIndicator(narrowed.value) : narrowed;
  if (parsed === undefined || !parsed.ok || !("canonical" in parsed.value)) throw new Error(JSON.stringify(parsed));
  return parsed.value;
}

function unwrap<T>(outcome: Outcome<T> | undefined): T {
  if (outcome === undefined || !outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

describe("a group of a real Prometheus whose label values hold everything that has to be escaped", () => {
  it("has every combination, and each is counted by itself, in one request for all", async () => {
    const groups = unwrap(await source.groups?.(queryOf({}), ["job", "path"], signal));
    expect(groups).toEqual(["", ...PATHS].map((path) => ({ job: "shop", path })));
    const items: ReadItem[] = [];
    for (const labels of groups) {
      const query = queryOf(labels);
      items.push({ query, probe: unwrap(await source.probe(query, signal)) });
    }
    requests = 0;
    const outcomes = await source.read({ items, ...SPAN, purpose: "backfill" }, signal);
    expect(requests).toBeLessThanOrEqual(3);
    for (const [index, { path = "" }] of groups.entries()) {
      const { block } = unwrap(outcomes[index]);
      const [all, bad] = ["", ',code="500"'].map((more) =>
        model.truth(`http_requests_total{path=${JSON.stringify(path)}${more}}`, SPAN.from, SPAN.to),
      );
      expect(block.total).toEqual(all?.countable.map((count) => count * COUNT_SCALE));
      expect(block.total.map((count, minute) => count - (block.good[minute] ?? 0))).toEqual(
        bad?.countable.map((count) => count * COUNT_SCALE),
      );
    }
  });
});
