import type { Series } from "../counters/series.ts";
import { failed, succeeded } from "../failure.ts";
import type { Redact } from "../redact.ts";
import type { HttpClient, HttpRequest, Outcome } from "../source.ts";
import { type ResultType, readBuckets, readExactResult, readResult } from "./answer.ts";
import { readEnvelope } from "./envelope.ts";
import type { Bucket } from "./native/threshold-place.ts";
import { type BuildInfo, type Features, type Metadata, readBuildInfo, readFeatures, readMetadata, readNames } from "./told.ts";

/** A query over several instants; both ends are evaluated and both must be whole multiples of the step. */
export interface RangeQuery {
  readonly expression: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly stepSeconds: number;
}

export interface InstantQuery {
  readonly expression: string;
  /** Evaluation time; without it the server's own clock. */
  readonly timeSeconds?: number;
  /** In place of parameters that every query is sent with. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly allowed: readonly ResultType[];
}

/** The few endpoints of the Prometheus HTTP API that are used. Failures carry the server's words, without secrets. */
export interface PrometheusApi {
  instant(query: InstantQuery, signal: AbortSignal): Promise<Outcome<readonly Series[]>>;
  range(query: RangeQuery, signal: AbortSignal): Promise<Outcome<readonly Series[]>>;
  /** Values as the server wrote them. */
  exactInstant(query: InstantQuery, signal: AbortSignal): Promise<Outcome<readonly Series<string>[]>>;
  exactRange(query: RangeQuery, signal: AbortSignal): Promise<Outcome<readonly Series<string>[]>>;
  /** Of native histograms: the buckets that hold events. */
  buckets(query: InstantQuery, signal: AbortSignal): Promise<Outcome<readonly Series<readonly Bucket[]>[]>>;
  buildInfo(signal: AbortSignal): Promise<Outcome<BuildInfo>>;
  /** From 3.8 on. */
  features(signal: AbortSignal): Promise<Outcome<Features>>;
  /** A list of names, from a path below /api/v1. */
  names(path: string, parameters: readonly (readonly [string, string])[], signal: AbortSignal): Promise<Outcome<readonly string[]>>;
  metadata(signal: AbortSignal): Promise<Outcome<Metadata>>;
}

export interface ApiOptions {
  readonly http: HttpClient;
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly redact: Redact;
  readonly now: () => number;
}

/** Of requests that only find out about the server. */
const LOOK_TIMEOUT_MS = 5000;
/** The server gives up a little before we do, so that its own words arrive. */
const SERVER_TIMEOUT = "15s";

const isOnGrid = (series: Series<unknown>, { startSeconds, endSeconds, stepSeconds }: RangeQuery): boolean =>
  series.times.every((time) => time >= startSeconds && time <= endSeconds && (time - startSeconds) % stepSeconds === 0);

interface Posted {
  readonly parameters?: Readonly<Record<string, string>>;
  readonly fields: readonly (readonly [string, string])[];
}

type ReadAnswer<Value> = (data: unknown, allowed: readonly ResultType[]) => Outcome<readonly Series<Value>[]>;

/** Speaks to one server. Queries go by POST: long ones do not fit into an address. */
export function makePrometheusApi(options: ApiOptions): PrometheusApi {
  const base = `${options.baseUrl.replace(/\/+$/, "")}/api/v1`;

  async function ask(request: Pick<HttpRequest, "method" | "form" | "timeoutMs" | "signal">, path: string): Promise<Outcome<unknown>> {
    const headers = { ...options.headers, accept: "application/json" };
    const answer = await options.http.send({ ...request, url: `${base}/${path}`, headers });
    if (!answer.ok) return { ok: false, failure: { ...answer.failure, message: options.redact(answer.failure.message) } };
    return readEnvelope(answer.value, { redact: options.redact, nowMs: options.now() });
  }

  const post = (path: string, { parameters = {}, fields }: Posted, signal: AbortSignal): Promise<Outcome<unknown>> => {
    const usual = Object.entries({ ...options.parameters, ...parameters });
    return ask({ method: "POST", form: [...usual, ...fields, ["timeout", SERVER_TIMEOUT]], signal }, path);
  };

  const get = (path: string, parameters: readonly (readonly [string, string])[], signal: AbortSignal): Promise<Outcome<unknown>> => {
    const query = new URLSearchParams(
      [...Object.entries(options.parameters), ...parameters].map(([name, value]): [string, string] => [name, value]),
    );
    return ask({ method: "GET", signal }, query.size === 0 ? path : `${path}?${query.toString()}`);
  };

  function redacted<T>(outcome: Outcome<T>): Outcome<T> {
    return outcome.ok ? outcome : { ok: false, failure: { ...outcome.failure, message: options.redact(outcome.failure.message) } };
  }

  async function askInstant<Value>(
    { expression, timeSeconds, allowed, parameters = {} }: InstantQuery,
    read: ReadAnswer<Value>,
    signal: AbortSignal,
  ): Promise<Outcome<readonly Series<Value>[]>> {
    const time: [string, string][] = timeSeconds === undefined ? [] : [["time", String(timeSeconds)]];
    const data = await post("query", { parameters, fields: [["query", expression], ...time] }, signal);
    return data.ok ? redacted(read(data.value, allowed)) : data;
  }

  async function askRange<Value>(
    query: RangeQuery,
    read: ReadAnswer<Value>,
    signal: AbortSignal,
  ): Promise<Outcome<readonly Series<Value>[]>> {
    const bounds: [string, string][] = [
      ["start", String(query.startSeconds)],
      ["end", String(query.endSeconds)],
      ["step", String(query.stepSeconds)],
    ];
    const data = await post("query_range", { fields: [["query", query.expression], ...bounds] }, signal);
    if (!data.ok) return data;
    const series = read(data.value, ["matrix"]);
    if (!series.ok) return redacted(series);
    if (series.value.every((one) => isOnGrid(one, query))) return series;
    return failed("bad-answer", "the answer holds points at other times than those asked for");
  }

  return {
    instant: (query, signal) => askInstant(query, readResult, signal),
    range: (query, signal) => askRange(query, readResult, signal),
    exactInstant: (query, signal) => askInstant(query, readExactResult, signal),
    exactRange: (query, signal) => askRange(query, readExactResult, signal),
    buckets: (query, signal) => askInstant(query, readBuckets, signal),
    async buildInfo(signal) {
      const data = await ask({ method: "GET", timeoutMs: LOOK_TIMEOUT_MS, signal }, "status/buildinfo");
      return data.ok ? succeeded(readBuildInfo(data.value, options.redact)) : data;
    },
    async features(signal) {
      const data = await ask({ method: "GET", timeoutMs: LOOK_TIMEOUT_MS, signal }, "features");
      return data.ok ? succeeded(readFeatures(data.value)) : data;
    },
    async names(path, parameters, signal) {
      const data = await get(path, parameters, signal);
      return data.ok ? readNames(data.value) : data;
    },
    async metadata(signal) {
      const data = await get("metadata", [["limit_per_metric", "1"]], signal);
      return data.ok ? succeeded(readMetadata(data.value, options.redact)) : data;
    },
  };
}
