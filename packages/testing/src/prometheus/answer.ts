import { durationMs, type Element, evaluate, PromqlError, type Value } from "./evaluate.ts";
import { histogramText } from "./native-histogram.ts";
import type { World } from "./world.ts";

export interface Answering {
  readonly world: World;
  readonly leftOpen: boolean;
  readonly version: string;
  /** Milliseconds since the epoch, for queries without a time. */
  readonly now: () => number;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

const MAX_STEPS = 11_000;

const toText = (value: number): string =>
  Number.isNaN(value) ? "NaN" : value === Number.POSITIVE_INFINITY ? "+Inf" : value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
const toPair = (timeMs: number, value: number): string => `[${timeMs / 1000},"${toText(value)}"]`;
const success = (data: string): Answer => ({ status: 200, body: `{"status":"success","data":${data}}` });
const refusal = (status: number, errorType: string, error: string): Answer => ({
  status,
  body: JSON.stringify({ status: "error", errorType, error }),
});

const matrixText = (series: readonly { labels: object; pairs: readonly string[] }[]): string =>
  `{"resultType":"matrix","result":[${series.map(({ labels, pairs }) => `{"metric":${JSON.stringify(labels)},"values":[${pairs.join(",")}]}`).join(",")}]}`;

function instant(answering: Answering, fields: URLSearchParams): Answer {
  const timeMs = fields.has("time") ? Math.round(Number(fields.get("time")) * 1000) : answering.now();
  const value = evaluate({ ...answering, text: fields.get("query") ?? "", timeMs });
  if (value.kind === "matrix") {
    return success(
      matrixText(
        value.series.map(({ labels, samples }) => ({ labels, pairs: samples.map((sample) => toPair(sample.timeMs, sample.value)) })),
      ),
    );
  }
  if (value.kind === "scalar") return success(`{"resultType":"scalar","result":${toPair(timeMs, value.value)}}`);
  const elements = value.elements.map(({ labels, value: one, histogram }) => {
    const text = histogram === undefined ? `"value":${toPair(timeMs, one)}` : `"histogram":[${timeMs / 1000},${histogramText(histogram)}]`;
    return `{"metric":${JSON.stringify(labels)},${text}}`;
  });
  return success(`{"resultType":"vector","result":[${elements.join(",")}]}`);
}

const elementsOf = (value: Value): readonly Element[] => (value.kind === "scalar" ? [{ labels: {}, value: value.value }] : value.elements);

function range(answering: Answering, fields: URLSearchParams): Answer {
  const [start, end] = ["start", "end"].map((name) => Math.round(Number(fields.get(name)) * 1000));
  const step = durationMs(fields.get("step") ?? "60");
  if (start === undefined || end === undefined || !(step > 0) || !(end >= start)) return refusal(400, "bad_data", "invalid range");
  if (Math.floor((end - start) / step) > MAX_STEPS) {
    return refusal(
      400,
      "bad_data",
      "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)",
    );
  }
  const found = new Map<string, { labels: object; pairs: string[] }>();
  for (let timeMs = start; timeMs <= end; timeMs += step) {
    const value = evaluate({ ...answering, text: fields.get("query") ?? "", timeMs });
    if (value.kind === "matrix")
      return refusal(400, "bad_data", 'invalid expression type "range vector" for range query, must be Scalar or instant Vector');
    for (const { labels, value: one } of elementsOf(value)) {
      const key = JSON.stringify(labels);
      const series = found.get(key) ?? { labels, pairs: [] };
      series.pairs.push(toPair(timeMs, one));
      found.set(key, series);
    }
  }
  return success(matrixText([...found.values()]));
}

/** The answer of the query API to one request, or of an unknown path. */
export function answerRequest(answering: Answering, path: string, fields: URLSearchParams): Answer {
  try {
    if (path === "/api/v1/query") return instant(answering, fields);
    if (path === "/api/v1/query_range") return range(answering, fields);
    if (path === "/api/v1/status/buildinfo")
      return success(JSON.stringify({ version: answering.version, revision: "simulated", goVersion: "none" }));
    return { status: 404, body: "404 page not found\n" };
  } catch (error) {
    if (error instanceof PromqlError) return refusal(400, "bad_data", `invalid parameter "query": ${error.message}`);
    throw error;
  }
}
