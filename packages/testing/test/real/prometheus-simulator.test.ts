import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type PrometheusSimulator,
  type RealPrometheus,
  type SimulatedHistory,
  startPrometheusSimulator,
  startRealPrometheus,
  toOpenMetrics,
} from "../../src/prometheus/index.ts";

const START = Math.floor(Date.now() / 60_000) * 60 - 6 * 3600;
const END = START + 5 * 3600;
const HISTORY: SimulatedHistory = {
  seed: 21,
  startSeconds: START,
  families: [
    {
      metric: "http_requests_total",
      labels: { job: "shop" },
      instances: 7,
      classes: [
        { code: "200", perScrape: 4 },
        { code: "404", perScrape: 0.2 },
      ],
      scrapeSeconds: 30,
      restarts: [{ instance: 2, atSeconds: START + 5000 }],
      gaps: [{ instance: "all", fromSeconds: START + 7000, toSeconds: START + 7150, cause: "server-stopped" }],
    },
    {
      metric: "aligned_total",
      labels: { job: "rules" },
      instances: 2,
      classes: [{ code: "200", perScrape: 4 }],
      scrapeSeconds: 30,
      phaseSeconds: 0,
    },
  ],
  gauges: [
    {
      metric: "queue_length",
      labels: { queue: "orders" },
      instances: 2,
      scrapeSeconds: 30,
      phaseSeconds: 5,
      gaps: [{ instance: 1, fromSeconds: START + 8000, toSeconds: START + 8400, cause: "server-stopped" }],
      valueAt: (seconds, instance) => ((seconds / 30) % 40) - 10 + instance * 0.25,
    },
  ],
};

let real: RealPrometheus;
let simulated: PrometheusSimulator;
beforeAll(async () => {
  real = await startRealPrometheus({ openMetrics: toOpenMetrics(HISTORY, END) });
  simulated = await startPrometheusSimulator({ ...HISTORY, now: () => END * 1000 });
});
afterAll(async () => {
  await Promise.all([real.stop(), simulated.stop()]);
});

type Answer = { data: { resultType: string; result: { metric: Record<string, string> }[] } };

async function ask(url: string, path: string, fields: Record<string, string>): Promise<Answer["data"]> {
  const response = await fetch(`${url}/api/v1/${path}`, { method: "POST", body: new URLSearchParams(fields) });
  const { data } = (await response.json()) as Answer;
  const key = ({ metric }: { metric: Record<string, string> }): string => JSON.stringify(Object.entries(metric).toSorted());
  return {
    ...data,
    result: data.result
      .map((one) => ({ ...one, metric: Object.fromEntries(Object.entries(one.metric).toSorted()) }))
      .toSorted((left, right) => (key(left) < key(right) ? -1 : 1)),
  };
}

const INSTANT = [
  'http_requests_total{job="shop",code=~"2..|5.."}[9m]',
  "aligned_total[5m]",
  "count by (code) (http_requests_total)",
  'count by (replica) (http_requests_total{instance!="i3"})',
  'sum(http_requests_total{code!~"4.*"})',
  "last_over_time(http_requests_total[59999ms])",
  "timestamp(aligned_total)",
  "group by (instance, region) (last_over_time(http_requests_total[1h]))",
  'label_replace(aligned_total, "__part__", "count", "", "") or label_replace(timestamp(aligned_total), "__part__", "time", "", "")',
  "max(http_requests_total offset 10m)",
  "avg(last_over_time(queue_length[59999ms]))",
  "time() - queue_length",
];
const RANGE = [
  "sum(last_over_time(http_requests_total[59999ms]) - last_over_time(http_requests_total[60s] offset 60s))",
  "count by (job, instance) ((resets(http_requests_total[120s]) > 0) or (last_over_time(http_requests_total[59999ms]) unless last_over_time(http_requests_total[60s] offset 60s)))",
  "sum(((last_over_time(aligned_total[59999ms]) - last_over_time(aligned_total[300s] offset 60s)) >= 0) or (last_over_time(aligned_total[59999ms]) and last_over_time(aligned_total[300s] offset 60s)))",
  "count_over_time(aligned_total[1m])",
  "count(http_requests_total) * 2",
  "last_over_time(queue_length[59999ms])",
  "queue_length",
];

describe("the simulator beside a real Prometheus with the same samples", () => {
  it.each(INSTANT)("answers alike at an instant: %s", async (query) => {
    for (const time of [END - 600, START + 5000, START + 6960]) {
      const fields = { query, time: String(Math.floor(time / 60) * 60) };
      expect(await ask(simulated.url, "query", fields)).toEqual(await ask(real.url, "query", fields));
    }
  });

  it.each(RANGE)("answers alike over a range: %s", async (query) => {
    const fields = { query, start: String(START + 3600), end: String(START + 3 * 3600), step: "60" };
    const answer = await ask(real.url, "query_range", fields);
    expect(answer.result.length).toBeGreaterThan(0);
    expect(await ask(simulated.url, "query_range", fields)).toEqual(answer);
  });
});
