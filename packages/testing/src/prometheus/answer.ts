import { durationMs, type Element, evaluate, PromqlError, type Value } from "./evaluate.ts";
import type { Manners } from "./manners.ts";
import { labelNames, labelValues, metadataOf } from "./names.ts";
import { histogramText } from "./native-histogram.ts";
import type { IsHidden, World } from "./world.ts";

export interface Answering {
  readonly world: World;
  /** The world as it looks when replicas are put together. */
  readonly merged: World;
  readonly manners: Manners;
  readonly isHidden: IsHidden;
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

const matrixText = (series: readonly { labels: object; pairs: readonly string[] }[]): string =>
  `{"resultType":"matrix","result":[${series.map(({ labels, pairs }) => `{"metric":${JSON.stringify(labels)},"values":[${pairs.join(",")}]}`).join(",")}]}`;

/** `WITH (name = expression) body` of MetricsQL, written out. */
function withoutTemplate(text: string): string {
  const [, name = "", expression = "", body = ""] = /^WITH \((\w+) = ([^)]+)\) (.*)$/s.exec(text) ?? [];
  return name === "" ? text : body.replaceAll(new RegExp(`\\b${name}\\b`, "g"), expression);
}

function evaluateAt({ world, merged, manners, isHidden }: Answering, fields: URLSearchParams, timeMs: number): ReturnType<typeof evaluate> {
  const { leftOpen, anchored } = manners;
  const seen = fields.get("dedup") === "false" ? world : merged;
  const query = fields.get("query") ?? "";
  const text = manners.isMetricsQl ? withoutTemplate(query) : query;
  return evaluate({ world: seen, leftOpen, anchored, isHidden, text, timeMs });
}

/** A range selector alone gives its samples, whatever the time. */
function instantTimeMs({ manners, now }: Answering, fields: URLSearchParams): number {
  const timeMs = fields.has("time") ? Math.round(Number(fields.get("time")) * 1000) : now();
  if (fields.get("nocache") === "1" || (fields.get("query") ?? "").endsWith("]")) return timeMs;
  return Math.min(timeMs, now() - manners.latencyOffsetMs);
}

function elementsOf(value: Value, isMetricsQl: boolean): readonly Element[] {
  const elements = value.kind === "scalar" ? [{ labels: {}, value: value.value }] : value.elements;
  return isMetricsQl ? elements.filter((element) => !Number.isNaN(element.value)) : elements;
}

function instant(answering: Answering, fields: URLSearchParams): Answer {
  const timeMs = instantTimeMs(answering, fields);
  const value = evaluateAt(answering, fields, timeMs);
  if (value.kind === "matrix") {
    return success(
      matrixText(
        value.series.map(({ labels, samples }) => ({ labels, pairs: samples.map((sample) => toPair(sample.timeMs, sample.value)) })),
      ),
    );
  }
  const { isMetricsQl } = answering.manners;
  if (value.kind === "scalar" && !isMetricsQl) return success(`{"resultType":"scalar","result":${toPair(timeMs, value.value)}}`);
  const elements = elementsOf(value, isMetricsQl).map(({ labels, value: one, histogram }) => {
    const text = histogram === undefined ? `"value":${toPair(timeMs, one)}` : `"histogram":[${timeMs / 1000},${histogramText(histogram)}]`;
    return `{"metric":${JSON.stringify(labels)},${text}}`;
  });
  return success(`{"resultType":"vector","result":[${elements.join(",")}]}`);
}

function range(answering: Answering, fields: URLSearchParams): Answer {
  const { manners } = answering;
  const [start, end] = ["start", "end"].map((name) => Math.round(Number(fields.get(name)) * 1000));
  const step = durationMs(fields.get("step") ?? "60");
  if (start === undefined || end === undefined || !(step > 0) || !(end >= start)) return manners.refuse(400, "bad_data", "invalid range");
  if (Math.floor((end - start) / step) > MAX_STEPS) {
    return manners.refuse(
      400,
      "bad_data",
      "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)",
    );
  }
  const found = new Map<string, { labels: object; pairs: string[] }>();
  for (let timeMs = start; timeMs <= end; timeMs += step) {
    const value = evaluateAt(answering, fields, timeMs);
    if (value.kind === "matrix")
      return manners.refuse(400, "bad_data", 'invalid expression type "range vector" for range query, must be Scalar or instant Vector');
    for (const { labels, value: one } of elementsOf(value, manners.isMetricsQl)) {
      const key = JSON.stringify(labels);
      const series = found.get(key) ?? { labels, pairs: [] };
      series.pairs.push(toPair(timeMs, one));
      found.set(key, series);
    }
  }
  return success(matrixText([...found.values()]));
}

const successOf = (data: unknown): Answer => success(JSON.stringify(data));

function answerPath(answering: Answering, path: string, fields: URLSearchParams): Answer | null {
  const { manners, world } = answering;
  const label = /^label\/([^/]+)\/values$/.exec(path)?.[1];
  if (label !== undefined) return successOf(labelValues(world, decodeURIComponent(label), fields));
  switch (path) {
    case "query":
      return instant(answering, fields);
    case "query_range":
      return range(answering, fields);
    case "status/buildinfo":
      return successOf(manners.buildInfo);
    case "features":
      return manners.features === null ? null : successOf(manners.features);
    case "labels":
      return successOf(labelNames(world, fields));
    case "metadata":
      return successOf(manners.isMetricsQl ? {} : metadataOf(world));
    default:
      return null;
  }
}

/** The answer of the query API to one request, or of an unknown path. */
export function answerRequest(
  answering: Answering,
  request: { readonly path: string; readonly tenant: string | null },
  fields: URLSearchParams,
): Answer {
  const { manners } = answering;
  if (manners.needsTenant && request.tenant === null) return { status: 401, body: "no org id\n" };
  if (request.path === "/metrics" && manners.metricsPage !== null) return { status: 200, body: manners.metricsPage };
  const base = `${manners.prefix}/api/v1/`;
  if (!request.path.startsWith(base)) return manners.unknownPath;
  try {
    return answerPath(answering, request.path.slice(base.length), fields) ?? manners.unknownPath;
  } catch (error) {
    if (error instanceof PromqlError) return manners.refuse(400, "bad_data", `invalid parameter "query": ${error.message}`);
    throw error;
  }
}
